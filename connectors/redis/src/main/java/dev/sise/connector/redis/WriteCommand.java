package dev.sise.connector.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;

/**
 * The script's call for one value. It writes its bytes itself: the key's part of them is the same for every value, and lettuce's general
 * encoding costs an object per argument.
 */
abstract class WriteCommand<T> extends CountedCommand<Long> {
    static final int CRLF = '\r' << 8 | '\n';

    final KeySlot<T> slot;
    final T value;
    final long epoch;
    final long seq;

    /** Takes the slot's version; the slot may change afterwards. */
    WriteCommand(Pipeline<T> pipeline, KeySlot<T> slot, T value) {
        super(CommandType.EVALSHA, new IntegerOutput<>(ByteArrayCodec.INSTANCE), null, pipeline);
        this.slot = slot;
        this.value = value;
        this.epoch = slot.epoch;
        this.seq = slot.seq;
    }

    /** Bytes of the value itself. */
    abstract int valueBytes();

    /** The arguments that {@link KeySlot#commandHead} does not have. */
    abstract void encodeArguments(ByteBuf buffer);

    @Override
    public final void encode(ByteBuf buffer) {
        buffer.writeBytes(slot.commandHead);
        encodeArguments(buffer);
    }

    static void writeLength(ByteBuf buffer, int length) {
        buffer.writeByte('$');
        writeDigits(buffer, length);
        buffer.writeShort(CRLF);
    }

    /** An argument that is a number, not negative. */
    static void writeDecimal(ByteBuf buffer, long number) {
        writeLength(buffer, digits(number));
        writeDigits(buffer, number);
        buffer.writeShort(CRLF);
    }

    /** An argument that is two numbers, not negative, with a space between them. */
    static void writeDecimals(ByteBuf buffer, long first, long second) {
        writeLength(buffer, digits(first) + 1 + digits(second));
        writeDigits(buffer, first);
        buffer.writeByte(' ');
        writeDigits(buffer, second);
        buffer.writeShort(CRLF);
    }

    /** How many digits a number has that is not negative. */
    static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static void writeDigits(ByteBuf buffer, long number) {
        int digits = digits(number);
        int end = buffer.writerIndex() + digits;
        buffer.ensureWritable(digits);
        long rest = number;
        for (int at = end - 1; at >= end - digits; at--) {
            buffer.setByte(at, (int) ('0' + rest % 10));
            rest /= 10;
        }
        buffer.writerIndex(end);
    }
}
