package dev.sise.connector.kiwoom;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a session told, in its order. */
final class RecordingSessionListener implements SessionListener {
    final Queue<String> told = new ConcurrentLinkedQueue<>();

    @Override
    public void stateChanged() {}

    @Override
    public void registered(List<String> items, FramePosition position) {
        told.add("registered " + items);
    }

    @Override
    public void unregistered(List<String> items) {
        told.add("unregistered " + items);
    }

    @Override
    public void lost(long lastHeardAt) {
        told.add("lost");
    }

    @Override
    public void resumed() {
        told.add("resumed");
    }

    @Override
    public void traded(KiwoomEvent.Trade trade) {
        told.add("traded " + trade.item());
    }
}
