package dev.sise.gateway;

import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MalformedRecordException;
import dev.sise.market.Ticker;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the exchange lists, by the newest record of each ticker in the topic {@code instruments}. One thread writes, any thread reads. */
final class InstrumentList {
    private static final Logger LOG = LoggerFactory.getLogger(InstrumentList.class);

    /** Far more than an exchange lists and delisted in years; whoever writes more than that writes something else. */
    static final int MAX_INSTRUMENTS = 100_000;

    private final int max;
    private final Map<Ticker, Listing> listings = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private volatile boolean readToTheEnd;

    /**
     * An instrument and when the list was written that has it.
     *
     * @param writtenAt append time of the record, real time
     */
    record Listing(ListedInstrument instrument, Instant writtenAt) {}

    /** @param max how many instruments it takes */
    InstrumentList(int max) {
        this.max = max;
    }

    /** Takes a record; one that cannot be read is counted and changes nothing. */
    void apply(String key, byte[] value, Instant writtenAt) {
        if (!(Ticker.parse(String.valueOf(key)) instanceof Ticker.Accepted accepted)) {
            refuse(key, "the key must be a ticker");
            return;
        }
        Ticker ticker = accepted.ticker();
        if (value == null) {
            listings.remove(ticker);
            return;
        }
        try {
            ListedInstrument instrument = InstrumentJson.read(value);
            if (!instrument.ticker().equals(ticker)) {
                refuse(key, "ticker must be that of the key, was " + instrument.ticker());
            } else if (listings.size() >= max && !listings.containsKey(ticker)) {
                refuse(key, "there may be " + max + " instruments");
            } else {
                listings.put(ticker, new Listing(instrument, writtenAt));
            }
        } catch (MalformedRecordException e) {
            refuse(key, e.getMessage());
        }
    }

    /** Everything that was in the topic when reading began has been applied. */
    void readToTheEnd() {
        readToTheEnd = true;
    }

    Optional<Listing> find(Ticker ticker) {
        return Optional.ofNullable(listings.get(ticker));
    }

    /** Whether the list is there and does not have the ticker. A list that nobody wrote yet lacks nothing: it is not there. */
    boolean lacks(Ticker ticker) {
        return readToTheEnd && !listings.isEmpty() && !listings.containsKey(ticker);
    }

    /** Whether the list says that the ticker was delisted. */
    boolean isDelisted(Ticker ticker) {
        Listing listing = listings.get(ticker);
        return listing != null && listing.instrument().status() == ListedInstrument.Status.DELISTED;
    }

    /** The class that the list states, and before it does the one that the shape of the code allows. */
    InstrumentClass classOf(Ticker ticker) {
        Listing listing = listings.get(ticker);
        return listing == null
                ? InstrumentClass.ofShape(ticker)
                : listing.instrument().instrumentClass();
    }

    int size() {
        return listings.size();
    }

    long refusedRecords() {
        return refused.sum();
    }

    /** What is missing; empty if the list is there. */
    Optional<String> problem() {
        if (!readToTheEnd) {
            return Optional.of("the list of instruments was not read yet");
        }
        return listings.isEmpty() ? Optional.of("the list of instruments is empty") : Optional.empty();
    }

    private void refuse(String key, String reason) {
        refused.increment();
        long soFar = refused.sum();
        if (PriceFeed.isSampled(soFar)) {
            LOG.warn("{} was not taken into the list of instruments, {} such records so far: {}", key, soFar, reason);
        }
    }
}
