package dev.sise.connector.websocket;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The clients of one event loop. Publishing threads only leave a value here, the newest per topic, and wake the loop; the loop
 * writes it to its clients. So a loop that falls behind holds one value per topic and no growing queue. Everything but
 * {@link #offer} and {@link #execute} belongs to the event loop.
 */
final class Lane {
    private final EventExecutor executor;
    private final Set<FanOutClient> clients = new LinkedHashSet<>();
    private final Map<Topic, Set<FanOutClient>> subscribers = new HashMap<>();
    private final List<FanOutClient> unflushed = new ArrayList<>();
    private final ScheduledFuture<?> pings;

    /** Guarded by this lane's monitor, as is the flag. */
    private Map<Topic, Frame> arrived = new LinkedHashMap<>();

    private boolean scheduled;

    Lane(EventExecutor executor, Duration pingInterval) {
        this.executor = executor;
        this.pings = executor.scheduleAtFixedRate(
                this::ping, pingInterval.toMillis(), pingInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Any thread that holds the topic's monitor, which keeps the values of a topic in order. */
    void offer(Topic topic, Frame frame) {
        synchronized (this) {
            arrived.put(topic, frame);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        executor.execute(this::write);
    }

    /** Any thread. */
    void execute(Runnable task) {
        executor.execute(task);
    }

    void join(FanOutClient client) {
        clients.add(client);
    }

    void leave(FanOutClient client) {
        clients.remove(client);
    }

    void subscribe(Topic topic, FanOutClient client) {
        subscribers.computeIfAbsent(topic, key -> new LinkedHashSet<>()).add(client);
    }

    void unsubscribe(Topic topic, FanOutClient client) {
        Set<FanOutClient> ofTopic = subscribers.get(topic);
        if (ofTopic != null && ofTopic.remove(client) && ofTopic.isEmpty()) {
            subscribers.remove(topic);
        }
    }

    /** The client wrote something that must be flushed when the present batch is through. */
    void flushLater(FanOutClient client) {
        unflushed.add(client);
    }

    void closeAll(CloseCode code, String reason) {
        pings.cancel(false);
        for (FanOutClient client : List.copyOf(clients)) {
            client.close(code, reason);
        }
    }

    private void write() {
        Map<Topic, Frame> batch;
        synchronized (this) {
            batch = arrived;
            arrived = new LinkedHashMap<>();
            scheduled = false;
        }
        batch.forEach((topic, frame) -> {
            for (FanOutClient client : subscribers.getOrDefault(topic, Set.of())) {
                client.offer(topic, frame);
            }
        });
        for (FanOutClient client : unflushed) {
            client.flush();
        }
        unflushed.clear();
    }

    private void ping() {
        for (FanOutClient client : List.copyOf(clients)) {
            client.ping();
        }
    }
}
