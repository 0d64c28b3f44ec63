package dev.sise.market;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a running auction would trade at (예상체결). It never is the price.
 *
 * @param day trading day as days since 1970-01-01, in market time
 * @param time event time as second of that day
 * @param price in won
 * @param change against the previous regular close, in won, signed
 * @param changeRate the same in hundredths of a percent, signed
 * @param volume expected quantity in shares
 */
public record ExpectedPrice(int day, int time, long price, long change, int changeRate, long volume) {
    /** The expected price that a tick of kind {@link TickKind#EXPECTED} tells. */
    public static ExpectedPrice of(Tick tick) {
        if (tick.kind() != TickKind.EXPECTED) {
            throw new IllegalArgumentException("an expected price comes from a tick of kind expected, was "
                    + tick.kind().code());
        }
        return new ExpectedPrice(
                tick.day(), tick.time(), tick.price(), tick.change(), tick.changeRate(), tick.volume());
    }

    void writeTo(DataOutputView target) throws IOException {
        target.writeInt(day);
        target.writeInt(time);
        target.writeLong(price);
        target.writeLong(change);
        target.writeInt(changeRate);
        target.writeLong(volume);
    }

    static ExpectedPrice readFrom(DataInputView source) throws IOException {
        return new ExpectedPrice(
                source.readInt(),
                source.readInt(),
                source.readLong(),
                source.readLong(),
                source.readInt(),
                source.readLong());
    }
}
