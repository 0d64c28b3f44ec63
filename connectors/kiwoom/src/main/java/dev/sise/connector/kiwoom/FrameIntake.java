package dev.sise.connector.kiwoom;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Turns the messages of one connection into events, in order. Every message counts once, as data, control or rejected; every
 * row counts once, as trade, rejected or of another type. Loop thread only.
 */
final class FrameIntake {
    private final String appKeyId;
    private final long session;
    private final Clock clock;
    private final KiwoomMetrics metrics;
    private final Consumer<KiwoomEvent> out;
    private final FrameDecoder decoder = new FrameDecoder();
    private long frameNumber;

    /** {@code session} is the UTC millisecond at which the connection was opened. */
    FrameIntake(String appKeyId, long session, Clock clock, KiwoomMetrics metrics, Consumer<KiwoomEvent> out) {
        this.appKeyId = appKeyId;
        this.session = session;
        this.clock = clock;
        this.metrics = metrics;
        this.out = out;
    }

    /** Decodes a text message, counts it, emits what it holds, and returns it for the session to act on. */
    Frame take(String text) {
        Frame frame = decoder.decode(text);
        frameNumber++;
        metrics.frames.inc();
        if (frame instanceof Frame.Real real) {
            metrics.dataFrames.inc();
            long receivedAt = clock.millis();
            for (Row row : real.rows()) {
                emit(row, receivedAt);
            }
        } else if (frame instanceof Frame.Unreadable unreadable) {
            reject(unreadable.reason(), unreadable.detail(), text.getBytes(StandardCharsets.UTF_8));
            long receivedAt = clock.millis();
            for (Row row : unreadable.saved()) {
                emit(row, receivedAt);
            }
        } else {
            metrics.controlFrames.inc();
        }
        return frame;
    }

    /** Counts a message that never became a text, and rejects it. */
    void takeUnreadable(RejectReason reason, String detail, byte[] raw) {
        frameNumber++;
        metrics.frames.inc();
        reject(reason, detail, raw);
    }

    /** Of the message that was taken last. */
    FramePosition lastPosition() {
        return position(FramePosition.WHOLE_FRAME);
    }

    private void reject(RejectReason reason, String detail, byte[] raw) {
        metrics.rejectedFrames.inc();
        metrics.countRejected(reason);
        out.accept(new KiwoomEvent.Rejected(reason, detail, raw, clock.millis(), position(FramePosition.WHOLE_FRAME)));
    }

    private void emit(Row row, long receivedAt) {
        if (row instanceof Row.Trade trade) {
            metrics.trades.inc();
            out.accept(new KiwoomEvent.Trade(
                    trade.item(),
                    trade.time(),
                    trade.price(),
                    trade.change(),
                    trade.changeRate(),
                    trade.cumulativeVolume(),
                    trade.volume(),
                    receivedAt,
                    position(trade.index())));
        } else if (row instanceof Row.Refused refused) {
            metrics.rejectedRows.inc();
            metrics.countRejected(refused.reason());
            out.accept(new KiwoomEvent.Rejected(
                    refused.reason(),
                    refused.detail(),
                    refused.raw().getBytes(StandardCharsets.UTF_8),
                    receivedAt,
                    position(refused.index())));
        } else if (row instanceof Row.Other other) {
            metrics.countOther(other.type());
        }
    }

    private FramePosition position(int row) {
        return new FramePosition(appKeyId, session, frameNumber, row);
    }
}
