package dev.sise.connector.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;

/**
 * The script's call for one value. It writes its bytes itself: the key's part of them is the same for every value, and lettuce's general
 * encoding costs an object per argument.
 */
final class WriteCommand<T> extends CountedCommand<Long> {
    private static final int CRLF = '\r' << 8 | '\n';

    final KeySlot<T> slot;
    final T value;
    final long epoch;
    final long seq;
    private final byte[] encoded;
    private final long ttlSeconds;
    private final boolean publish;

    /** Takes the slot's version; the slot may change afterwards. */
    WriteCommand(Pipeline<T> pipeline, KeySlot<T> slot, T value, byte[] encoded, long ttlSeconds, boolean publish) {
        super(CommandType.EVALSHA, new IntegerOutput<>(ByteArrayCodec.INSTANCE), null, pipeline);
        this.slot = slot;
        this.value = value;
        this.epoch = slot.epoch;
        this.seq = slot.seq;
        this.encoded = encoded;
        this.ttlSeconds = ttlSeconds;
        this.publish = publish;
    }

    int valueBytes() {
        return encoded.length;
    }

    @Override
    public void encode(ByteBuf buffer) {
        buffer.writeBytes(slot.commandHead);
        writeLength(buffer, digits(epoch) + 1 + digits(seq));
        writeDecimal(buffer, epoch);
        buffer.writeByte(' ');
        writeDecimal(buffer, seq);
        buffer.writeShort(CRLF);
        writeLength(buffer, encoded.length);
        buffer.writeBytes(encoded);
        buffer.writeShort(CRLF);
        writeLength(buffer, digits(ttlSeconds));
        writeDecimal(buffer, ttlSeconds);
        buffer.writeShort(CRLF);
        writeLength(buffer, 1);
        buffer.writeByte(publish ? '1' : '0');
        buffer.writeShort(CRLF);
    }

    private static void writeLength(ByteBuf buffer, int length) {
        buffer.writeByte('$');
        writeDecimal(buffer, length);
        buffer.writeShort(CRLF);
    }

    /** @param number not negative */
    private static void writeDecimal(ByteBuf buffer, long number) {
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

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
