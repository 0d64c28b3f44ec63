package dev.sise.connector.redis;

import io.netty.buffer.ByteBuf;

/** Replaces the value of a key. */
final class LastValueCommand<T> extends WriteCommand<T> {
    private final byte[] encoded;
    private final long ttlSeconds;
    private final boolean publish;

    LastValueCommand(Pipeline<T> pipeline, KeySlot<T> slot, T value, byte[] encoded, long ttlSeconds, boolean publish) {
        super(pipeline, slot, value);
        this.encoded = encoded;
        this.ttlSeconds = ttlSeconds;
        this.publish = publish;
    }

    @Override
    int valueBytes() {
        return encoded.length;
    }

    @Override
    void encodeArguments(ByteBuf buffer) {
        writeDecimals(buffer, epoch, seq);
        writeLength(buffer, encoded.length);
        buffer.writeBytes(encoded);
        buffer.writeShort(CRLF);
        writeDecimal(buffer, ttlSeconds);
        writeDecimal(buffer, publish ? 1 : 0);
    }
}
