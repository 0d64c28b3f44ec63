package dev.sise.connector.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fans the values of topics out to WebSocket clients. It knows nothing of what topics and values mean.
 *
 * <p>What holds, per client and topic:
 *
 * <ul>
 *   <li>No value is ever followed by one with a lower version; of topics that closed the hub still remembers the version, for
 *       the last 10,000 of them.
 *   <li>A new subscriber gets the last value first, if there is one, then what is not older.
 *   <li>The last value published reaches every client that stays connected. Values before it may be left out for a client
 *       whose write buffer is full and, all together, for an event loop that falls behind: at most one value per (client,
 *       topic) waits, so memory does not grow with the number of values.
 *   <li>A value is encoded and framed once, however many clients get it.
 * </ul>
 *
 * <p>Threads: each client belongs to the event loop that accepted it, and a hub serves any number of loops. {@link #publish},
 * {@link #metrics} and {@link #close} may be called on any thread, {@link #accept} on an event loop.
 */
public final class FanOutHub {
    /** How long the server waits for the answer to its close frame. */
    private static final int CLOSING_SECONDS = 1;

    private static final String CLOSING = "the server shuts down";

    private final FanOutSettings settings;
    private final MessageHandler messages;
    private final SubscriberListener subscribers;
    private final Counters counters = new Counters();
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final Map<EventExecutor, Lane> lanes = new ConcurrentHashMap<>();
    private final ClosedTopics closedTopics = new ClosedTopics();
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();
    private final Object clientsLock = new Object();
    private int clients;
    private volatile boolean closed;

    public FanOutHub(FanOutSettings settings, MessageHandler messages, SubscriberListener subscribers) {
        this.settings = settings;
        this.messages = messages;
        this.subscribers = subscribers;
    }

    /**
     * Sets what the hub needs on the options of the HTTP server whose sockets it gets: the limit of incoming messages, a short
     * closing handshake, and no compression, which would be done anew for every client.
     */
    public HttpServerOptions configure(HttpServerOptions options) {
        return options.setMaxWebSocketFrameSize(settings.maxMessageBytes())
                .setMaxWebSocketMessageSize(settings.maxMessageBytes())
                .setWebSocketClosingTimeout(CLOSING_SECONDS)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    /**
     * Takes over a socket. Called on the socket's event loop, in the handler that received it; after {@link #close} the socket
     * is closed with 1001. The server's idle timeout, if it has one, ends for this connection: the hub's own limits hold.
     *
     * @param socket from Vert.x' own HTTP server; one that Vert.x Web wrapped does not lead to its channel
     * @throws IllegalStateException on another thread, as on that of a worker verticle
     * @throws RuntimeException when the socket cannot be used, as one that was handed over before; its connection is cut
     */
    public void accept(ServerWebSocket socket) {
        if (!(socket instanceof WebSocketInternal internal)) {
            throw new IllegalArgumentException("A socket must come from the HTTP server itself, not from "
                    + socket.getClass().getName());
        }
        ChannelHandlerContext channel = internal.channelHandlerContext();
        if (!channel.executor().inEventLoop()) {
            throw new IllegalStateException("A socket must be handed over on its event loop, not on thread "
                    + Thread.currentThread().getName());
        }
        if (socket.isClosed()) {
            return;
        }
        synchronized (clientsLock) {
            if (closed) {
                socket.close(CloseCode.AWAY.number(), CLOSING);
                return;
            }
            clients++;
        }
        Lane lane;
        try {
            lane = lanes.computeIfAbsent(channel.executor(), executor -> new Lane(executor, settings.pingInterval()));
            new FanOutClient(this, lane, socket, channel).start(messages);
        } catch (RuntimeException e) {
            // Else close() would wait for a client that never was.
            left();
            channel.close();
            throw e;
        }
        if (closed) {
            // The hub closed its lanes while this one was being made.
            lane.closeAll(CloseCode.AWAY, CLOSING);
        }
    }

    /**
     * Publishes a value to the subscribers of a topic and keeps it for those to come. Any thread; values of one topic should
     * come from one thread at a time if equal versions differ in content. The bytes are copied.
     *
     * @param payload the whole message, UTF-8
     * @return how many clients it goes to: 0 if nobody subscribes to the topic or if it had a strictly newer value
     */
    public int publish(String topic, Version version, byte[] payload) {
        Topic target = topics.get(topic);
        if (target == null) {
            counters.unwatched.increment();
            return 0;
        }
        int receivers;
        synchronized (target) {
            if (target.isClosed()) {
                counters.unwatched.increment();
                return 0;
            }
            receivers = target.accept(version, payload) ? target.subscribers() : 0;
        }
        // A topic that is open has a subscriber.
        (receivers > 0 ? counters.published : counters.refusedOlder).increment();
        return receivers;
    }

    public FanOutMetrics metrics() {
        return counters.read(topics.size());
    }

    /**
     * Closes every connection with 1001 and takes no more. Completed when all are gone, at the latest about two seconds later:
     * then those that did not answer are cut.
     */
    public CompletableFuture<Void> close() {
        synchronized (clientsLock) {
            if (closed) {
                return allGone;
            }
            closed = true;
            if (clients == 0) {
                allGone.complete(null);
            }
        }
        lanes.values().forEach(lane -> lane.execute(() -> lane.closeAll(CloseCode.AWAY, CLOSING)));
        return allGone;
    }

    FanOutSettings settings() {
        return settings;
    }

    Counters counters() {
        return counters;
    }

    /** Counts a subscriber in; from here on the lane is offered every value, and the one before them is in the answer. */
    Entry enter(String name, Lane lane) {
        while (true) {
            Topic topic = topics.computeIfAbsent(name, key -> new Topic(key, closedTopics.newest(key)));
            synchronized (topic) {
                if (!topic.isClosed()) {
                    int after = topic.add(lane);
                    subscribers.subscribersChanged(name, after - 1, after);
                    return new Entry(topic, topic.last());
                }
            }
        }
    }

    /** Counts a subscriber out. */
    void leave(Topic topic, Lane lane) {
        synchronized (topic) {
            int after = topic.remove(lane);
            subscribers.subscribersChanged(topic.name(), after + 1, after);
            if (after == 0) {
                // Only now may a successor take the name, so that the listener hears of the end before the new
                // beginning.
                closedTopics.remember(topic);
                topic.close();
                topics.remove(topic.name(), topic);
            }
        }
    }

    /** A connection is gone. */
    void left() {
        synchronized (clientsLock) {
            clients--;
            if (closed && clients == 0) {
                allGone.complete(null);
            }
        }
    }

    /** What a new subscriber finds: the topic and its last value, null if there is none. */
    record Entry(Topic topic, Frame last) {}
}
