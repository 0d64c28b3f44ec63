package dev.sise.connector.kiwoom;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Turns the messages of one connection into events, in order. Every message counts once, as data, control or rejected; every
 * row counts once, by its kind, as rejected or by its type. Loop thread only.
 */
final class FrameIntake {
    private final String appKeyId;
    private final long session;
    private final Clock clock;
    private final KiwoomMetrics metrics;
    private final FrameRecorder recorder;
    private final Consumer<KiwoomEvent> out;
    private final FrameDecoder decoder = new FrameDecoder();
    private long frameNumber;

    /** {@code session} is the UTC millisecond at which the connection was opened. */
    FrameIntake(
            String appKeyId,
            long session,
            Clock clock,
            KiwoomMetrics metrics,
            FrameRecorder recorder,
            Consumer<KiwoomEvent> out) {
        this.appKeyId = appKeyId;
        this.session = session;
        this.clock = clock;
        this.metrics = metrics;
        this.recorder = recorder;
        this.out = out;
    }

    /** Records a text message, decodes it, counts it, emits what it holds, and returns it for the session to act on. */
    Frame take(String text) {
        FrameOrigin origin = nextOrigin();
        recorder.record(appKeyId, origin.receivedAt(), text);
        Frame frame = decoder.decode(text, origin);
        if (frame instanceof Frame.Real real) {
            metrics.dataFrames.inc();
            real.events().forEach(this::emit);
            real.otherTypes().forEach(metrics::countOther);
        } else if (frame instanceof Frame.Unreadable unreadable) {
            reject(unreadable.reason(), unreadable.detail(), text.getBytes(StandardCharsets.UTF_8), origin);
            unreadable.saved().forEach(this::emit);
        } else {
            metrics.controlFrames.inc();
        }
        return frame;
    }

    /** Counts a message that never became a text, and rejects it. */
    void takeUnreadable(RejectReason reason, String detail, byte[] raw) {
        reject(reason, detail, raw, nextOrigin());
    }

    private FrameOrigin nextOrigin() {
        frameNumber++;
        metrics.frames.inc();
        return new FrameOrigin(appKeyId, session, frameNumber, clock.millis());
    }

    /** Of the message that was taken last. */
    FramePosition lastPosition() {
        return new FramePosition(appKeyId, session, frameNumber, FramePosition.WHOLE_FRAME);
    }

    private void reject(RejectReason reason, String detail, byte[] raw, FrameOrigin origin) {
        metrics.rejectedFrames.inc();
        metrics.countRejected(reason);
        out.accept(new KiwoomEvent.Rejected(
                reason, detail, raw, origin.receivedAt(), origin.position(FramePosition.WHOLE_FRAME)));
    }

    private void emit(KiwoomEvent row) {
        metrics.countRow(row);
        out.accept(row);
    }
}
