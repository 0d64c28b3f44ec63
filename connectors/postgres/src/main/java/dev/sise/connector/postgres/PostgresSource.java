package dev.sise.connector.postgres;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSource;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSourceBuilder;

/**
 * Flink's JdbcSource for the rows of one query: one split, read from one snapshot some rows at a time. The password is found where the source runs;
 * the job graph only says where to look. More than one split a reader is not to be had: its readers close each other's connection (FLINK-39206).
 */
public final class PostgresSource {
    private static final int FETCHED_AT_ONCE = 1_000;

    private PostgresSource() {}

    /**
     * Nothing is connected yet.
     *
     * @param query without parameters
     * @param type of the records
     * @throws IllegalArgumentException where the password is neither in a file nor in the environment
     */
    public static <T> JdbcSource<T> of(
            PostgresAddress address, String query, PostgresQuery.RowMapper<T> rows, TypeInformation<T> type) {
        JdbcSourceBuilder<T> builder = JdbcSource.<T>builder()
                .setDBUrl(address.url())
                .setUsername(address.user())
                .setDriverName("org.postgresql.Driver")
                .setSql(query)
                .setResultExtractor(rows::map)
                .setTypeInformation(type)
                // The driver reads some at a time only inside a transaction.
                .setAutoCommit(false)
                .setResultSetFetchSize(FETCHED_AT_ONCE)
                .setSplitReaderFetchBatchSize(FETCHED_AT_ONCE);
        address.settingsWithoutPassword().forEach(builder::setConnectionProperty);
        return builder.build();
    }
}
