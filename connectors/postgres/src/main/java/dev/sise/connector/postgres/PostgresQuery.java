package dev.sise.connector.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * The rows of one query, for each element that asks for them. They come from one snapshot of the database and are read some at a time. A
 * database that does not answer fails the task. A job that begins with a query needs none: see {@link PostgresSource}.
 *
 * @param <T> what a row becomes; give its type information with {@code returns}
 */
public final class PostgresQuery<T> implements FlatMapFunction<Long, T> {
    private static final long serialVersionUID = 1L;
    private static final int FETCHED_AT_ONCE = 1_000;

    private final PostgresAddress address;
    private final String query;
    private final RowMapper<T> rows;

    /** Makes a record of the row that a result stands on. */
    @FunctionalInterface
    public interface RowMapper<T> extends Serializable {
        T map(ResultSet row) throws SQLException;
    }

    /** @param query without parameters */
    public PostgresQuery(PostgresAddress address, String query, RowMapper<T> rows) {
        this.address = Objects.requireNonNull(address, "address");
        this.query = Objects.requireNonNull(query, "query");
        this.rows = Objects.requireNonNull(rows, "rows");
    }

    @Override
    public void flatMap(Long asked, Collector<T> out) throws SQLException {
        try (Connection connection = address.connect()) {
            // The driver reads some at a time only inside a transaction.
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setFetchSize(FETCHED_AT_ONCE);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        out.collect(rows.map(result));
                    }
                }
            }
        }
    }
}
