package dev.sise.connector.kiwoom;

import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What {@link KiwoomSource} emits. Immutable.
 *
 * <p>More kinds will follow; a reader handles the ones it knows and counts the rest.
 */
@TypeInfo(KiwoomEventTypeInfo.Factory.class)
public sealed interface KiwoomEvent {

    /** When the connector had the frame in its hands, UTC milliseconds of the real clock. */
    long receivedAt();

    /** Where the frame came from. */
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
