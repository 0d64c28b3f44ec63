package dev.sise.reference.functions;

import java.io.Serializable;

/**
 * The histories that the database has. One thread.
 *
 * @param <R> a row
 */
public interface StoredHistories<R extends DayRow<R>> extends Serializable {

    void open() throws Exception;

    /** As it is now. */
    StoredHistory<R> read(String ticker) throws Exception;

    /** Lets go of what it holds; also where it was not opened. */
    void close() throws Exception;
}
