package dev.sise.connector.websocket;

/** Takes what clients send; the hub itself knows no protocol. */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Called on the client's event loop, one message at a time per client and never while the client's write buffer is full.
     * It must not block and must not throw; what the client sent wrongly is answered with {@link FanOutClient#send} and
     * counted with {@link FanOutClient#countBadMessage}.
     */
    void message(FanOutClient client, String text);
}
