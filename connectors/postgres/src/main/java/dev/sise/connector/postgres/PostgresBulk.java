package dev.sise.connector.postgres;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Many rows of one table at once: they are copied into a temporary table of the connection ({@code COPY … FROM STDIN}) and go from there into
 * the table in one statement, in the order of the key, so that two writers cannot lock each other out. Made by {@link PostgresTable#bulk()}.
 *
 * @param <T> record of a row
 */
public final class PostgresBulk<T> implements Serializable {
    private static final long serialVersionUID = 1L;
    /** What is sent at once. */
    private static final int CHUNK_CHARS = 64 * 1024;
    /** Of the server, for the statement that sorts the rows: about half a million of them. */
    private static final String SORT_MEMORY = "SET LOCAL work_mem = '64MB'";

    private final String table;
    private final List<PostgresTable.Column<T>> columns;
    private final int keys;
    private final String conflictClause;

    PostgresBulk(String table, List<PostgresTable.Column<T>> columns, int keys, String conflictClause) {
        this.table = table;
        this.columns = columns;
        this.keys = keys;
        this.conflictClause = conflictClause;
    }

    /**
     * What became of the rows of one load.
     *
     * @param duplicates rows that a later one with the same key replaced
     * @param inserted rows whose key was not there
     * @param changed rows that were there and differed; what neither was inserted nor changed was there as it is
     */
    public record Written(long rows, long duplicates, long inserted, long changed) implements Serializable {}

    /** The temporary table, which holds the rows from {@link Load#finish()} to the end of the transaction. */
    public String stagingTable() {
        return "staged_" + table;
    }

    /**
     * Begins a load inside the transaction of a connection, which runs nothing else until it is finished or closed.
     *
     * @param connection not in auto-commit
     */
    public Load<T> begin(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("Rows of " + table + " are loaded inside a transaction of the caller");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL client_min_messages = warning");
            statement.execute("CREATE TEMPORARY TABLE IF NOT EXISTS " + stagingTable() + " ("
                    + columns.stream()
                            .map(column -> column.name() + " " + column.type().staged())
                            .collect(Collectors.joining(", "))
                    + ", staged_row bigint) ON COMMIT DELETE ROWS");
        }
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + stagingTable() + " (" + names(columns) + ", staged_row) FROM STDIN");
        return new Load<>(this, connection, copy);
    }

    private Written upsert(Connection connection, long rows) throws SQLException {
        String names = names(columns);
        String keyNames = names(columns.subList(0, keys));
        try (Statement statement = connection.createStatement()) {
            statement.execute(SORT_MEMORY);
            long distinct;
            try (ResultSet result = statement.executeQuery("SELECT count(*) FROM (SELECT DISTINCT " + keyNames
                    + " FROM " + stagingTable() + ") AS each_key")) {
                result.next();
                distinct = result.getLong(1);
            }
            // xmax is 0 in a row that no statement has replaced.
            try (ResultSet result = statement.executeQuery("WITH written AS (INSERT INTO " + table + " (" + names
                    + ") SELECT DISTINCT ON (" + keyNames + ") " + names + " FROM " + stagingTable() + " ORDER BY "
                    + keyNames + ", staged_row DESC " + conflictClause
                    + " RETURNING (xmax = 0) AS inserted) SELECT count(*) FILTER (WHERE inserted), count(*) FILTER"
                    + " (WHERE NOT inserted) FROM written")) {
                result.next();
                return new Written(rows, rows - distinct, result.getLong(1), result.getLong(2));
            }
        }
    }

    private static <T> String names(List<PostgresTable.Column<T>> columns) {
        return columns.stream().map(PostgresTable.Column::name).collect(Collectors.joining(", "));
    }

    /**
     * A load under way; one thread.
     *
     * @param <T> record of a row
     */
    public static final class Load<T> implements AutoCloseable {
        private final PostgresBulk<T> bulk;
        private final Connection connection;
        private final CopyIn copy;
        private final StringBuilder chunk = new StringBuilder(CHUNK_CHARS + 1_024);
        private long rows;

        private Load(PostgresBulk<T> bulk, Connection connection, CopyIn copy) {
            this.bulk = bulk;
            this.connection = connection;
            this.copy = copy;
        }

        /** Adds a row. */
        public void add(T row) throws SQLException {
            for (PostgresTable.Column<T> column : bulk.columns) {
                append(column.value().apply(row));
                chunk.append('\t');
            }
            chunk.append(rows).append('\n');
            rows++;
            if (chunk.length() >= CHUNK_CHARS) {
                send();
            }
        }

        /**
         * Writes the rows into the table; the caller commits.
         *
         * @throws SQLException where a row breaks a rule of the table; then nothing was written
         */
        public Written finish() throws SQLException {
            send();
            copy.endCopy();
            return bulk.upsert(connection, rows);
        }

        /** Gives up what is not finished; the connection can be used again. */
        @Override
        public void close() throws SQLException {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }

        private void append(Object value) {
            if (value == null) {
                chunk.append("\\N");
                return;
            }
            String text = value.toString();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case '\\' -> chunk.append("\\\\");
                    case '\t' -> chunk.append("\\t");
                    case '\n' -> chunk.append("\\n");
                    case '\r' -> chunk.append("\\r");
                    default -> chunk.append(c);
                }
            }
        }

        private void send() throws SQLException {
            byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
            chunk.setLength(0);
        }
    }
}
