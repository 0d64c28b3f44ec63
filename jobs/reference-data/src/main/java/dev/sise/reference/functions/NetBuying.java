package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Net buying of a ticker on one session, in won.
 *
 * @param day market day, days since 1970
 * @param individualNet null where it is not told
 * @param tradedValue of all investors, or null where it is not told
 */
public record NetBuying(int day, long foreignNet, long institutionNet, Long individualNet, Long tradedValue)
        implements DayRow<NetBuying> {
    @Override
    public Difference against(NetBuying stored) {
        boolean same = foreignNet == stored.foreignNet && institutionNet == stored.institutionNet;
        return DayRow.graver(
                same ? Difference.NONE : Difference.DIFFERS,
                DayRow.graver(
                        DayRow.ofAbsent(individualNet, stored.individualNet),
                        DayRow.ofAbsent(tradedValue, stored.tradedValue)));
    }

    /** Type information without Kryo. */
    public static TypeInformation<NetBuying> typeInformation() {
        return Types.POJO(
                NetBuying.class,
                Map.of(
                        "day", Types.INT,
                        "foreignNet", Types.LONG,
                        "institutionNet", Types.LONG,
                        "individualNet", Types.LONG,
                        "tradedValue", Types.LONG));
    }
}
