package dev.sise.connector.kiwoom;

import java.util.List;

/** Who follows what a {@link KiwoomSession} does. All calls come on the loop thread, in the order of what happened. */
interface SessionListener {

    /** {@link KiwoomSession#state()} is another one. */
    void stateChanged();

    /** The server acknowledged these; {@code position} is that of its answer. */
    void registered(List<String> items, FramePosition position);

    /** The server acknowledged that it sends nothing more of these. */
    void unregistered(List<String> items);

    /**
     * The connection is gone and with it everything that was registered.
     *
     * @param lastHeardAt when the last message was received, UTC milliseconds
     */
    void lost(long lastHeardAt);

    /** The connection is read again after a pause in which the buffer was full. */
    void resumed();

    /** A trade was received; it is on its way into the buffer. */
    void traded(KiwoomEvent.Trade trade);
}
