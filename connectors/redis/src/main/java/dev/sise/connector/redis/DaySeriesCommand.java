package dev.sise.connector.redis;

import io.netty.buffer.ByteBuf;

/** Sets points of a series. Encoded when it is made: its points may be merged with later ones while lettuce still has it. */
final class DaySeriesCommand extends WriteCommand<DayPoints> {
    private final byte[] encoded;

    DaySeriesCommand(Pipeline<DayPoints> pipeline, KeySlot<DayPoints> slot, DayPoints points, byte[] encoded) {
        super(pipeline, slot, points);
        this.encoded = encoded;
    }

    @Override
    int valueBytes() {
        return encoded.length;
    }

    @Override
    void encodeArguments(ByteBuf buffer) {
        buffer.writeBytes(encoded);
    }
}
