package dev.sise.connector.redis;

/** Hears of the messages of a channel. */
@FunctionalInterface
public interface MessageListener {
    /**
     * Called on the client's I/O thread in the order in which Redis published. Must not block: all channels wait meanwhile.
     *
     * @param message owned by the listener
     */
    void onMessage(String channel, byte[] message);
}
