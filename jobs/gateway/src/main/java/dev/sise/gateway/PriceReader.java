package dev.sise.gateway;

import dev.sise.market.Ticker;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads prices from Redis and counts what is none: whoever wrote that, clients are better off without. Any thread. */
final class PriceReader {
    private static final Logger LOG = LoggerFactory.getLogger(PriceReader.class);

    private final LongAdder unreadable = new LongAdder();

    /** Empty if the bytes are no {@link PriceValue} of the ticker. */
    Optional<PriceValue> read(Ticker ticker, byte[] data) {
        try {
            return Optional.of(PriceValue.read(ticker, data));
        } catch (IllegalArgumentException e) {
            unreadable.increment();
            long soFar = unreadable.sum();
            if (PriceFeed.isSampled(soFar)) {
                LOG.warn("{} had an unreadable value, {} so far: {}", ticker, soFar, e.getMessage());
            }
            return Optional.empty();
        }
    }

    long unreadableValues() {
        return unreadable.sum();
    }
}
