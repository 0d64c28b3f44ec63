package dev.sise.connector.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lettuce client with daemon threads of its own, all gone after {@link #close}.
 *
 * <p>Its connections never reconnect by themselves: lettuce would send the commands queued before the outage again, older values after newer
 * ones. A lost connection ends its commands; who opened it opens the next. Thread-safe.
 */
final class LettuceClient implements AutoCloseable {
    /** A connection attempt, with its handshake, is given up after this time. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(LettuceClient.class);
    private static final int CLOSE_SECONDS = 5;

    private final ClientResources resources;
    private final HashedWheelTimer timer;
    private final RedisClient client;
    private final RedisURI uri;

    /**
     * @param name begins the names of the threads
     * @param maxCommands that may wait for their replies; more are refused
     * @param commandTimeout after which a command ends without its reply; zero when the caller watches the time itself, which is cheaper
     */
    LettuceClient(RedisAddress address, String name, int maxCommands, Duration commandTimeout) {
        ThreadFactory timerThreads = new DefaultThreadFactory(name + "-timer", true);
        timer = new HashedWheelTimer(timerThreads);
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .threadFactoryProvider(pool -> new DefaultThreadFactory(name + "-" + pool, true))
                .timer(timer)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        uri = address.toRedisUri(System.getenv());
        uri.setTimeout(CONNECT_TIMEOUT);
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                // Messages and replies share a connection. And HELLO names the user default with a password, which a
                // server that
                // asks for none accepts: REDIS_PASSWORD may be set where only some servers have one.
                .protocolVersion(ProtocolVersion.RESP3)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .requestQueueSize(maxCommands)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(
                        commandTimeout.isZero() ? TimeoutOptions.create() : TimeoutOptions.enabled(commandTimeout))
                .build());
    }

    RedisClient client() {
        return client;
    }

    RedisURI uri() {
        return uri;
    }

    ClientResources resources() {
        return resources;
    }

    /** Ends connections and threads; waits for that, though not for ever, and not when interrupted: then they end without being watched. */
    @Override
    public void close() {
        await(client.shutdownAsync(0, CLOSE_SECONDS, TimeUnit.SECONDS));
        await(resources.shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS));
        timer.stop();
    }

    private void await(Future<?> end) {
        try {
            end.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // A cancelled task: what follows must still be begun.
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}:{}: client did not end in order within {} s", uri.getHost(), uri.getPort(), CLOSE_SECONDS, e);
        }
    }
}
