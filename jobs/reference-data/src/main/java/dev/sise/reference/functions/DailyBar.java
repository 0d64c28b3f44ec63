package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Prices of one session, in won; of a halt open, high and low are 0, close is carried and nothing traded.
 *
 * @param day market day, days since 1970
 * @param volume shares
 * @param tradedValue won, or null where it is not told
 */
public record DailyBar(int day, long open, long high, long low, long close, long volume, Long tradedValue)
        implements DayRow<DailyBar> {
    @Override
    public Difference against(DailyBar stored) {
        boolean same = open == stored.open
                && high == stored.high
                && low == stored.low
                && close == stored.close
                && volume == stored.volume;
        return DayRow.graver(
                same ? Difference.NONE : Difference.DIFFERS, DayRow.ofAbsent(tradedValue, stored.tradedValue));
    }

    /** Type information without Kryo. */
    public static TypeInformation<DailyBar> typeInformation() {
        return Types.POJO(
                DailyBar.class,
                Map.of(
                        "day", Types.INT,
                        "open", Types.LONG,
                        "high", Types.LONG,
                        "low", Types.LONG,
                        "close", Types.LONG,
                        "volume", Types.LONG,
                        "tradedValue", Types.LONG));
    }
}
