package dev.sise.connector.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A command that tells its pipeline when it ended, however it ended: no future per command. lettuce ends it on its I/O thread, or on the task
 * thread when it refuses it; the first end counts.
 */
class CountedCommand<R> extends Command<byte[], byte[], R> {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<CountedCommand> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(CountedCommand.class, "ended");

    private static final RedisFailure LOST =
            new RedisFailure(Reaction.RETRY, "connection", "no reply before the connection ended");

    private final Pipeline<?> pipeline;
    private Throwable thrown;
    private volatile int ended;

    CountedCommand(
            CommandType type,
            CommandOutput<byte[], byte[], R> output,
            CommandArgs<byte[], byte[]> arguments,
            Pipeline<?> pipeline) {
        super(type, output, arguments);
        this.pipeline = pipeline;
    }

    @Override
    public void complete() {
        super.complete();
        end();
    }

    @Override
    public void cancel() {
        super.cancel();
        end();
    }

    @Override
    public boolean completeExceptionally(Throwable throwable) {
        thrown = throwable;
        super.completeExceptionally(throwable);
        end();
        return true;
    }

    private void end() {
        if (ENDED.compareAndSet(this, 0, 1)) {
            pipeline.countAnswer();
        }
    }

    /** Null when Redis answered with a result. May be asked before the end: then the reply counts as lost. */
    final RedisFailure failure() {
        if (ended == 0 || isCancelled()) {
            return LOST;
        }
        if (thrown != null) {
            return RedisFailure.ofThrowable(thrown);
        }
        String error = getError();
        return error == null ? null : RedisFailure.ofReply(error);
    }
}
