package dev.sise.reference.functions;

import java.io.Serializable;
import java.util.Optional;

/**
 * Where histories are read from, page by page. One thread.
 *
 * @param <R> a row
 */
public interface HistorySource<R extends DayRow<R>> extends Serializable {

    /**
     * Begins to read with one of the app keys.
     *
     * @param appKey its place among the app keys, from 0
     */
    void open(int appKey) throws Exception;

    /**
     * Goes on with another app key, whose own subtask calls with it too: so slowly that both together stay within its quota.
     *
     * @param appKey its place among the app keys, from 0
     */
    void borrow(int appKey) throws Exception;

    /**
     * A page of the newest rows up to the last day of the load, or the one behind another; tried again by itself while that may help.
     *
     * @param nextKey of the page before, empty for the first
     */
    HistoryPage<R> read(String ticker, Optional<String> nextKey) throws HistoryNotReadException, InterruptedException;

    /** Lets go of what it holds; also where it was not opened. */
    void close() throws Exception;
}
