package dev.sise.broadcast.io;

import dev.sise.broadcast.PriceBroadcastSettings;
import dev.sise.broadcast.functions.MinuteClose;
import dev.sise.connector.redis.DaySeriesSerializer;
import dev.sise.connector.redis.DaySeriesSink;
import dev.sise.connector.redis.RedisAddress;
import java.time.Duration;
import java.time.LocalDate;

/**
 * Writes the minutes of a ticker's day to the hash {@code intraday:<ticker>}: field {@code day} as yyyymmdd, and a field HHmm for each minute
 * with a trade: {@code "<close> <cumulative volume>"}.
 */
public final class RedisIntraday {
    /** From the after-market's end over the night and the morning before the open. */
    static final Duration TTL = Duration.ofHours(20);

    private RedisIntraday() {}

    public static DaySeriesSink<MinuteClose> sink(PriceBroadcastSettings settings) {
        return DaySeriesSink.of(RedisAddress.of(settings.redisUrl()), "intraday:", TTL, new Serializer());
    }

    static final class Serializer implements DaySeriesSerializer<MinuteClose> {
        @Override
        public String key(MinuteClose minute) {
            return minute.ticker();
        }

        @Override
        public int day(MinuteClose minute) {
            LocalDate day = LocalDate.ofEpochDay(minute.day());
            return day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
        }

        @Override
        public String field(MinuteClose minute) {
            int clock = minute.minute() / 60 * 100 + minute.minute() % 60;
            // Four digits: 901 is 0901.
            return Integer.toString(10_000 + clock).substring(1);
        }

        @Override
        public long value(MinuteClose minute) {
            return minute.close();
        }

        @Override
        public long seq(MinuteClose minute) {
            return minute.volume();
        }
    }
}
