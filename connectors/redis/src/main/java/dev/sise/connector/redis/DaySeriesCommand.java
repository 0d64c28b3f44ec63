package dev.sise.connector.redis;

import io.netty.buffer.ByteBuf;

/** Sets one point of a series. */
final class DaySeriesCommand<T> extends WriteCommand<T> {
    private final long number;

    /** @param number the point's value, not negative */
    DaySeriesCommand(Pipeline<T> pipeline, KeySlot<T> slot, T point, long number) {
        super(pipeline, slot, point);
        this.number = number;
    }

    @Override
    int valueBytes() {
        return digits(number) + 1 + digits(seq);
    }

    @Override
    void encodeArguments(ByteBuf buffer) {
        writeDecimal(buffer, seq);
        writeDecimals(buffer, number, seq);
    }
}
