package dev.sise.connector.kiwoom;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What {@link KiwoomSource} emits. Immutable.
 *
 * <p>More kinds will follow; a reader handles the ones it knows and counts the rest.
 */
@TypeInfo(KiwoomEventTypeInfo.Factory.class)
public sealed interface KiwoomEvent {

    /** When the connector had the frame or the REST answer in its hands, UTC milliseconds of the real clock. */
    long receivedAt();

    /** Where it came from. */
    FramePosition position();

    /**
     * A trade (주식체결, real-time type 0B).
     *
     * @param item the code exactly as the server echoes it, with {@code _NX} or {@code _AL} where that was registered
     * @param time time of the trade as the number HHMMSS, Korean time; Kiwoom sends no date and no fraction of a second
     * @param price won, above zero; it may lie off the tick grid (mid-price orders)
     * @param change won against the previous close, signed
     * @param changeRate change in hundredths of a percent, signed: -524 is -5.24 %
     * @param cumulativeVolume shares traded since the start of the day on that venue; it never falls within a day
     * @param volume shares of this trade, positive when the buyer took the price, negative when the seller did;
     *     {@link #NO_VOLUME} where Kiwoom left it empty or sent the limit of a counter, which spoils no other field
     */
    record Trade(
            String item,
            int time,
            long price,
            long change,
            int changeRate,
            long cumulativeVolume,
            long volume,
            long receivedAt,
            FramePosition position)
            implements KiwoomEvent {
        /** {@link #volume()} of a trade that came without one; no number Kiwoom can send. */
        public static final long NO_VOLUME = Long.MIN_VALUE;

        public Trade {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * What an auction would make of the orders it holds (주식예상체결, real-time type 0H). It says nothing about the last trade.
     *
     * @param item the code exactly as the server echoes it
     * @param time the number HHMMSS, Korean time
     * @param price won, above zero: the price at which the auction would end now
     * @param change won of {@code price} against the previous close, signed
     * @param changeRate hundredths of a percent, signed
     * @param quantity shares that would be traded at that price (FID 15, whose sign is a colour); empty where Kiwoom left it so
     */
    record Expected(
            String item,
            int time,
            long price,
            long change,
            int changeRate,
            OptionalLong quantity,
            long receivedAt,
            FramePosition position)
            implements KiwoomEvent {
        public Expected {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(quantity, "quantity");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * What a pricing model makes of an equity linked warrant (ELW 이론가, real-time type 0m). No live frame is public and the
     * guide's sample is all zero, so the scales are those of the REST calls that carry the same figures: a text without a point
     * counts the smallest unit, a text with one is plain. A figure that is empty, saturated or unreadable is empty; so are a
     * price, a theory price and a volatility of zero, which mean "not computed".
     *
     * @param item the code exactly as the server echoes it
     * @param time the number HHMMSS, Korean time
     * @param price won: the last price the figures belong to (FID 10)
     * @param theoryPrice hundredths of a won (FID 670): 2141 is 21.41 won
     * @param impliedVolatility hundredths of a percent (FID 671): 6766 is 67.66 %
     * @param bidImpliedVolatility the same of the liquidity provider's quotes (FID 706)
     * @param delta millionths (FID 672): 294746 is 0.294746; likely, not sure
     * @param gamma as {@code delta} (FID 673); the scale is unknown
     * @param theta as {@code delta} (FID 674); the scale is unknown
     * @param vega as {@code delta} (FID 675); the scale is unknown
     * @param rho as {@code delta} (FID 676); the scale is unknown
     */
    record WarrantTheory(
            String item,
            int time,
            OptionalLong price,
            OptionalLong theoryPrice,
            OptionalLong impliedVolatility,
            OptionalLong bidImpliedVolatility,
            OptionalLong delta,
            OptionalLong gamma,
            OptionalLong theta,
            OptionalLong vega,
            OptionalLong rho,
            long receivedAt,
            FramePosition position)
            implements KiwoomEvent {
        public WarrantTheory {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(price, "price");
            Objects.requireNonNull(theoryPrice, "theoryPrice");
            Objects.requireNonNull(impliedVolatility, "impliedVolatility");
            Objects.requireNonNull(bidImpliedVolatility, "bidImpliedVolatility");
            Objects.requireNonNull(delta, "delta");
            Objects.requireNonNull(gamma, "gamma");
            Objects.requireNonNull(theta, "theta");
            Objects.requireNonNull(vega, "vega");
            Objects.requireNonNull(rho, "rho");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * Ratios of an equity linked warrant (ELW 지표, real-time type 0u; type 0U is something else). All in hundredths of what
     * Kiwoom shows, empty where it left them empty, saturated or unreadable.
     *
     * @param item the code exactly as the server echoes it
     * @param time the number HHMMSS, Korean time
     * @param parity percent (FID 666): 6913 is 69.13
     * @param premium percent (FID 1211)
     * @param gearing times (FID 667)
     * @param breakEvenRate percent the underlying has to move, signed (FID 668)
     * @param capitalSupport percent (자본지지점, FID 669)
     */
    record WarrantIndicators(
            String item,
            int time,
            OptionalLong parity,
            OptionalLong premium,
            OptionalLong gearing,
            OptionalLong breakEvenRate,
            OptionalLong capitalSupport,
            long receivedAt,
            FramePosition position)
            implements KiwoomEvent {
        public WarrantIndicators {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(parity, "parity");
            Objects.requireNonNull(premium, "premium");
            Objects.requireNonNull(gearing, "gearing");
            Objects.requireNonNull(breakEvenRate, "breakEvenRate");
            Objects.requireNonNull(capitalSupport, "capitalSupport");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * A change of the market's state (장시작시간, real-time type 0s), for the market as a whole. It is pushed once and never
     * repeated, and codes exist that no document lists: a hint, never the only source of the state.
     *
     * @param code Kiwoom's code (FID 215); case matters: {@code 3} is the opening of KRX, {@code R} that of NXT's main market
     * @param time the number HHMMSS, Korean time; empty where it is no time of day
     * @param remainingSeconds how long until what the code announces happens (FID 214); empty where it is no duration
     */
    record MarketState(
            String code, OptionalInt time, OptionalInt remainingSeconds, long receivedAt, FramePosition position)
            implements KiwoomEvent {
        public MarketState {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(remainingSeconds, "remainingSeconds");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * A volatility interruption begins or ends (VI발동/해제, real-time type 1h). Only the guide's sample is public; what it does
     * not settle is empty rather than guessed.
     *
     * @param item the code the interruption concerns (FID 9001, else the row's own item)
     * @param action whether it begins or ends (FID 9068: 1 or 2, as clients in production read it)
     * @param cause which limit was reached (FID 1225); empty for words that are not known
     * @param time the number HHMMSS, Korean time, of the trade that caused it (FID 1223)
     * @param releaseTime when it ends or is due to end, HHMMSS (FID 1224); a beginning carries it too
     * @param price won at which it was caused (FID 1221)
     * @param staticReference won (FID 1236); empty for zero, which means that this limit plays no part
     * @param dynamicReference as {@code staticReference} (FID 1237)
     */
    record VolatilityInterruption(
            String item,
            Action action,
            Optional<Cause> cause,
            OptionalInt time,
            OptionalInt releaseTime,
            OptionalLong price,
            OptionalLong staticReference,
            OptionalLong dynamicReference,
            long receivedAt,
            FramePosition position)
            implements KiwoomEvent {
        public VolatilityInterruption {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(releaseTime, "releaseTime");
            Objects.requireNonNull(price, "price");
            Objects.requireNonNull(staticReference, "staticReference");
            Objects.requireNonNull(dynamicReference, "dynamicReference");
            Objects.requireNonNull(position, "position");
        }

        /** What happened. */
        public enum Action {
            /** 발동: continuous trading ends, an auction begins. */
            ACTIVATED,
            /** 해제: continuous trading begins again. */
            RELEASED
        }

        /** Against which reference the price moved too far. */
        public enum Cause {
            /** 정적: the last auction's price. */
            STATIC,
            /** 동적: the price just before. */
            DYNAMIC,
            /** 동적+정적. */
            BOTH
        }
    }

    /**
     * What Kiwoom answered when asked for an item's price (a row of ka10095, 관심종목정보).
     *
     * @param item the code that was asked for
     * @param date the row's day (dt) as the number yyyyMMdd, Korean time, or {@link #NO_DATE}
     * @param time of the last trade (cntr_tm) as the number HHMMSS, Korean time, or {@link #NO_TIME}
     * @param price won, above zero
     * @param change won against the previous close, signed
     * @param changeRate hundredths of a percent, signed
     * @param cumulativeVolume shares traded since the start of the day
     * @param warrant the terms and figures of an ELW; empty for anything else
     * @param bySession true where the item is registered in a healthy session that was only probed or seeded, false where
     *     polling is what serves it
     */
    record Quote(
            String item,
            int date,
            int time,
            long price,
            long change,
            int changeRate,
            long cumulativeVolume,
            Optional<WarrantTerms> warrant,
            boolean bySession,
            long receivedAt,
            FramePosition position)
            implements KiwoomEvent {
        /** {@link #date()} of a row that names no day. */
        public static final int NO_DATE = 0;
        /** {@link #time()} of a row without the time of a trade. */
        public static final int NO_TIME = -1;

        public Quote {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(warrant, "warrant");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * Kiwoom was asked for an item's price and has none.
     *
     * @param item the code that was asked for
     * @param known true where Kiwoom names the item but gives no price: it was never traded; false where the whole row is empty,
     *     which is how Kiwoom answers a code it does not know
     * @param bySession as of {@link Quote#bySession()}
     */
    record NoQuote(String item, boolean known, boolean bySession, long receivedAt, FramePosition position)
            implements KiwoomEvent {
        public NoQuote {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * Frames of a registered item may have been missed: its session was away and is back.
     *
     * @param item the registered code
     * @param since UTC milliseconds of the real clock at which the session was last known to be whole
     */
    record Gap(String item, long since, long receivedAt, FramePosition position) implements KiwoomEvent {
        public Gap {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(position, "position");
        }
    }

    /**
     * A frame or a row that could not be read.
     *
     * @param reason why, stable and few
     * @param detail the rule and the value in words, for people, at most {@link #MAX_DETAIL_CHARS} characters of it
     * @param raw the text of the frame or of the row alone as UTF-8, at most {@link #MAX_RAW_BYTES} bytes of it
     */
    record Rejected(RejectReason reason, String detail, byte[] raw, long receivedAt, FramePosition position)
            implements KiwoomEvent {
        /** Longer texts are cut here, so that a rejected record always fits a message broker's limit. */
        public static final int MAX_RAW_BYTES = 65_536;
        /** Longer details are cut here. */
        public static final int MAX_DETAIL_CHARS = 500;

        public Rejected {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(position, "position");
            detail = detail.substring(0, Math.min(detail.length(), MAX_DETAIL_CHARS));
            raw = Arrays.copyOf(raw, Math.min(raw.length, MAX_RAW_BYTES));
        }

        /** A copy. */
        @Override
        public byte[] raw() {
            return raw.clone();
        }

        /** How many bytes {@link #raw()} has. */
        int rawBytes() {
            return raw.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rejected that
                    && reason == that.reason
                    && detail.equals(that.detail)
                    && Arrays.equals(raw, that.raw)
                    && receivedAt == that.receivedAt
                    && position.equals(that.position);
        }

        @Override
        public int hashCode() {
            return Objects.hash(reason, detail, Arrays.hashCode(raw), receivedAt, position);
        }

        @Override
        public String toString() {
            return "Rejected[" + reason.code() + " at " + position + ": " + detail + ", " + raw.length + " bytes]";
        }
    }
}
