package dev.sise.connector.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes each record in a transaction of its own, which is committed before the next record is taken. So what a record holds is written
 * whole or not at all, whenever the job is killed, and a record that is written again by a restarted job has to change nothing. A
 * transaction that fails fails the task.
 *
 * @param <T> record of a transaction
 */
public final class PostgresTransactions<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private final PostgresAddress address;
    private final Work<T> work;

    /** What is done inside the transaction of a record. */
    @FunctionalInterface
    public interface Work<T> extends Serializable {
        /** @param connection in a transaction that the sink commits */
        void write(Connection connection, T record) throws SQLException;
    }

    public PostgresTransactions(PostgresAddress address, Work<T> work) {
        this.address = Objects.requireNonNull(address, "address");
        this.work = Objects.requireNonNull(work, "work");
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return new Writer<>(address, work);
    }

    /** Task thread only. Connects with the first record, so that a task without any needs no database. */
    private static final class Writer<T> implements SinkWriter<T> {
        private final PostgresAddress address;
        private final Work<T> work;
        private Connection connection;

        private Writer(PostgresAddress address, Work<T> work) {
            this.address = address;
            this.work = work;
        }

        @Override
        public void write(T record, Context context) throws IOException {
            try {
                if (connection == null) {
                    connection = address.connect();
                    connection.setAutoCommit(false);
                }
                work.write(connection, record);
                connection.commit();
            } catch (SQLException e) {
                throw new IOException("A transaction of " + address + " failed: " + e.getMessage(), e);
            }
        }

        @Override
        public void flush(boolean endOfInput) {
            // Every record is committed where it is written.
        }

        @Override
        public void close() throws SQLException {
            if (connection != null) {
                // Ends an open transaction without its effects.
                connection.close();
            }
        }
    }
}
