package dev.sise.connector.websocket;

import java.util.concurrent.atomic.LongAdder;

/** The hub's counts; each is added to on event loops and publishing threads and read on any. */
final class Counters {
    final LongAdder clients = new LongAdder();
    final LongAdder subscriptions = new LongAdder();
    final LongAdder slowClients = new LongAdder();
    final LongAdder heldValues = new LongAdder();
    final LongAdder published = new LongAdder();
    final LongAdder refusedOlder = new LongAdder();
    final LongAdder unwatched = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder conflated = new LongAdder();
    final LongAdder badMessages = new LongAdder();
    final LongAdder closedSlow = new LongAdder();
    final LongAdder closedForBadMessages = new LongAdder();
    final LongAdder closedUnsupported = new LongAdder();
    final LongAdder closedTooBig = new LongAdder();
    final LongAdder closedSilent = new LongAdder();

    FanOutMetrics read(int topics) {
        return new FanOutMetrics(
                clients.sum(),
                topics,
                subscriptions.sum(),
                slowClients.sum(),
                heldValues.sum(),
                published.sum(),
                refusedOlder.sum(),
                unwatched.sum(),
                written.sum(),
                conflated.sum(),
                badMessages.sum(),
                closedSlow.sum(),
                closedForBadMessages.sum(),
                closedUnsupported.sum(),
                closedTooBig.sum(),
                closedSilent.sum());
    }
}
