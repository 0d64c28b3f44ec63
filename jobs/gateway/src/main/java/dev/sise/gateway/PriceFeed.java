package dev.sise.gateway;

import dev.sise.connector.redis.ConnectionListener;
import dev.sise.connector.redis.LastValueReader;
import dev.sise.connector.websocket.FanOutHub;
import dev.sise.connector.websocket.Version;
import dev.sise.market.NoPrice;
import dev.sise.market.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the prices of watched tickers from Redis to the hub: subscribes to the channel first and reads the last value when that
 * is confirmed, so nothing falls between the two; the hub drops what is older. After a lost connection all is read again.
 *
 * <p>A ticker without a price gets what {@link StandIns} has for it when it had its time, or at once when the broker said that it has none; a
 * price may still follow. Every {@link #REVIEW} the health of the source is read: what clients see of a ticker is then said again if its
 * staleness changed, or if something else stands in for its price, because the list of instruments or the market's hours are others.
 *
 * <p>Topics that open and close are gathered for {@link #GATHER} and become one subscribe, one read and one deadline, so what clients
 * do costs no more than so many commands a second. A topic that closes before that was never there. Reads that Redis refused are
 * made again, all together, once a second.
 *
 * <p>Calls may come from any thread and do not block; for one topic, those that open and close it must come in order.
 */
final class PriceFeed implements ConnectionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PriceFeed.class);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration DEADLINE_PER_100_MISSES = Duration.ofMillis(300);
    /** As many as one client may ask for: more of them are several requests, and none waits for the others. */
    private static final int MAX_MISSES = 500;

    private static final Duration READ_AGAIN = Duration.ofSeconds(1);
    private static final Duration GATHER = Duration.ofMillis(5);
    private static final Duration REVIEW = Duration.ofSeconds(2);

    private final FanOutHub hub;
    private final BroadcasterMetrics broadcasts;
    private final SourceMonitor source;
    private final StandIns standIns;
    private final PriceReader reader;
    private final PriceAges ages;
    private final Clock clock;
    /** Topics that somebody watches; a topic is changed after it was put here or taken out. */
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();

    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean changesWait = new AtomicBoolean();

    /** What is subscribed; changed on the executor only. */
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();

    /** Topics whose read failed; on the executor only. */
    private final Set<String> unread = new HashSet<>();

    private final LongAdder failedReads = new LongAdder();
    private final ScheduledThreadPoolExecutor executor;
    private volatile int staleTickers;
    private volatile LastValueReader redis;

    PriceFeed(
            FanOutHub hub,
            BroadcasterMetrics broadcasts,
            SourceMonitor source,
            StandIns standIns,
            PriceReader reader,
            PriceAges ages,
            Clock clock) {
        this.hub = hub;
        this.broadcasts = broadcasts;
        this.source = source;
        this.standIns = standIns;
        this.reader = reader;
        this.ages = ages;
        this.clock = clock;
        executor = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "gateway-prices"));
    }

    /** Once, before any topic opens; the reader is the one that this listens to. */
    void start(LastValueReader reader) {
        redis = reader;
        // It may have been connected before it was known here; if it is not yet, connected() tells when it is.
        executor.execute(() -> {
            if (reader.isConnected()) {
                readHealth();
            }
        });
        executor.scheduleWithFixedDelay(this::readHealth, REVIEW.toMillis(), REVIEW.toMillis(), TimeUnit.MILLISECONDS);
    }

    void opened(String topic) {
        wanted.add(topic);
        change(topic);
    }

    void closed(String topic) {
        wanted.remove(topic);
        change(topic);
    }

    @Override
    public void connected() {
        executor.execute(() -> {
            if (redis == null) {
                // Before start(): nobody watches anything, and the first review is to come.
                return;
            }
            readHealth();
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

    /** As of the last review. */
    int staleTickers() {
        return staleTickers;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void change(String topic) {
        changed.add(topic);
        if (changesWait.compareAndSet(false, true)) {
            executor.schedule(this::makeChanges, GATHER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void makeChanges() {
        // Before the topics are taken: one that comes after that gets a turn of its own.
        changesWait.set(false);
        Map<String, Watch> opened = new HashMap<>();
        List<String> closed = new ArrayList<>();
        Iterator<String> topics = changed.iterator();
        while (topics.hasNext()) {
            String topic = topics.next();
            // Before it is asked for: a change after that marks the topic again.
            topics.remove();
            if (wanted.contains(topic)) {
                // Anew also if it was watched: it closed meanwhile, and the hub forgot its value.
                opened.put(topic, open(PriceTopic.tickerOf(topic)));
            } else if (watches.remove(topic) != null) {
                closed.add(topic);
            }
        }
        if (!closed.isEmpty()) {
            redis.unsubscribe(closed);
        }
        if (!opened.isEmpty()) {
            watches.putAll(opened);
            executor.schedule(() -> judge(opened), DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            List<String> names = List.copyOf(opened.keySet());
            redis.subscribe(names, this::receive).whenComplete((confirmed, failure) -> {
                if (failure == null) {
                    read(names);
                } else {
                    // Redis is away; connected() follows when it is back and has the subscription.
                    LOG.debug("{} topics could not be subscribed", names.size(), failure);
                }
            });
        }
    }

    private Watch open(Ticker ticker) {
        Watch watch = new Watch(ticker);
        watch.staleness = stalenessOf(ticker);
        return watch;
    }

    private Staleness stalenessOf(Ticker ticker) {
        return source.state().stalenessOf(ticker.code(), () -> standIns.isInHours(ticker));
    }

    private void readHealth() {
        source.read(redis).thenRun(() -> executor.execute(this::review));
    }

    /** Looks at every watched ticker with what is known of the source now. */
    private void review() {
        int stale = 0;
        for (Map.Entry<String, Watch> entry : watches.entrySet()) {
            Watch watch = entry.getValue();
            Staleness now = stalenessOf(watch.ticker);
            stale += now == null ? 0 : 1;
            PriceValue shown = watch.value;
            if (shown != null) {
                ages.sample(watch.ticker, shown);
            }
            synchronized (watch) {
                if (watch.staleness != now) {
                    watch.staleness = now;
                    if (watch.value != null) {
                        // The same version once more, which passes: clients are to see it in another light.
                        publish(entry.getKey(), watch, watch.value);
                    }
                }
                if (watch.waited != null || watch.mark != null) {
                    standIn(entry.getKey(), watch);
                }
            }
        }
        staleTickers = stale;
    }

    private void read(Collection<String> topics) {
        redis.getAll(topics).whenComplete((values, failure) -> {
            if (failure == null) {
                values.forEach(this::receive);
            } else if (redis.isConnected()) {
                failedReads.increment();
                long soFar = failedReads.sum();
                if (isSampled(soFar)) {
                    LOG.warn(
                            "{} topics could not be read and are read again, {} such reads so far: {}",
                            topics.size(),
                            soFar,
                            failure.getMessage());
                }
                executor.execute(() -> readLater(topics));
            }
        });
    }

    private void readLater(Collection<String> topics) {
        boolean first = unread.isEmpty();
        unread.addAll(topics);
        if (first && !unread.isEmpty()) {
            executor.schedule(this::readAgain, READ_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void readAgain() {
        unread.retainAll(watches.keySet());
        List<String> topics = List.copyOf(unread);
        unread.clear();
        if (!topics.isEmpty()) {
            read(topics);
        }
    }

    private void receive(String topic, byte[] data) {
        Watch watch = watches.get(topic);
        if (watch == null) {
            return;
        }
        PriceValue value = reader.read(watch.ticker, data).orElse(null);
        if (value == null) {
            return;
        }
        synchronized (watch) {
            if (value.noPrice() != null) {
                watch.mark = value.noPrice();
                standIn(topic, watch);
            } else if (publish(topic, watch, value)) {
                watch.value = value;
            }
        }
    }

    /** Under the watch's lock, so that equal versions reach the hub in the order in which they were made. */
    private boolean publish(String topic, Watch watch, PriceValue value) {
        Instant now = clock.instant();
        int receivers = hub.publish(topic, value.version(), value.envelope(now, watch.staleness));
        if (receivers == 0) {
            return false;
        }
        broadcasts.record(watch.ticker, receivers, now);
        return true;
    }

    /** Says what stands in for the price, unless there is one or this was said before. Under the watch's lock. */
    private void standIn(String topic, Watch watch) {
        if (watch.value != null) {
            return;
        }
        PriceValue close = standIns.lastClose(watch.ticker).orElse(null);
        if (close != null) {
            if (!close.isSameAs(watch.close) || watch.staleness != watch.closeStaleness) {
                watch.close = close;
                watch.closeStaleness = watch.staleness;
                watch.closeShown = publish(topic, watch, close);
            }
            if (watch.closeShown) {
                return;
            }
            // Somebody saw a real price here before; a close may not follow it.
        }
        String noPrice = standIns.noPrice(watch.ticker, watch.mark, watch.staleness, watch.waited);
        if (!noPrice.equals(watch.noPrice)) {
            watch.noPrice = noPrice;
            hub.publish(topic, Version.LOWEST, noPrice.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Gives those opened together that have no value yet the time their number takes. */
    private void judge(Map<String, Watch> opened) {
        opened.entrySet().removeIf(entry -> !isMissed(entry.getKey(), entry.getValue()));
        Duration more = DEADLINE_PER_100_MISSES.multipliedBy(Math.min(opened.size(), MAX_MISSES) / 100);
        if (more.isZero()) {
            reportMissed(opened, DEADLINE);
        } else {
            executor.schedule(() -> reportMissed(opened, DEADLINE.plus(more)), more.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void reportMissed(Map<String, Watch> opened, Duration waited) {
        opened.forEach((topic, watch) -> {
            synchronized (watch) {
                if (isMissed(topic, watch)) {
                    watch.waited = waited;
                    standIn(topic, watch);
                }
            }
        });
    }

    private boolean isMissed(String topic, Watch watch) {
        return watch.value == null && watch.mark == null && watches.get(topic) == watch;
    }

    /** The first, the second, the fourth and so on: a sample that cannot flood the log. */
    static boolean isSampled(long soFar) {
        return Long.bitCount(soFar) == 1;
    }

    /** What is known of a watched ticker. Changed under its own lock; value and mark are looked at without. */
    private static final class Watch {
        private final Ticker ticker;

        /** The price that clients have; null while there is none. */
        private volatile PriceValue value;

        /** The broker's word that it has none; null while it said nothing. */
        private volatile NoPrice mark;

        /** How long a price was waited for; null while that goes on. */
        private Duration waited;

        /** Null while the ticker is served. */
        private Staleness staleness;

        /** The close that was last offered in place of the price, how stale it was said to be, and whether the hub took it. */
        private PriceValue close;

        private Staleness closeStaleness;
        private boolean closeShown;

        /** The frame without a price that was last said; null if none was. */
        private String noPrice;

        private Watch(Ticker ticker) {
            this.ticker = ticker;
        }
    }
}
