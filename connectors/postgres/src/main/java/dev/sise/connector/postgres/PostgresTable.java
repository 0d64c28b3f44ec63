package dev.sise.connector.postgres;

import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.util.function.SerializableFunction;

/**
 * How records become rows of one table: its key, its other columns, and how a row that is there is treated. Made column by column; the order
 * is that of the statement.
 *
 * <pre>{@code
 * PostgresTable.<Quote>of("quotes")
 *         .key("code", PostgresTable.Type.TEXT, quote -> quote.code)
 *         .column("price", PostgresTable.Type.NUMBER, quote -> quote.price)
 *         .version("seen_at", quote -> quote.seenAt)
 *         .upserts(address);
 * }</pre>
 *
 * @param <T> record of a row
 */
public final class PostgresTable<T> {
    /** Rows of a batch: large enough that the way to the server and back costs little, small enough for its memory. */
    private static final int BATCH = 500;

    private static final int RETRIES = 3;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final String table;
    private final List<Column<T>> columns = new ArrayList<>();
    private int keys;
    private String version;

    /** Type of a column; a null of any of them is written as NULL. */
    public enum Type {
        /** {@link String}. */
        TEXT(Types.VARCHAR, "text COLLATE \"C\""),
        /** {@link Long} or {@link Integer}. */
        NUMBER(Types.BIGINT, "bigint"),
        /** {@link Boolean}. */
        TRUTH(Types.BOOLEAN, "boolean"),
        /** {@link LocalDate}. */
        DATE(Types.DATE, "date"),
        /** {@link Instant}. */
        TIME(Types.TIMESTAMP_WITH_TIMEZONE, "timestamptz");

        private final int code;
        private final String staged;

        Type(int code, String staged) {
            this.code = code;
            this.staged = staged;
        }

        /** Type of a column that holds such values for a while; text is compared byte by byte, which sorts several times faster. */
        String staged() {
            return staged;
        }
    }

    /** @param ifTold whether a null leaves what is there as it is */
    record Column<T>(String name, Type type, SerializableFunction<T, ?> value, boolean ifTold)
            implements Serializable {}

    private PostgresTable(String table) {
        this.table = table;
    }

    /** @throws IllegalArgumentException for a name that is not lower-case letters, digits and underscores */
    public static <T> PostgresTable<T> of(String table) {
        return new PostgresTable<>(requireName(table));
    }

    /** A column of the primary key; first of all, in the order of the key. */
    public PostgresTable<T> key(String name, Type type, SerializableFunction<T, ?> value) {
        if (columns.size() != keys) {
            throw new IllegalStateException("The key " + name + " of " + table + " must come before the other columns");
        }
        keys++;
        return column(name, type, value);
    }

    /** A column that is no key. */
    public PostgresTable<T> column(String name, Type type, SerializableFunction<T, ?> value) {
        return add(name, type, value, false);
    }

    /** A column that is no key, and of which a null replaces nothing: a row that is there keeps its value. */
    public PostgresTable<T> columnIfTold(String name, Type type, SerializableFunction<T, ?> value) {
        return add(name, type, value, true);
    }

    private PostgresTable<T> add(String name, Type type, SerializableFunction<T, ?> value, boolean ifTold) {
        columns.add(new Column<>(requireName(name), type, Objects.requireNonNull(value, "value"), ifTold));
        return this;
    }

    /** The column that tells which of two rows with one key is the newer one. */
    public PostgresTable<T> version(String name, SerializableFunction<T, Instant> value) {
        version = requireName(name);
        return column(name, Type.TIME, value);
    }

    /**
     * Writes rows at least once: a new key is inserted, a row that is there is replaced if its version is not newer and anything but the
     * version differs. So a row has the version of its last change, an older write that comes late changes nothing, and a repeated one
     * neither. Rows with one key may follow each other in a batch: each is a statement of its own, and the version decides.
     *
     * <p>A batch is retried three times and then fails the job. What is written is in the database when the job ends.
     *
     * @throws IllegalStateException when key or version are missing
     */
    public Sink<T> upserts(PostgresAddress address) {
        return sink(address, upsertStatement());
    }

    /**
     * Writes rows at least once: a new key is inserted, a row that is there stays as it is.
     *
     * @throws IllegalStateException when the key is missing
     */
    public Sink<T> inserts(PostgresAddress address) {
        return sink(address, insertStatement() + conflictTarget() + "NOTHING");
    }

    /**
     * Writes many rows at once. As with {@link #upserts}, a row that is there is replaced if anything but the version differs and, where there
     * is a version, its own is not newer; of two rows with one key the last one counts.
     *
     * @throws IllegalStateException when the key is missing
     */
    public PostgresBulk<T> bulk() {
        return new PostgresBulk<>(table, List.copyOf(columns), keys, conflictClause());
    }

    private Sink<T> sink(PostgresAddress address, String statement) {
        List<Column<T>> written = List.copyOf(columns);
        return JdbcSink.<T>builder()
                .withQueryStatement(statement, (prepared, record) -> bind(written, prepared, record))
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(BATCH)
                        .withBatchIntervalMs(0)
                        .withMaxRetries(RETRIES)
                        .build())
                .buildAtLeastOnce(new PostgresConnections(address));
    }

    String upsertStatement() {
        if (version == null) {
            throw new IllegalStateException("The table " + table + " needs a version to be upserted");
        }
        return insertStatement() + conflictTarget() + updateClause();
    }

    private String conflictClause() {
        return conflictTarget() + (keys == columns.size() ? "NOTHING" : updateClause());
    }

    private String updateClause() {
        List<Column<T>> values = columns.subList(keys, columns.size());
        List<Column<T>> compared =
                values.stream().filter(column -> !column.name().equals(version)).toList();
        return "UPDATE SET "
                + values.stream()
                        .map(column -> column.name() + " = " + newValue(column))
                        .collect(Collectors.joining(", "))
                + " WHERE "
                + (version == null ? "" : table + "." + version + " <= EXCLUDED." + version + " AND ")
                + "("
                + compared.stream().map(column -> table + "." + column.name()).collect(Collectors.joining(", "))
                + ") IS DISTINCT FROM (" + compared.stream().map(this::newValue).collect(Collectors.joining(", "))
                + ")";
    }

    private String newValue(Column<T> column) {
        String told = "EXCLUDED." + column.name();
        return column.ifTold() ? "coalesce(" + told + ", " + table + "." + column.name() + ")" : told;
    }

    private String insertStatement() {
        return "INSERT INTO " + table + " (" + String.join(", ", names(columns)) + ") VALUES ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ") ";
    }

    private String conflictTarget() {
        if (keys == 0) {
            throw new IllegalStateException("The table " + table + " needs a key");
        }
        return "ON CONFLICT (" + String.join(", ", names(columns.subList(0, keys))) + ") DO ";
    }

    private static <T> void bind(List<Column<T>> columns, PreparedStatement statement, T record) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            Column<T> column = columns.get(i);
            Object value = column.value().apply(record);
            // The driver takes no Instant.
            Object bound = value instanceof Instant time ? OffsetDateTime.ofInstant(time, ZoneOffset.UTC) : value;
            statement.setObject(i + 1, bound, column.type().code);
        }
    }

    private static <T> List<String> names(List<Column<T>> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A name of a table or column is lower-case letters, digits and underscores, was '" + name + "'");
        }
        return name;
    }
}
