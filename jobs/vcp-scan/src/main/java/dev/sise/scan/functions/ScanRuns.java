package dev.sise.scan.functions;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/** The scans that the database has. Travels in the job graph. */
public interface ScanRuns extends Serializable {

    /** Connects. @throws IOException when the database cannot be reached */
    Access open() throws IOException;

    /** A connection, for one thread. Every method throws an IOException when the database cannot be asked; the job then tries again. */
    interface Access extends Closeable {

        Optional<StoredRun> find(String id) throws IOException;

        /** The run that a job of Flink made or began, the newest where there are several. */
        Optional<StoredRun> findByJob(String flinkJobId) throws IOException;

        /**
         * Makes a waiting run; one of this id stays as it is.
         *
         * @param flinkJobId of the job that runs it
         */
        void insert(ScanRun run, String flinkJobId) throws IOException;

        /**
         * Says that a run goes on from its beginning.
         *
         * @param tickers how many there are
         * @param flinkJobId of the job that runs it now, which is the one to follow and to cancel
         * @return false where it is neither waiting nor running any more
         */
        boolean begin(String id, int tickers, String flinkJobId) throws IOException;

        /** Adds to the tickers that are analysed of a run that goes on. */
        void advance(String id, int tickers) throws IOException;

        /** Says why a run failed, unless it has ended already. */
        void fail(String id, String error) throws IOException;
    }
}
