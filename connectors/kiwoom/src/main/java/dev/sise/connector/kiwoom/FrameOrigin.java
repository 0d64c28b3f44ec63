package dev.sise.connector.kiwoom;

/**
 * Where and when one message was received; the first three are those of its {@link FramePosition}s.
 *
 * @param receivedAt UTC milliseconds of the real clock
 */
record FrameOrigin(String appKeyId, long session, long frame, long receivedAt) {

    /** The position of a row, or {@link FramePosition#WHOLE_FRAME}. */
    FramePosition position(int row) {
        return new FramePosition(appKeyId, session, frame, row);
    }
}
