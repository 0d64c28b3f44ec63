package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastValueCommandTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, false, ''",
        "9, 10, 30, true, {}",
        "1782880000000, 12345, 10, true, 시세",
        "9223372036854775807, 9223372036854775807, 3153600000, false, 'two\r\nlines'"
    })
    void encodesWhatLettuceWouldEncode(long epoch, long seq, long ttlSeconds, boolean publish, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        KeySlot<String> slot = new KeySlot<>("price:삼성", LastValueFormat.commandHead("price:삼성", 129_600));
        slot.set("value", epoch, seq);
        WriteCommand<String> command =
                new LastValueCommand<>(pipeline(new ArrayList<>()), slot, slot.take(), value, ttlSeconds, publish);

        Command<byte[], byte[], ?> byLettuce = new Command<>(
                CommandType.EVALSHA,
                null,
                new CommandArgs<>(ByteArrayCodec.INSTANCE)
                        .add(LastValueFormat.SCRIPT.sha())
                        .add(2)
                        .add("price:삼성".getBytes(StandardCharsets.UTF_8))
                        .add("seq:{price:삼성}".getBytes(StandardCharsets.UTF_8))
                        .add(129_600)
                        .add((epoch + " " + seq).getBytes(StandardCharsets.UTF_8))
                        .add(value)
                        .add(ttlSeconds)
                        .add((publish ? "1" : "0").getBytes(StandardCharsets.UTF_8)));

        assertThat(text(command)).isEqualTo(text(byLettuce));
    }

    @Test
    void thePipelineIsToldOnceWhenAllItsCommandsEndedHoweverOften() {
        List<Pipeline<String>> told = new ArrayList<>();
        Pipeline<String> pipeline = pipeline(told);
        WriteCommand<String> answered = command(pipeline);
        WriteCommand<String> cancelled = command(pipeline);
        pipeline.add(answered);
        pipeline.add(cancelled);
        pipeline.arm();
        assertThat(answered.failure().reaction()).isEqualTo(Reaction.RETRY);

        answered.complete();
        answered.cancel();
        answered.completeExceptionally(new IllegalStateException("late"));
        assertThat(told).isEmpty();
        cancelled.cancel();
        cancelled.complete();
        assertThat(told).containsExactly(pipeline);
    }

    private static WriteCommand<String> command(Pipeline<String> pipeline) {
        KeySlot<String> slot = new KeySlot<>("a", new byte[0]);
        return new LastValueCommand<>(pipeline, slot, "value", new byte[0], 1, false);
    }

    private static Pipeline<String> pipeline(List<Pipeline<String>> told) {
        return new Pipeline<>(1, 0, told::add);
    }

    private static String text(Command<byte[], byte[], ?> command) {
        ByteBuf buffer = Unpooled.buffer(16);
        command.encode(buffer);
        return buffer.toString(StandardCharsets.UTF_8);
    }
}
