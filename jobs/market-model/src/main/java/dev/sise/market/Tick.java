package dev.sise.market;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One record of the topic {@code ticks}: what was learned about a ticker, from where and when. Its JSON is {@link TickJson}.
 *
 * @param ticker canonical short code, exactly {@value #TICKER_LENGTH} ASCII characters
 * @param kind what the record tells
 * @param feed what served the ticker
 * @param day trading day as days since 1970-01-01, in market time (Asia/Seoul)
 * @param time event time as second of that day, 0..86399; the broker's clock has no finer resolution
 * @param price in won; 0 when {@code kind} carries none
 * @param change against the previous regular close, in won, signed
 * @param changeRate the same in hundredths of a percent, signed: -524 is -5.24 %
 * @param volume cumulative volume of the day in shares, of an expected price the expected quantity; never negative
 * @param ingest when the record was received, UTC milliseconds of real time
 * @param reason why there is no price or what was interrupted, of a volatility interruption {@link #VI_ACTIVATED} or {@link #VI_RELEASED};
 *     else null
 * @param elw figures of a warrant, which a record of {@link TickKind#ELW} has and one of {@link TickKind#POLL} may have; else null
 */
@TypeInfo(Tick.InfoFactory.class)
public record Tick(
        String ticker,
        TickKind kind,
        Feed feed,
        int day,
        int time,
        long price,
        long change,
        int changeRate,
        long volume,
        long ingest,
        String reason,
        ElwFigures elw)
        implements Comparable<Tick> {
    /** Length of every KRX short code (단축코드). */
    public static final int TICKER_LENGTH = 6;

    /** Reason of a record of {@link TickKind#VI}: trading was interrupted. */
    public static final String VI_ACTIVATED = "activated";

    /** Reason of a record of {@link TickKind#VI}: the interruption ended. */
    public static final String VI_RELEASED = "released";

    static final int SECONDS_OF_DAY = 86_400;

    public Tick {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(feed, "feed");
        if (ticker.length() != TICKER_LENGTH) {
            throw new IllegalArgumentException("ticker must have " + TICKER_LENGTH + " characters, was " + ticker);
        }
        if (time < 0 || time >= SECONDS_OF_DAY) {
            throw new IllegalArgumentException("time must be a second of the day, 0..86399, was " + time);
        }
        if (kind.isPriced() && price <= 0) {
            throw new IllegalArgumentException("price of a " + kind.code() + " must be positive, was " + price);
        }
        if (volume < 0) {
            throw new IllegalArgumentException("volume must not be negative, was " + volume);
        }
        if (kind == TickKind.VI && !VI_ACTIVATED.equals(reason) && !VI_RELEASED.equals(reason)) {
            throw new IllegalArgumentException(
                    "reason of a vi must be " + VI_ACTIVATED + " or " + VI_RELEASED + ", was " + reason);
        }
        if (elw == null && kind == TickKind.ELW) {
            throw new IllegalArgumentException("elw must be there in a record of kind elw");
        }
        if (elw != null && kind != TickKind.ELW && kind != TickKind.POLL) {
            throw new IllegalArgumentException(
                    "elw must not be there in a record of kind " + kind.code() + ": only elw and poll have it");
        }
    }

    /** A trade pushed by the feed. */
    public static Tick trade(
            String ticker, int day, int time, long price, long change, int changeRate, long volume, long ingest) {
        return new Tick(
                ticker, TickKind.TRADE, Feed.SESSION, day, time, price, change, changeRate, volume, ingest, null, null);
    }

    /**
     * A row of a polled quote.
     *
     * @param day and {@code time}, when the row says the last trade was
     * @param elw the terms of a warrant, or null
     */
    public static Tick poll(
            String ticker,
            Feed feed,
            int day,
            int time,
            long price,
            long change,
            int changeRate,
            long volume,
            long ingest,
            ElwFigures elw) {
        return new Tick(ticker, TickKind.POLL, feed, day, time, price, change, changeRate, volume, ingest, null, elw);
    }

    /** An expected price of a running auction; {@code quantity} is what would trade at it. */
    public static Tick expected(
            String ticker, int day, int time, long price, long change, int changeRate, long quantity, long ingest) {
        return new Tick(
                ticker,
                TickKind.EXPECTED,
                Feed.SESSION,
                day,
                time,
                price,
                change,
                changeRate,
                quantity,
                ingest,
                null,
                null);
    }

    /** Figures of a warrant that the feed pushed. */
    public static Tick elw(String ticker, int day, int time, ElwFigures figures, long ingest) {
        return new Tick(ticker, TickKind.ELW, Feed.SESSION, day, time, 0, 0, 0, 0, ingest, null, figures);
    }

    /** A volatility interruption began or ended. */
    public static Tick vi(String ticker, int day, int time, boolean activated, long ingest) {
        String reason = activated ? VI_ACTIVATED : VI_RELEASED;
        return new Tick(ticker, TickKind.VI, Feed.SESSION, day, time, 0, 0, 0, 0, ingest, reason, null);
    }

    /** A poll was answered without a price; {@code reason} says how, or is null. */
    public static Tick none(String ticker, Feed feed, int day, int time, long ingest, String reason) {
        return new Tick(ticker, TickKind.NONE, feed, day, time, 0, 0, 0, 0, ingest, reason, null);
    }

    /** The feed was interrupted; {@code reason} says how, or is null. */
    public static Tick gap(String ticker, Feed feed, int day, int time, long ingest, String reason) {
        return new Tick(ticker, TickKind.GAP, feed, day, time, 0, 0, 0, 0, ingest, reason, null);
    }

    /** Order in which prices of one ticker replace each other: trading day, event time, cumulative volume. */
    @Override
    public int compareTo(Tick other) {
        return compareEvents(day, time, volume, other.day, other.time, other.volume);
    }

    /** {@link #compareTo} on bare fields, for state that keeps no record. */
    public static int compareEvents(int day, int time, long volume, int otherDay, int otherTime, long otherVolume) {
        if (day != otherDay) {
            return Integer.compare(day, otherDay);
        }
        return time != otherTime ? Integer.compare(time, otherTime) : Long.compare(volume, otherVolume);
    }

    /** Hands {@link Serializer} to Flink. */
    public static final class InfoFactory extends TypeInfoFactory<Tick> {
        @Override
        public TypeInformation<Tick> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return new CompactTypeInformation<>(Tick.class, new Serializer());
        }
    }

    /** 52 bytes a tick: kind, feed and whether there are a reason and figures are packed with the ticker into one long. */
    public static final class Serializer extends CompactSerializer<Tick> {
        private static final TickKind[] KINDS = TickKind.values();
        private static final Feed[] FEEDS = Feed.values();
        private static final int KIND_SHIFT = 56;
        private static final int FEED_SHIFT = 52;
        private static final int REASON_SHIFT = 48;
        private static final int ELW_SHIFT = 49;
        private static final long CODE = (1L << REASON_SHIFT) - 1;

        @Override
        public void serialize(Tick tick, DataOutputView target) throws IOException {
            long reason = tick.reason == null ? 0 : 1;
            long elw = tick.elw == null ? 0 : 1;
            target.writeLong(TickerCodes.pack(tick.ticker)
                    | reason << REASON_SHIFT
                    | elw << ELW_SHIFT
                    | (long) tick.feed.ordinal() << FEED_SHIFT
                    | (long) tick.kind.ordinal() << KIND_SHIFT);
            target.writeLong((long) tick.day << 32 | tick.time);
            target.writeLong(tick.price);
            target.writeLong(tick.change);
            target.writeLong(tick.volume);
            target.writeLong(tick.ingest);
            target.writeInt(tick.changeRate);
            if (tick.reason != null) {
                target.writeUTF(tick.reason);
            }
            if (tick.elw != null) {
                tick.elw.writeTo(target);
            }
        }

        @Override
        public Tick deserialize(DataInputView source) throws IOException {
            long head = source.readLong();
            long dayAndTime = source.readLong();
            long price = source.readLong();
            long change = source.readLong();
            long volume = source.readLong();
            long ingest = source.readLong();
            int changeRate = source.readInt();
            return new Tick(
                    TickerCodes.unpack(head & CODE),
                    KINDS[(int) (head >>> KIND_SHIFT)],
                    FEEDS[(int) (head >>> FEED_SHIFT) & 0xF],
                    (int) (dayAndTime >> 32),
                    (int) dayAndTime,
                    price,
                    change,
                    changeRate,
                    volume,
                    ingest,
                    (head >>> REASON_SHIFT & 1) == 0 ? null : source.readUTF(),
                    (head >>> ELW_SHIFT & 1) == 0 ? null : ElwFigures.readFrom(source));
        }

        @Override
        public TypeSerializerSnapshot<Tick> snapshotConfiguration() {
            return new Snapshot();
        }
    }

    /** Names {@link Serializer}; it has no settings. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Tick> {
        public Snapshot() {
            super(Serializer::new);
        }
    }
}
