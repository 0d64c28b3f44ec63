package dev.sise.gateway;

import dev.sise.connector.websocket.FanOutHub;
import dev.sise.connector.websocket.Version;
import dev.sise.gateway.scan.Board;
import java.nio.charset.StandardCharsets;

/** The topic {@code signals}: the newest published board, when somebody subscribes and when there is another one. Thread-safe. */
final class SignalTopic {
    static final String NAME = "signals";

    private final FanOutHub hub;
    private volatile Message newest;

    /** Boards are numbered as they are seen, so that none follows a newer one. */
    private record Message(long number, byte[] text) {}

    SignalTopic(FanOutHub hub) {
        this.hub = hub;
    }

    /** There is a newer board. Calls come one after the other. */
    void changed(Board board) {
        Message before = newest;
        newest = new Message(
                before == null ? 1 : before.number() + 1, board.message().getBytes(StandardCharsets.UTF_8));
        publish();
    }

    /** Somebody subscribes, the first one; nothing is said while there is no board. */
    void opened() {
        publish();
    }

    private void publish() {
        Message message = newest;
        if (message != null) {
            hub.publish(NAME, new Version(0, message.number()), message.text());
        }
    }
}
