package dev.sise.simulator;

import dev.sise.simulator.ControlMessages.SystemNotice;
import dev.sise.simulator.Subscriptions.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The logged-in sessions, one per app key, and who of them gets which frame. Feed thread only. */
final class Feed implements MarketListener {

    private final Vertx vertx;
    private final SimulatorSettings settings;
    private final Tokens tokens;
    private final TrafficLog log;
    private final Supplier<LocalDateTime> marketTime;
    private final Map<String, FeedSession> sessions = new HashMap<>();
    private final Set<String> withoutAnswers = new HashSet<>();
    /** The sessions that one message's rows wait for. */
    private final List<FeedSession> touched = new ArrayList<>();

    /** The one that is being written. */
    private final RowText row = new RowText();

    private Subscriptions subscriptions;

    Feed(Vertx vertx, SimulatorSettings settings, Tokens tokens, TrafficLog log, Supplier<LocalDateTime> marketTime) {
        this.marketTime = marketTime;
        this.vertx = vertx;
        this.settings = settings;
        this.tokens = tokens;
        this.log = log;
    }

    void connected(ServerWebSocket socket) {
        new FeedSession(this, vertx, socket, log, settings);
    }

    Optional<String> appKeyOf(String token) {
        return tokens.appKeyOf(token);
    }

    Duration pingInterval() {
        return settings.pingInterval();
    }

    /** A second login with the same app key kicks the first (protocol.md section 4.1). */
    void enter(FeedSession session) {
        FeedSession former = sessions.put(session.appKey(), session);
        changed();
        if (former != null && former != session) {
            former.end(SystemNotice.R10001);
        }
    }

    void leave(FeedSession session) {
        if (sessions.remove(session.appKey(), session)) {
            changed();
        }
    }

    /** Somebody's registrations are others than before. */
    void changed() {
        subscriptions = null;
    }

    private Subscriptions subscriptions() {
        if (subscriptions == null) {
            subscriptions = new Subscriptions(sessions.values());
        }
        return subscriptions;
    }

    /** Fault: the app key's sessions, later ones too, get no answer to LOGIN, REG and REMOVE. */
    void holdAnswers(String appKey) {
        withoutAnswers.add(appKey);
    }

    void releaseAnswers(String appKey) {
        withoutAnswers.remove(appKey);
        session(appKey).ifPresent(FeedSession::releaseAnswers);
    }

    boolean holdsAnswers(String appKey) {
        return withoutAnswers.contains(appKey);
    }

    Optional<FeedSession> session(String appKey) {
        return Optional.ofNullable(sessions.get(appKey));
    }

    Collection<FeedSession> sessions() {
        return List.copyOf(sessions.values());
    }

    /** Sends a recorded frame to every session that has registered all of its rows; returns how many did. */
    int sendRecorded(RecordedFrames.Frame frame) {
        int reached = 0;
        for (FeedSession session : sessions()) {
            boolean registered = frame.rows().stream()
                    .allMatch(row -> session.registrations().receives(row.item(), row.type()));
            if (registered) {
                session.sendFrame(frame.text());
                reached++;
            }
        }
        flush();
        return reached;
    }

    /** Writes a trade's row once per registered spelling of its code; {@link #send} sends it. */
    @Override
    public void traded(TickerState state) {
        if (!state.isCarried()) {
            return;
        }
        for (Target target : subscriptions().of(state.code(), TradeRow.TYPE)) {
            add(target, TradeRow.write(row, state, target.item()));
        }
    }

    @Override
    public void expected(TickerState state) {
        if (!state.isCarried()) {
            return;
        }
        for (Target target : subscriptions().of(state.code(), MarketRows.EXPECTED)) {
            add(target, MarketRows.expected(row, state, target.item()));
        }
    }

    /** Goes out at once: the sample frames hold rows of one type. */
    @Override
    public void valued(TickerState warrant) {
        if (!warrant.isCarried()) {
            return;
        }
        List<Target> theory = subscriptions().of(warrant.code(), MarketRows.WARRANT_THEORY);
        List<Target> indicators = subscriptions().of(warrant.code(), MarketRows.WARRANT_INDICATORS);
        if (theory.isEmpty() && indicators.isEmpty()) {
            return;
        }
        send();
        LocalDateTime now = marketTime.get();
        WarrantFigures figures = WarrantFigures.of(warrant, now.toLocalDate());
        for (Target target : theory) {
            add(target, MarketRows.warrantTheory(row, warrant, figures, now, target.item()));
        }
        send();
        for (Target target : indicators) {
            add(target, MarketRows.warrantIndicators(row, figures, now, target.item()));
        }
        send();
    }

    @Override
    public void interrupted(TickerState state, Interruption interruption, boolean released) {
        send();
        sendToMarket(
                state.code(), MarketRows.INTERRUPTION, MarketRows.interruption(row, state, interruption, released));
    }

    /** Sends a row of 0s. */
    void announce(RowText text) {
        sendToMarket("", MarketRows.MARKET_STATE, text);
    }

    private void sendToMarket(String code, String type, RowText text) {
        for (FeedSession session : subscriptions().ofMarket(code, type)) {
            add(session, text);
        }
        send();
        flush();
    }

    private void add(Target target, RowText text) {
        for (FeedSession session : target.sessions()) {
            add(session, text);
        }
    }

    private void add(FeedSession session, RowText text) {
        if (session.addRow(text)) {
            touched.add(session);
        }
    }

    /** Whether a session has not read much of what it was sent. */
    boolean isBehind() {
        for (FeedSession session : sessions.values()) {
            if (session.isBehind()) {
                return true;
            }
        }
        return false;
    }

    /** Sends what was written to every session so far. */
    void flush() {
        sessions.values().forEach(FeedSession::flush);
    }

    /** Sends the rows of one message, per session in one frame; {@link #flush} lets go of it. */
    void send() {
        if (!touched.isEmpty()) {
            touched.forEach(FeedSession::sendRows);
            touched.clear();
        }
    }
}
