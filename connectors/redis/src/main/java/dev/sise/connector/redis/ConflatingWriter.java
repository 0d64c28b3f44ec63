package dev.sise.connector.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.util.function.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of this package's sinks: of the values of a key that wait, the newest is sent, or what they make together. Everything here runs on the task thread; what lettuce's I/O thread learns arrives through the mailbox.
 *
 * <p>At most one pipeline is on its way; a value that arrives meanwhile
 * waits in its slot, and one that has to be sent again goes back to its slot unless a newer one is there.
 */
final class ConflatingWriter<T> implements SinkWriter<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ConflatingWriter.class);

    /** More keys than that wait for the next pipeline, so that one reply is never late by a whole catch-up. */
    private static final int MAX_PIPELINE = 2_000;
    /** How often replies and the connection are looked after, when flushes are further apart. */
    private static final long TICK_MILLIS = 100;
    /** Between two attempts after a failure. */
    private static final long RETRY_MILLIS = 250;

    private static final long LOG_EVERY_MILLIS = 10_000;

    private final WriterSettings settings;
    private final WriteFormat<T> format;
    /** Null when values may be kept as they are. */
    private final TypeSerializer<T> copier;

    private final MailboxExecutor mailbox;
    private final ProcessingTimeService time;
    private final WriterMetrics metrics;
    private final LettuceClient client;
    private final long flushMillis;

    private final PendingValues<T> pending;

    /** Null while nothing is on its way. */
    private Pipeline<T> inFlight;
    /** Null while not connected. Volatile for the gauge only. */
    private volatile StatefulRedisConnection<byte[], byte[]> connection;

    private boolean connecting;
    private boolean scriptKnown;
    /** Whether what is pending is to be sent as soon as that is possible. */
    private boolean flushDue;

    private long nextFlushMillis;
    private long notBeforeMillis;
    private boolean outageLogged;
    private long lastDropLogMillis = Long.MIN_VALUE / 2;
    private ScheduledFuture<?> tick;
    private volatile boolean closed;

    ConflatingWriter(
            WriterSettings settings,
            WriteFormat<T> format,
            TypeSerializer<T> copier,
            MailboxExecutor mailbox,
            ProcessingTimeService time,
            SinkWriterMetricGroup metricGroup) {
        this.settings = settings;
        this.format = format;
        this.copier = copier;
        this.mailbox = mailbox;
        this.time = time;
        this.pending = new PendingValues<>(2 * settings.maxPendingKeys(), format::merge);
        this.flushMillis = settings.flushInterval().toMillis();
        this.metrics = new WriterMetrics(metricGroup, this::pendingKeys, () -> connection != null);
        this.client = new LettuceClient(settings.address(), "redis-sink", MAX_PIPELINE + 1, Duration.ZERO);
        long now = time.getCurrentProcessingTime();
        this.nextFlushMillis = now + flushMillis;
        connect();
        scheduleTick(now);
    }

    /**
     * For a task of Flink.
     *
     * @param copier null when values may be kept as they are
     */
    static <T> ConflatingWriter<T> create(
            WriterSettings settings, WriteFormat<T> format, TypeSerializer<T> copier, WriterInitContext context) {
        return new ConflatingWriter<>(
                settings,
                format,
                copier,
                context.getMailboxExecutor(),
                context.getProcessingTimeService(),
                context.metricGroup());
    }

    @Override
    public void write(T value, Context context) throws IOException, InterruptedException {
        String key = format.slotKey(value);
        KeySlot<T> slot = pending.slot(key);
        if (slot == null) {
            slot = newSlot(key, value);
            if (slot == null) {
                return;
            }
        }
        long epoch = format.epoch(value);
        long seq = format.seq(value);
        if (epoch < 0 || seq < 0) {
            drop(slot.redisKey, "invalid_version", "no part of a version is negative, got " + epoch + " " + seq);
            return;
        }
        T kept = copier == null || value instanceof Record ? value : copier.copy(value);
        switch (pending.put(slot, kept, epoch, seq)) {
            case ADDED -> {}
            case REPLACED -> metrics.conflated.inc();
            case OLDER -> metrics.ignoredOlder.inc();
        }
        if (flushMillis == 0) {
            flushDue = true;
            send();
        }
        while (pending.size() >= settings.maxPendingKeys()) {
            flushDue = true;
            send();
            mailbox.yield();
        }
    }

    /** Returns when Redis answered everything written so far; waits for a server that is away, running mails meanwhile. */
    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        while (inFlight != null || !pending.isEmpty()) {
            flushDue = true;
            send();
            // Woken by the replies, by the connection, or by the tick that watches over both.
            mailbox.yield();
        }
    }

    /** Ends the connection and its threads; what is still pending is written again after the restore. */
    @Override
    public void close() {
        closed = true;
        if (tick != null) {
            tick.cancel(false);
        }
        client.close();
    }

    int pendingKeys() {
        Pipeline<T> sent = inFlight;
        return pending.size() + (sent == null ? 0 : sent.writes().size());
    }

    /** Null when the key cannot be used. */
    private KeySlot<T> newSlot(String key, T value) {
        if (key == null || key.isEmpty() || key.indexOf('{') >= 0 || key.indexOf('}') >= 0) {
            drop(key, "invalid_key", "a key is not empty and has no braces");
            return null;
        }
        return pending.addSlot(key, format.slot(value));
    }

    private void scheduleTick(long now) {
        long delay = flushMillis == 0 ? TICK_MILLIS : Math.min(flushMillis, TICK_MILLIS);
        tick = time.registerTimer(now + delay, this::onTick);
    }

    private void onTick(long scheduledMillis) throws IOException {
        if (closed) {
            return;
        }
        long now = time.getCurrentProcessingTime();
        if (inFlight != null
                && now - inFlight.startMillis() > settings.replyTimeout().toMillis()) {
            LOG.warn(
                    "{}: {} values were not answered within {}, connection is replaced",
                    settings.address(),
                    inFlight.writes().size(),
                    settings.replyTimeout());
            dropConnection();
            settle(inFlight);
        }
        if (connection != null && !connection.isOpen()) {
            LOG.warn("{}: connection was lost, {} keys are pending", settings.address(), pendingKeys());
            outageLogged = true;
            dropConnection();
            if (inFlight != null) {
                settle(inFlight);
            }
        }
        if (now >= nextFlushMillis) {
            nextFlushMillis = now + flushMillis;
            flushDue = true;
        }
        connect();
        send();
        scheduleTick(now);
    }

    /** Begins a pipeline if one is due and possible. */
    private void send() {
        if (!flushDue || inFlight != null || connection == null || pending.isEmpty()) {
            return;
        }
        long now = time.getCurrentProcessingTime();
        if (now < notBeforeMillis) {
            return;
        }
        Pipeline<T> pipeline = build(now);
        flushDue = !pending.isEmpty();
        if (pipeline.writes().isEmpty()) {
            return;
        }
        inFlight = pipeline;
        pipeline.arm();
        try {
            // One flush of the channel for all of them.
            connection.dispatch(pipeline.commands());
        } catch (RuntimeException e) {
            // lettuce refuses in two ways: by ending the commands or by throwing; ending them twice does no harm.
            pipeline.commands().forEach(command -> command.completeExceptionally(e));
        }
    }

    private Pipeline<T> build(long now) {
        Pipeline<T> pipeline = new Pipeline<>(
                Math.min(pending.size(), MAX_PIPELINE),
                now,
                answered -> mail(() -> onAnswered(answered), "Redis answered a pipeline"));
        if (!scriptKnown) {
            pipeline.addScriptLoad(format.script());
        }
        while (pipeline.writes().size() < MAX_PIPELINE) {
            KeySlot<T> slot = pending.poll();
            if (slot == null) {
                break;
            }
            T value = slot.take();
            try {
                pipeline.add(format.command(pipeline, slot, value, now));
            } catch (RuntimeException e) {
                slot.sending = false;
                drop(slot.redisKey, "encoding", e.toString());
            }
        }
        return pipeline;
    }

    private void onAnswered(Pipeline<T> pipeline) throws IOException {
        // A pipeline that was given up may still be answered, or ended by the end of its connection.
        if (pipeline == inFlight) {
            settle(pipeline);
            send();
        }
    }

    /** Takes every reply of the pipeline in flight; a reply that is not there counts as lost. */
    private void settle(Pipeline<T> pipeline) throws IOException {
        long now = time.getCurrentProcessingTime();
        inFlight = null;
        metrics.recordPipeline(pipeline.writes().size(), now - pipeline.startMillis());
        RedisFailure illness = scriptLoadFailure(pipeline);
        boolean scriptMissing = false;
        for (WriteCommand<T> write : pipeline.writes()) {
            write.slot.sending = false;
            RedisFailure failure = write.failure();
            if (failure == null) {
                count(write);
                continue;
            }
            switch (failure.reaction()) {
                case RETRY -> {
                    putBack(write);
                    if (failure.isScriptMissing()) {
                        scriptMissing = true;
                    } else {
                        illness = failure;
                    }
                }
                case DROP -> drop(write.slot.redisKey, failure.code(), failure.message());
                case FAIL -> throw refused(failure);
            }
        }
        if (scriptMissing) {
            scriptKnown = false;
            flushDue = true;
        }
        if (illness == null && scriptMissing && pipeline.scriptLoad() != null) {
            // Loaded and gone within one pipeline: somebody flushes scripts in a loop.
            notBeforeMillis = now + RETRY_MILLIS;
        }
        if (illness != null) {
            // A new connection also leads to another server where this one became a replica.
            reportOutage(illness);
            dropConnection();
            notBeforeMillis = now + RETRY_MILLIS;
            flushDue = true;
        } else if (outageLogged && !scriptMissing) {
            outageLogged = false;
            LOG.info("{}: values were taken again, {} keys are pending", settings.address(), pendingKeys());
        }
    }

    /** Null when the script was loaded or did not have to be. */
    private RedisFailure scriptLoadFailure(Pipeline<T> pipeline) throws IOException {
        if (pipeline.scriptLoad() == null) {
            return null;
        }
        RedisFailure failure = pipeline.scriptLoad().failure();
        scriptKnown = failure == null;
        if (failure != null && failure.reaction() != Reaction.RETRY) {
            throw refused(failure);
        }
        return failure;
    }

    private void count(WriteCommand<T> write) {
        long reply = write.get();
        if (reply == LuaScript.REFUSED_OLDER) {
            metrics.refusedOlder.inc();
            return;
        }
        metrics.countWritten(write.valueBytes());
        if (reply == LuaScript.WRITTEN_AND_PUBLISHED) {
            metrics.published.inc();
        }
    }

    private void putBack(WriteCommand<T> write) {
        metrics.retries.inc();
        pending.putBack(write.slot, write.value, write.epoch, write.seq);
    }

    private void connect() {
        if (connection != null || connecting || time.getCurrentProcessingTime() < notBeforeMillis) {
            return;
        }
        connecting = true;
        client.client().connectAsync(ByteArrayCodec.INSTANCE, client.uri()).whenComplete((opened, failure) -> {
            boolean delivered = mail(() -> onConnected(opened, failure), "a connection to Redis was attempted");
            if (!delivered && opened != null) {
                opened.closeAsync();
            }
        });
    }

    private void onConnected(StatefulRedisConnection<byte[], byte[]> opened, Throwable thrown) throws IOException {
        connecting = false;
        if (thrown == null) {
            connection = opened;
            // Another server, or the same one restarted, does not know it.
            scriptKnown = false;
            send();
            return;
        }
        RedisFailure failure = RedisFailure.ofThrowable(thrown);
        if (failure.reaction() == Reaction.FAIL) {
            throw refused(failure);
        }
        reportOutage(failure);
        notBeforeMillis = time.getCurrentProcessingTime() + RETRY_MILLIS;
    }

    private void dropConnection() {
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }

    private void reportOutage(RedisFailure failure) {
        if (!outageLogged) {
            outageLogged = true;
            LOG.warn(
                    "{}: values were not taken, {} keys stay pending until they are: {}",
                    settings.address(),
                    pendingKeys(),
                    failure.message());
        }
    }

    private IOException refused(RedisFailure failure) {
        return new IOException("Redis at " + settings.address()
                + " refused this client; check address, user, password and permissions: " + failure.message());
    }

    void drop(String key, String reason, String message) {
        long count = metrics.countDropped(reason);
        long now = time.getCurrentProcessingTime();
        if (now - lastDropLogMillis >= LOG_EVERY_MILLIS) {
            lastDropLogMillis = now;
            LOG.warn("{}: value was dropped, reason {} ({} so far): {}", key, reason, count, message);
        }
    }

    /** Any thread. False when the task is ending and takes no more mail. */
    private boolean mail(ThrowingRunnable<IOException> work, String description) {
        if (closed) {
            return false;
        }
        try {
            mailbox.execute(work, description);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: task took no more mail: {}", settings.address(), description);
            return false;
        }
    }
}
