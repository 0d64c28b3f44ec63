package dev.sise.connector.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads last values and listens to their channels, for a server that answers many clients. Uses no Flink class.
 *
 * <p>Reading without a gap: subscribe, wait for the stage, then get. What was published before Redis acknowledged the subscription is in the
 * value that is read afterwards; everything later reaches the listener. A message may be older than the value read, so the versions have to
 * be compared.
 *
 * <p>One connection serves both (RESP3, Redis 6 or newer). When it is lost, what waits fails, {@link ConnectionListener#disconnected()} is
 * called, and the reader connects again by itself, every 500 ms; then it subscribes every wanted channel again in batches and calls
 * {@link ConnectionListener#connected()}: messages were missed, so everything has to be read again. A server that does not answer for 2 s
 * counts as lost.
 *
 * <p>Thread-safe; no method blocks except {@link #close()}. Stages complete and listeners are called on the client's own threads, one call
 * after the other for one connection; they must not block.
 */
public final class LastValueReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LastValueReader.class);

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(2);
    private static final long RECONNECT_MILLIS = 500;
    private static final int MAX_WAITING_COMMANDS = 10_000;
    private static final int KEYS_PER_COMMAND = 500;

    private final RedisAddress address;
    private final ConnectionListener listener;
    private final LettuceClient client;
    private final Subscriptions subscriptions = new Subscriptions(this::sendSubscriptions);

    /** Null while there is none. Written under the lock of this reader. */
    private volatile StatefulRedisPubSubConnection<String, byte[]> connection;

    private volatile boolean connected;
    private boolean outageLogged;
    private volatile boolean closed;

    private LastValueReader(RedisAddress address, ConnectionListener listener) {
        this.address = Objects.requireNonNull(address, "address");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.client = new LettuceClient(address, "redis-reader", MAX_WAITING_COMMANDS, REPLY_TIMEOUT);
    }

    /** Begins to connect and returns at once; {@link ConnectionListener#connected()} tells when that succeeded. */
    public static LastValueReader open(RedisAddress address, ConnectionListener listener) {
        LastValueReader reader = new LastValueReader(address, listener);
        reader.connect();
        reader.client
                .resources()
                .eventExecutorGroup()
                .scheduleAtFixedRate(
                        reader::probe, REPLY_TIMEOUT.toMillis(), REPLY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return reader;
    }

    /** Whether there is a connection on which every wanted channel is subscribed. */
    public boolean isConnected() {
        return connected;
    }

    /**
     * Reads one value.
     *
     * @return empty when there is none; fails with {@link RedisUnavailableException}, or with lettuce's
     *     {@link RedisCommandExecutionException} when Redis refused
     */
    public CompletionStage<Optional<byte[]>> get(String key) {
        return ask(commands -> commands.get(key).thenApply(Optional::ofNullable));
    }

    /** Reads many values at once; keys without a value are not in the map. Fails as {@link #get}, for all of them. */
    public CompletionStage<Map<String, byte[]>> getAll(Collection<String> keys) {
        List<String> all = List.copyOf(keys);
        return ask(commands -> {
            List<CompletableFuture<List<KeyValue<String, byte[]>>>> parts = new ArrayList<>();
            for (int from = 0; from < all.size(); from += KEYS_PER_COMMAND) {
                String[] part = all.subList(from, Math.min(from + KEYS_PER_COMMAND, all.size()))
                        .toArray(String[]::new);
                parts.add(commands.mget(part).toCompletableFuture());
            }
            return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> {
                        Map<String, byte[]> found = new HashMap<>();
                        for (CompletableFuture<List<KeyValue<String, byte[]>>> part : parts) {
                            part.join().stream()
                                    .filter(KeyValue::hasValue)
                                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
                        }
                        return found;
                    });
        });
    }

    /** Reads many hashes at once, with all their fields; keys without one are not in the map. Fails as {@link #get}, for all of them. */
    public CompletionStage<Map<String, Map<String, byte[]>>> getHashes(Collection<String> keys) {
        List<String> all = List.copyOf(keys);
        return ask(commands -> {
            List<CompletableFuture<Map<String, byte[]>>> hashes = all.stream()
                    .map(key -> commands.hgetall(key).toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(hashes.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> {
                        Map<String, Map<String, byte[]>> found = new HashMap<>();
                        for (int i = 0; i < all.size(); i++) {
                            Map<String, byte[]> hash = hashes.get(i).join();
                            if (!hash.isEmpty()) {
                                found.put(all.get(i), hash);
                            }
                        }
                        return found;
                    });
        });
    }

    /**
     * Wants the channels' messages from now on; a channel that had a listener changes to this one. Any number of channels is one change.
     *
     * @return completes when Redis has acknowledged all of them, or those that were unsubscribed meanwhile were settled otherwise. Fails with
     *     {@link RedisUnavailableException} when Redis is not connected or is lost before; the channels stay wanted all the same, and
     *     {@link ConnectionListener#connected()} tells when they are subscribed
     */
    public CompletionStage<Void> subscribe(Collection<String> channels, MessageListener messages) {
        return subscriptions.change(channels, Objects.requireNonNull(messages, "messages"));
    }

    /**
     * Stops wanting the channels' messages: when this returned, no further call of their listener begins.
     *
     * @return as {@link #subscribe}
     */
    public CompletionStage<Void> unsubscribe(Collection<String> channels) {
        return subscriptions.change(channels, null);
    }

    /** Ends the connection and its threads; what waits fails. The listeners are not called any more. */
    @Override
    public void close() {
        closed = true;
        connected = false;
        client.close();
        subscriptions.offline();
    }

    private <R> CompletionStage<R> ask(
            Function<RedisPubSubAsyncCommands<String, byte[]>, CompletionStage<R>> question) {
        StatefulRedisPubSubConnection<String, byte[]> open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(
                    new RedisUnavailableException("Redis at " + address + " is not connected", null));
        }
        CompletableFuture<R> answer = new CompletableFuture<>();
        question.apply(open.async()).whenComplete((value, thrown) -> {
            if (thrown == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(RedisUnavailableException.unlessRefused(address, thrown));
            }
        });
        return answer;
    }

    private void connect() {
        if (!closed) {
            client.client().connectPubSubAsync(CODEC, client.uri()).whenComplete(this::onConnectAttempted);
        }
    }

    private void connectLater() {
        if (closed) {
            return;
        }
        try {
            client.resources().eventExecutorGroup().schedule(this::connect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: reader was closed, no further connection is opened", address);
        }
    }

    private void onConnectAttempted(StatefulRedisPubSubConnection<String, byte[]> opened, Throwable thrown) {
        if (thrown != null) {
            if (!outageLogged && !closed) {
                outageLogged = true;
                LOG.warn(
                        "{}: connection failed and is tried again: {}",
                        address,
                        RedisFailure.ofThrowable(thrown).message());
            }
            connectLater();
            return;
        }
        Events events = new Events(opened);
        opened.addListener((RedisPubSubListener<String, byte[]>) events);
        opened.addListener((RedisConnectionStateListener) events);
        boolean settled;
        synchronized (this) {
            if (closed) {
                opened.closeAsync();
                return;
            }
            connection = opened;
            settled = subscriptions.online();
        }
        if (!opened.isOpen()) {
            onLost(opened);
        } else if (settled) {
            onSettled();
        }
    }

    /** Every wanted channel is subscribed: the first time on a connection this is its beginning for the listener. */
    private void onSettled() {
        synchronized (this) {
            if (connection == null || connected || closed) {
                return;
            }
            connected = true;
        }
        outageLogged = false;
        LOG.info("{}: reader was connected", address);
        call(listener::connected);
    }

    private void onLost(StatefulRedisPubSubConnection<String, byte[]> lost) {
        boolean wasConnected;
        synchronized (this) {
            if (connection != lost) {
                return;
            }
            connection = null;
            wasConnected = connected;
            connected = false;
            subscriptions.offline();
        }
        if (closed) {
            return;
        }
        if (wasConnected) {
            LOG.warn("{}: connection was lost", address);
            call(listener::disconnected);
        }
        connectLater();
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("{}: connection listener threw", address, e);
        }
    }

    /** Under the lock of the subscriptions. */
    private void sendSubscriptions(boolean subscribe, List<String> channels) {
        StatefulRedisPubSubConnection<String, byte[]> open = connection;
        if (open == null) {
            // Just being lost: offline() follows and forgets this batch.
            return;
        }
        String[] names = channels.toArray(String[]::new);
        CompletionStage<Void> sent =
                subscribe ? open.async().subscribe(names) : open.async().unsubscribe(names);
        sent.whenComplete((done, thrown) -> {
            if (thrown != null && !closed) {
                LOG.warn("{}: subscriptions were not changed, connection is replaced: {}", address, thrown.toString());
                open.closeAsync();
            }
        });
    }

    /** TCP notices a dead server after hours only. */
    private void probe() {
        StatefulRedisPubSubConnection<String, byte[]> open = connection;
        if (open != null) {
            open.async().ping().whenComplete((pong, thrown) -> {
                if (thrown != null && !closed) {
                    LOG.warn("{}: did not answer within {}, connection is replaced", address, REPLY_TIMEOUT);
                    open.closeAsync();
                }
            });
        }
    }

    /** What lettuce tells about one connection, on its I/O thread. */
    private final class Events extends RedisPubSubAdapter<String, byte[]> implements RedisConnectionStateListener {
        private final StatefulRedisPubSubConnection<String, byte[]> source;

        private Events(StatefulRedisPubSubConnection<String, byte[]> source) {
            this.source = source;
        }

        @Override
        public void message(String channel, byte[] message) {
            MessageListener wanted = subscriptions.listener(channel);
            if (wanted == null) {
                return;
            }
            try {
                wanted.onMessage(channel, message);
            } catch (RuntimeException e) {
                LOG.error("{}: listener of channel {} threw", address, channel, e);
            }
        }

        @Override
        public void subscribed(String channel, long count) {
            acknowledged(channel, true);
        }

        @Override
        public void unsubscribed(String channel, long count) {
            acknowledged(channel, false);
        }

        private void acknowledged(String channel, boolean subscribed) {
            if (source == connection && subscriptions.acknowledged(channel, subscribed)) {
                onSettled();
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> disconnected) {
            onLost(source);
        }
    }
}
