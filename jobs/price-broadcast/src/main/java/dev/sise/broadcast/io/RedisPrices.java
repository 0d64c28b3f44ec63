package dev.sise.broadcast.io;

import dev.sise.broadcast.PriceBroadcastSettings;
import dev.sise.connector.redis.LastValueSerializer;
import dev.sise.connector.redis.LastValueSink;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.PriceJson;
import dev.sise.market.PriceUpdate;
import java.time.Duration;

/** Writes last prices to {@code price:<ticker>} and publishes those of watched tickers to the channel of the same name. */
public final class RedisPrices {
    /** Six missed heartbeats: a client that polls the cache sees no hole when one is late. */
    static final Duration WATCHED_TTL = Duration.ofSeconds(30);

    /** The old backend's cache time. */
    static final Duration OTHER_TTL = Duration.ofSeconds(10);

    private RedisPrices() {}

    public static LastValueSink<PriceUpdate> sink(PriceBroadcastSettings settings) {
        return LastValueSink.<PriceUpdate>builder()
                .address(RedisAddress.of(settings.redisUrl()))
                .keyPrefix("price:")
                .flushInterval(settings.flushInterval())
                .serializer(new Serializer())
                .build();
    }

    private static final class Serializer implements LastValueSerializer<PriceUpdate> {
        private transient PriceJson json;

        @Override
        public String key(PriceUpdate update) {
            return update.ticker();
        }

        @Override
        public long epoch(PriceUpdate update) {
            return update.epoch();
        }

        @Override
        public long seq(PriceUpdate update) {
            return update.seq();
        }

        @Override
        public Duration ttl(PriceUpdate update) {
            return update.watched() ? WATCHED_TTL : OTHER_TTL;
        }

        @Override
        public boolean publish(PriceUpdate update) {
            return update.watched();
        }

        @Override
        public byte[] value(PriceUpdate update, long writeTimeMillis) {
            if (json == null) {
                json = new PriceJson();
            }
            return json.write(update, writeTimeMillis);
        }
    }
}
