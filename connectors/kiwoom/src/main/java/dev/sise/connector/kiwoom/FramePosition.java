package dev.sise.connector.kiwoom;

import java.util.Objects;

/**
 * Where something came from, so that a rejected record has an address.
 *
 * @param appKeyId id of the app key whose session received it or whose call was answered; never the key itself
 * @param session when that connection was opened, or when calling began, UTC milliseconds; unique per app key and rising over
 *     restarts
 * @param frame number of the message on the connection, counted from 1, LOGIN's answer is the first; or number of the call
 * @param row place of the row in the frame or in the answer, counted from 0, or {@link #WHOLE_FRAME}; of a row saved from a frame
 *     that is not JSON, whose rows cannot be counted, its place among those saved
 */
public record FramePosition(String appKeyId, long session, long frame, int row) {
    /** {@link #row()} of something that concerns the frame as a whole. */
    public static final int WHOLE_FRAME = -1;

    public FramePosition {
        Objects.requireNonNull(appKeyId, "appKeyId");
    }

    /** {@code appKeyId/session/frame} and, for a row, {@code /row}. */
    @Override
    public String toString() {
        String frameText = appKeyId + '/' + session + '/' + frame;
        return row == WHOLE_FRAME ? frameText : frameText + '/' + row;
    }
}
