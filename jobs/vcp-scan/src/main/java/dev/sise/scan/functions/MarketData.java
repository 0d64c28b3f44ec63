package dev.sise.scan.functions;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;

/** The prices and flows that the database has. Travels in the job graph; many subtasks read side by side. */
public interface MarketData extends Serializable {

    /** Connects. @throws IOException when the database cannot be reached */
    Reader open() throws IOException;

    /** A connection, for one thread. Every method throws an IOException when the database cannot be asked; the job then tries again. */
    interface Reader extends Closeable {

        /** The days up to and with one on which anything traded. */
        Sessions sessions(LocalDate through) throws IOException;

        /** The market day of the exchange's lists, whose listed shares market capitalizations are made with. */
        LocalDate listsReadOn() throws IOException;

        /** All rows of the tickers of a part up to its date, in any order, and of their flows those that a score can use. */
        List<TickerRows> read(ScanPart part) throws IOException;
    }

    /**
     * What the database has of a ticker.
     *
     * @param prices at least one row
     * @param flows null where there are none
     */
    record TickerRows(PriceHistory prices, FlowHistory flows) {}
}
