package dev.sise.connector.websocket;

/**
 * What a {@link FanOutHub} counted, read at one moment. Gauges say how many there are now, counters only grow.
 *
 * @param clients gauge: open connections
 * @param topics gauge: topics with a subscriber
 * @param subscriptions gauge: (client, topic) pairs
 * @param slowClients gauge: clients whose write buffer is full
 * @param heldValues gauge: values held back for clients whose write buffer is full, at most one per (client, topic)
 * @param published counter: values accepted by {@code publish}
 * @param refusedOlder counter: values refused because the topic had a newer one
 * @param unwatched counter: values dropped because nobody subscribes to their topic
 * @param written counter: values written to clients
 * @param conflated counter: values a slow client never got because a newer one took their place
 * @param badMessages counter: messages reported as bad
 * @param closedSlow counter: connections closed with 1013
 * @param closedForBadMessages counter: connections closed with 1008
 * @param closedUnsupported counter: connections closed with 1003
 * @param closedTooBig counter: connections closed with 1009
 * @param closedSilent counter: connections cut off because they answered no ping
 */
public record FanOutMetrics(
        long clients,
        long topics,
        long subscriptions,
        long slowClients,
        long heldValues,
        long published,
        long refusedOlder,
        long unwatched,
        long written,
        long conflated,
        long badMessages,
        long closedSlow,
        long closedForBadMessages,
        long closedUnsupported,
        long closedTooBig,
        long closedSilent) {}
