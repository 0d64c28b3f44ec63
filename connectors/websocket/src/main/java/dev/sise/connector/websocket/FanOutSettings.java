package dev.sise.connector.websocket;

import java.time.Duration;

/**
 * The limits of a {@link FanOutHub}.
 *
 * @param maxMessageBytes largest message a client may send, in bytes, 1 to 1 MiB; a larger one closes the connection with 1009
 * @param maxTopics most topics one client may hold, at least 1
 * @param maxTopicChanges topics one client may begin or end at once, at least {@code maxTopics}, so that one message can ask for
 *     all a client may hold; what it asks for beyond is refused
 * @param topicChangesPerSecond how fast a client that used these up gets them back, at least 1
 * @param maxBadMessages bad messages a client may send in the life of its connection, at least 0; one more closes it with 1008
 * @param writeBufferBytes bytes that may wait in a connection's write buffer before its values are held back and conflated,
 *     1 KiB to 16 MiB; writing goes on at half of it
 * @param slowClientTimeout how long the write buffer may stay full without a break; the connection is closed with 1013
 *     after that and before twice that
 * @param pingInterval a client that sent nothing, not even the pong to our ping, for a whole interval is cut off
 */
public record FanOutSettings(
        int maxMessageBytes,
        int maxTopics,
        int maxTopicChanges,
        int topicChangesPerSecond,
        int maxBadMessages,
        int writeBufferBytes,
        Duration slowClientTimeout,
        Duration pingInterval) {

    private static final int KIB = 1024;

    /**
     * 64 KiB in, 500 topics, 2,000 topic changes at once and 500 each second, 20 bad messages, 64 KiB write buffer, 60 s for slow
     * clients, a ping every 30 s.
     */
    public static final FanOutSettings DEFAULTS =
            new FanOutSettings(64 * KIB, 500, 2_000, 500, 20, 64 * KIB, Duration.ofSeconds(60), Duration.ofSeconds(30));

    public FanOutSettings {
        requireRange("maxMessageBytes", maxMessageBytes, 1, KIB * KIB);
        requireRange("maxTopics", maxTopics, 1, Integer.MAX_VALUE);
        requireRange("maxTopicChanges", maxTopicChanges, maxTopics, Integer.MAX_VALUE);
        requireRange("topicChangesPerSecond", topicChangesPerSecond, 1, Integer.MAX_VALUE);
        requireRange("maxBadMessages", maxBadMessages, 0, Integer.MAX_VALUE);
        requireRange("writeBufferBytes", writeBufferBytes, KIB, 16 * KIB * KIB);
        requirePositive("slowClientTimeout", slowClientTimeout);
        requirePositive("pingInterval", pingInterval);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", was " + value);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 ms, was " + value);
        }
    }
}
