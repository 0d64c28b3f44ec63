package dev.sise.gateway;

import dev.sise.connector.websocket.FanOutHub;
import dev.sise.connector.websocket.Version;
import dev.sise.gateway.scan.Board;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic {@code signals}: the newest published board, when somebody subscribes and when there is another one. Thread-safe. */
final class SignalTopic {
    static final String NAME = "signals";
    private static final Logger LOG = LoggerFactory.getLogger(SignalTopic.class);

    private final FanOutHub hub;
    private volatile Message newest;

    /** Boards are numbered as they are seen, so that none follows a newer one. */
    private record Message(long number, String scanId, byte[] text) {}

    SignalTopic(FanOutHub hub) {
        this.hub = hub;
    }

    /** Which board is the newest; nothing is said where it is still the same. Calls come one after the other. */
    void changed(Board board) {
        Message before = newest;
        if (before != null && before.scanId().equals(board.scanId())) {
            return;
        }
        LOG.info(
                "{} is the board of {}, with {} bullish tickers",
                board.scanId(),
                board.date(),
                board.bullish().size());
        newest = new Message(
                before == null ? 1 : before.number() + 1,
                board.scanId(),
                board.message().getBytes(StandardCharsets.UTF_8));
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
