package dev.sise.connector.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Commands that are sent in one go. Built by the task thread; answered on lettuce's I/O thread, which calls back once, after the last. */
final class Pipeline<T> {
    private final List<RedisCommand<byte[], byte[], ?>> commands;
    private final List<WriteCommand<T>> writes;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Consumer<Pipeline<T>> whenAnswered;
    private final long startMillis;
    private CountedCommand<String> scriptLoad;

    Pipeline(int expectedSize, long startMillis, Consumer<Pipeline<T>> whenAnswered) {
        this.commands = new ArrayList<>(expectedSize + 1);
        this.writes = new ArrayList<>(expectedSize);
        this.startMillis = startMillis;
        this.whenAnswered = whenAnswered;
    }

    /** Makes the script known to the server before the first write that needs it. */
    void addScriptLoad(LuaScript script) {
        scriptLoad = new CountedCommand<>(
                CommandType.SCRIPT,
                new StatusOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add("LOAD").add(script.source()),
                this);
        commands.add(scriptLoad);
    }

    void add(WriteCommand<T> write) {
        commands.add(write);
        writes.add(write);
    }

    /** All commands, to be dispatched once and only after {@link #arm}. */
    List<RedisCommand<byte[], byte[], ?>> commands() {
        return commands;
    }

    /** Begins to count replies; every command must have been added. */
    void arm() {
        unanswered.set(commands.size());
    }

    List<WriteCommand<T>> writes() {
        return writes;
    }

    /** Null when the script was believed to be known. */
    CountedCommand<String> scriptLoad() {
        return scriptLoad;
    }

    long startMillis() {
        return startMillis;
    }

    /** Any thread; once per command. */
    void countAnswer() {
        if (unanswered.decrementAndGet() == 0) {
            whenAnswered.accept(this);
        }
    }
}
