package dev.sise.connector.kiwoom;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a reader does with one app key: its session, its polling, and the decision which of them serves an item. Says how it is
 * every second and at once when the state of the session, the set of silent items or the refusal of its polls changes.
 *
 * <p>Threads: the loop thread owns everything; the methods without a note may be called from anywhere and hand over to it.
 */
final class AppKeyWorker implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(AppKeyWorker.class);
    private static final long REPORT_INTERVAL_MS = 1_000;

    private final String appKeyId;
    private final SessionResources shared;
    private final Consumer<KiwoomSourceEvents.Report> reports;
    private final KiwoomSession session;
    private final TokenKeeper tokens;
    private final CallBudget budget;
    private final PollSchedule schedule;
    private final ServedItems served;
    private final Poller poller;
    private List<String> reportedSilent = List.of();
    private boolean reportedPollsRefused;
    private long callsBefore;
    private boolean isClosed;

    private volatile KeyFigures figures = KeyFigures.NONE;

    /** {@code reports} is called on the loop thread. */
    AppKeyWorker(
            String appKeyId,
            KiwoomRestClient rest,
            ItemTypes types,
            SessionResources shared,
            Consumer<KiwoomSourceEvents.Report> reports) {
        this.appKeyId = appKeyId;
        this.shared = shared;
        this.reports = reports;
        this.tokens = rest.tokens();
        this.session = new KiwoomSession(appKeyId, tokens, types, shared, this);
        WatchListClient client = new WatchListClient(rest);
        this.budget = client.budget();
        this.schedule =
                new PollSchedule(shared.timings().poll(), shared.timings().probe(), budget.perSecond(), now());
        this.served = new ServedItems(schedule, shared.timings().probe());
        this.poller = new Poller(appKeyId, client, schedule, served, shared, this::tellNews);
    }

    private long now() {
        return shared.ticker().getAsLong();
    }

    /** Once, after construction. */
    void start() {
        shared.metrics()
                .addAppKey(
                        appKeyId,
                        session,
                        tokens,
                        () -> figures,
                        shared.timings().poll());
        session.start();
        onLoop(this::reportAgain);
    }

    /** Replaces what the session should hold. */
    void serveBySession(KiwoomSourceEvents.SessionItems items) {
        onLoop(() -> {
            served.ofSession(items, session::isRegistered, now());
            session.desire(Set.copyOf(items.items()));
            tellNews();
            poller.pump();
        });
    }

    /** Replaces what is polled whatever the session does. */
    void serveByPolls(Collection<String> items) {
        onLoop(() -> {
            served.ofPolls(items, now());
            poller.pump();
        });
    }

    /** Asks once for each. */
    void fetch(Collection<String> items) {
        onLoop(() -> {
            items.forEach(schedule::fetch);
            poller.pump();
        });
    }

    /** The buffer has space again. */
    void resume() {
        session.resume();
        onLoop(poller::pump);
    }

    /** Ends calling at once; the future is done when the session has ended, see {@link KiwoomSession#close()}. */
    CompletableFuture<Void> close() {
        onLoop(() -> {
            isClosed = true;
            poller.stop();
        });
        return session.close();
    }

    /** See {@link KiwoomSession#abandon()}. */
    void abandon() {
        session.abandon();
    }

    @Override
    public void stateChanged() {
        report();
    }

    @Override
    public void registered(List<String> items, FramePosition position) {
        long receivedAt = shared.clock().millis();
        for (ServedItems.Hole hole : served.registered(items, now())) {
            shared.metrics().gaps.inc();
            shared.buffer().add(new KiwoomEvent.Gap(hole.item(), hole.since(), receivedAt, position));
        }
        poller.pump();
    }

    @Override
    public void unregistered(List<String> items) {
        served.unregistered(items, now());
        poller.pump();
    }

    @Override
    public void lost(long lastHeardAt) {
        served.sessionLost(lastHeardAt, now());
        poller.pump();
    }

    @Override
    public void resumed() {
        served.readingResumed();
    }

    @Override
    public void traded(KiwoomEvent.Trade trade) {
        served.traded(trade.item(), trade.cumulativeVolume(), now());
        tellNews();
    }

    private void tellNews() {
        if (!served.silent().equals(reportedSilent) || poller.isRefused() != reportedPollsRefused) {
            report();
        }
    }

    private void reportAgain() {
        if (isClosed) {
            return;
        }
        long made = poller.calls() - callsBefore;
        callsBefore = poller.calls();
        figures = new KeyFigures(
                served.count(),
                schedule.periodicCount(),
                served.silentCount(),
                served.awaitingCount(),
                schedule.effectiveInterval().toMillis(),
                schedule.reachedInterval().toMillis(),
                schedule.stalest(now()).toMillis(),
                budget.perSecond(),
                poller.isRefused(),
                made * 1_000.0 / REPORT_INTERVAL_MS / budget.perSecond());
        report();
        // Whatever went wrong with a timer of the poller, it goes on within a second.
        poller.pump();
        later(this::reportAgain);
    }

    private void report() {
        if (isClosed) {
            return;
        }
        reportedSilent = served.silent();
        reportedPollsRefused = poller.isRefused();
        reports.accept(new KiwoomSourceEvents.Report(
                appKeyId,
                session.state(),
                session.isRefused(),
                reportedPollsRefused,
                new ArrayList<>(reportedSilent),
                session.registeredCount(),
                schedule.periodicCount(),
                session.lastFrameAt(),
                poller.lastSuccessAt(),
                budget.perSecond(),
                schedule.effectiveInterval().toMillis()));
    }

    private void later(Runnable action) {
        try {
            shared.loop().schedule(guarded(action), REPORT_INTERVAL_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: a timer was set after the end of the reader", appKeyId);
        }
    }

    private void onLoop(Runnable action) {
        try {
            shared.loop().execute(guarded(action));
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: a wish came after the end of the reader", appKeyId);
        }
    }

    /** A failure here would be a mistake of ours; the worker goes on as well as it can, an {@link Error} fails the task. */
    private Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException unexpected) {
                LOG.error("{}: serving failed unexpectedly", appKeyId, unexpected);
            } catch (Throwable fatal) {
                shared.buffer().fail(fatal);
            }
        };
    }
}
