package dev.sise.gateway.schedule;

import dev.sise.market.InstrumentClass;
import java.util.function.Predicate;

/** Removes prices from the cache. Called on a thread of the schedules, so it may block, and must heed an interrupt. */
@FunctionalInterface
public interface PriceClearing {

    /**
     * Removes the prices that nobody watches.
     *
     * @param closed the classes whose prices are removed
     * @return how many were removed
     * @throws Exception when it could not be done, or not wholly; it is tried again
     */
    long clear(Predicate<InstrumentClass> closed) throws Exception;
}
