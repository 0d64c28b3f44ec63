package dev.sise.connector.kiwoom;

/** One row of a REAL frame. {@code index} is the row of its {@link FramePosition}. */
sealed interface Row {
    int index();

    /**
     * A trade (주식체결, type 0B).
     *
     * @param item the code as the server echoes it, with its venue suffix
     * @param time HHMMSS in Korean time, without a date
     * @param price won
     * @param change won against the previous close, signed
     * @param changeRate hundredths of a percent, signed
     * @param cumulativeVolume shares since the start of the day
     * @param volume shares of this trade, positive when the buyer took, negative when the seller did, or
     *     {@link KiwoomEvent.Trade#NO_VOLUME}
     */
    record Trade(
            int index,
            String item,
            int time,
            long price,
            long change,
            int changeRate,
            long cumulativeVolume,
            long volume)
            implements Row {}

    /** A row of a type this connector does not read. Types differ by letter case: 0U is not 0u. */
    record Other(int index, String type) implements Row {}

    /** A row that could not be read; {@code raw} is its own text, not the frame's. */
    record Refused(int index, RejectReason reason, String detail, String raw) implements Row {}
}
