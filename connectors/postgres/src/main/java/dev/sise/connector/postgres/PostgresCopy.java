package dev.sise.connector.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a query, read by {@code COPY ... TO STDOUT} in PostgreSQL's binary format, which needs neither text made by the server nor parsed
 * here: the fastest way out of a table. A cursor: {@link #next} steps to a row, then its columns are taken once each, in order; the last ones may be
 * left. One thread; the connection can do nothing else before the last row.
 *
 * <pre>{@code
 * try (PostgresCopy rows = PostgresCopy.open(connection, "SELECT code, day, price FROM quotes")) {
 *     while (rows.next()) {
 *         add(rows.text(), rows.day(), rows.number());
 *     }
 * }
 * }</pre>
 */
public final class PostgresCopy implements AutoCloseable {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    /** The signature, flags, and the length of an extension that no version has yet. */
    private static final int HEADER = SIGNATURE.length + 2 * Integer.BYTES;

    private static final int END = -1;
    private static final int NULL = -1;
    /** Days of PostgreSQL count from here. */
    private static final int FIRST_DAY = (int) LocalDate.of(2000, 1, 1).toEpochDay();

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Connection connection;
    private final String query;
    private final CopyOut copy;

    /** What the server sent last: always whole rows. */
    private byte[] bytes;

    private int position;
    /** Columns of the row that were not taken yet. */
    private int left;

    private String lastText = "";

    private PostgresCopy(Connection connection, String query, CopyOut copy, byte[] first) throws SQLException {
        this.connection = connection;
        this.query = query;
        this.copy = copy;
        this.bytes = first;
        if (first == null
                || first.length < HEADER
                || !Arrays.equals(first, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new SQLException("COPY must begin with the header of the binary format, but did not: " + query);
        }
        position = HEADER;
    }

    /**
     * Begins to read.
     *
     * @param query with columns of the types text, bigint and date; values in it are the caller's to quote, see {@link #quoted}
     * @throws SQLException when the server refuses it
     */
    public static PostgresCopy open(Connection connection, String query) throws SQLException {
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
        return new PostgresCopy(connection, query, copy, copy.readFromCopy());
    }

    /**
     * A text as a literal of SQL.
     *
     * @throws IllegalArgumentException for a text with the character 0, which PostgreSQL does not have
     */
    public static String quoted(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A text of PostgreSQL must not contain the character 0");
        }
        // A backslash is itself in plain literals only by a setting of the server, so it is escaped in a literal where
        // it always is.
        return text.indexOf('\\') < 0
                ? "'" + text.replace("'", "''") + "'"
                : "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /**
     * Steps to the next row.
     *
     * @return false after the last one
     * @throws SQLException when the server ends the query or the connection is lost; what was read before is then not all
     */
    public boolean next() throws SQLException {
        skipColumnsLeft();
        if (position == bytes.length) {
            bytes = copy.readFromCopy();
            position = 0;
            if (bytes == null) {
                throw new SQLException("COPY must end with the trailer of the binary format, but did not: " + query);
            }
        }
        left = (short) SHORTS.get(bytes, position);
        position += Short.BYTES;
        if (left != END) {
            return true;
        }
        // The end of the query: only now is it known that the server did not fail.
        while (copy.readFromCopy() != null) {
            position = 0;
        }
        return false;
    }

    /** The next column, a bigint. */
    public long number() {
        return number(requireValue(take()));
    }

    /** The next column, a bigint or NULL. */
    public long numberOr(long instead) {
        int length = take();
        return length == NULL ? instead : number(length);
    }

    /** The next column, a date: days since 1970. */
    public int day() {
        int length = requireValue(take());
        requireLength(length, Integer.BYTES, "date");
        int day = (int) INTS.get(bytes, position);
        position += length;
        return day + FIRST_DAY;
    }

    /** The next column, a text. Where it is the one of the call before, it is the same object. */
    public String text() {
        int length = requireValue(take());
        if (!isLastText(length)) {
            lastText = new String(bytes, position, length, StandardCharsets.UTF_8);
        }
        position += length;
        return lastText;
    }

    /**
     * After the last row the connection is ready for the next statement. Where rows are left it is closed: PostgreSQL can only be asked to cancel,
     * and what is asked may come late and hit the next statement.
     */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            connection.abort(Runnable::run);
        }
    }

    private boolean isLastText(int length) {
        if (lastText.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            // Bytes beyond ASCII are negative and equal no character.
            if (bytes[position + i] != lastText.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long number(int length) {
        requireLength(length, Long.BYTES, "bigint");
        long number = (long) LONGS.get(bytes, position);
        position += length;
        return number;
    }

    private void skipColumnsLeft() {
        while (left > 0) {
            int length = take();
            position += Math.max(0, length);
        }
    }

    private int take() {
        left--;
        int length = (int) INTS.get(bytes, position);
        position += Integer.BYTES;
        return length;
    }

    private int requireValue(int length) {
        if (length == NULL) {
            throw new IllegalStateException("A column must not be NULL, but is in: " + query);
        }
        return length;
    }

    private void requireLength(int length, int expected, String type) {
        if (length != expected) {
            throw new IllegalStateException(
                    "A column must be a " + type + ", but has " + length + " bytes in: " + query);
        }
    }
}
