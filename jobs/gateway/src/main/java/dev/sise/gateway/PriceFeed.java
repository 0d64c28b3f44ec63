package dev.sise.gateway;

import dev.sise.connector.redis.ConnectionListener;
import dev.sise.connector.redis.LastValueReader;
import dev.sise.connector.websocket.FanOutHub;
import dev.sise.connector.websocket.Version;
import dev.sise.market.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the prices of watched tickers from Redis to the hub: subscribes to the channel first and reads the last value when that
 * is confirmed, so nothing falls between the two; the hub drops what is older. After a lost connection all is read again. A
 * ticker without a value gets {@code no_price} when it had its time; a value may still follow.
 *
 * <p>Calls may come from any thread and do not block; those that open and close topics must come in order.
 */
final class PriceFeed implements ConnectionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PriceFeed.class);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration DEADLINE_PER_100_MISSES = Duration.ofMillis(300);
    private static final Duration READ_AGAIN = Duration.ofSeconds(1);

    private final FanOutHub hub;
    private final Clock clock;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final LongAdder unreadable = new LongAdder();
    private final ScheduledThreadPoolExecutor executor;
    private volatile LastValueReader redis;

    PriceFeed(FanOutHub hub, Clock clock) {
        this.hub = hub;
        this.clock = clock;
        executor = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "gateway-prices"));
    }

    /** Once, before any topic opens; the reader is the one that this listens to. */
    void start(LastValueReader reader) {
        redis = reader;
    }

    void opened(String topic) {
        executor.execute(() -> open(topic));
    }

    void closed(String topic) {
        executor.execute(() -> {
            watches.remove(topic);
            redis.unsubscribe(List.of(topic));
        });
    }

    @Override
    public void connected() {
        executor.execute(() -> {
            List<String> topics = List.copyOf(watches.keySet());
            if (!topics.isEmpty()) {
                LOG.info("{} topics are read again after a new connection", topics.size());
                read(topics);
            }
        });
    }

    @Override
    public void disconnected() {
        // Clients keep the last prices they have; what was missed is read when the connection is back.
    }

    long unreadableValues() {
        return unreadable.sum();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void open(String topic) {
        Watch watch = new Watch(PriceTopic.tickerOf(topic));
        watches.put(topic, watch);
        long misses = watches.values().stream().filter(other -> !other.hasValue).count();
        Duration deadline = DEADLINE.plus(DEADLINE_PER_100_MISSES.multipliedBy(misses / 100));
        executor.schedule(() -> missed(topic, watch, deadline), deadline.toMillis(), TimeUnit.MILLISECONDS);
        List<String> one = List.of(topic);
        redis.subscribe(one, this::receive).whenComplete((confirmed, failure) -> {
            if (failure == null) {
                read(one);
            } else {
                // Redis is away; connected() follows when it is back and has the subscription.
                LOG.debug("{} could not be subscribed", topic, failure);
            }
        });
    }

    private void read(List<String> topics) {
        redis.getAll(topics).whenComplete((values, failure) -> {
            if (failure == null) {
                values.forEach(this::receive);
            } else if (redis.isConnected()) {
                LOG.warn("{} topics could not be read and are read again: {}", topics.size(), failure.getMessage());
                executor.schedule(() -> read(topics), READ_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private void receive(String topic, byte[] data) {
        Watch watch = watches.get(topic);
        if (watch == null) {
            return;
        }
        PriceValue value;
        try {
            value = PriceValue.read(watch.ticker, data);
        } catch (IllegalArgumentException e) {
            unreadable.increment();
            long soFar = unreadable.sum();
            // The first, the second, the fourth and so on: a sample that cannot flood the log.
            if (Long.bitCount(soFar) == 1) {
                LOG.warn("{} had an unreadable value, {} so far: {}", topic, soFar, e.getMessage());
            }
            return;
        }
        if (hub.publish(topic, value.version(), value.envelope(clock.instant()))) {
            watch.hasValue = true;
        }
    }

    private void missed(String topic, Watch watch, Duration deadline) {
        if (watch.hasValue || watches.get(topic) != watch) {
            return;
        }
        String message = "no price of " + watch.ticker + " arrived within " + deadline.toMillis()
                + " ms; it will be shown when it comes";
        hub.publish(
                topic,
                Version.LOWEST,
                ServerFrames.noPrice(watch.ticker, "timeout", message).getBytes(StandardCharsets.UTF_8));
    }

    private static final class Watch {
        private final Ticker ticker;
        private volatile boolean hasValue;

        private Watch(Ticker ticker) {
            this.ticker = ticker;
        }
    }
}
