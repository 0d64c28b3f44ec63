package dev.sise.gateway;

import dev.sise.connector.redis.ValueCache;
import dev.sise.gateway.schedule.PriceClearing;
import dev.sise.market.InstrumentClass;
import dev.sise.market.Ticker;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The prices in the cache, to be cleared after the close. A price is watched while any gateway listens to its channel. */
final class CachedPrices implements PriceClearing, AutoCloseable {
    /** Some thousand prices take well below a second. */
    private static final int CLEAR_SECONDS = 60;

    private final ValueCache cache;
    private final InstrumentList instruments;

    CachedPrices(ValueCache cache, InstrumentList instruments) {
        this.cache = cache;
        this.instruments = instruments;
    }

    /** A value under a name that is no ticker is nobody's price, and stays until it expires. */
    @Override
    public long clear(Predicate<InstrumentClass> closed) throws Exception {
        try {
            return cache.invalidateUnwatched(name -> Ticker.parse(name) instanceof Ticker.Accepted accepted
                            && closed.test(instruments.classOf(accepted.ticker())))
                    .toCompletableFuture()
                    .get(CLEAR_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
