package dev.sise.simulator;

import dev.sise.simulator.ControlMessages.SystemNotice;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The logged-in sessions, one per app key, and who of them gets which frame. Feed thread only. */
final class Feed {

    private final Vertx vertx;
    private final SimulatorSettings settings;
    private final Tokens tokens;
    private final TrafficLog log;
    private final Map<String, FeedSession> sessions = new HashMap<>();
    private final Set<String> withoutAnswers = new HashSet<>();

    Feed(Vertx vertx, SimulatorSettings settings, Tokens tokens, TrafficLog log) {
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
        if (former != null && former != session) {
            former.end(SystemNotice.R10001);
        }
    }

    void leave(FeedSession session) {
        sessions.remove(session.appKey(), session);
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

    /** Starts collecting one message's trades. */
    Batch batch() {
        return new Batch();
    }

    /** Sends a recorded frame to every session that has registered all of its rows; returns how many did. */
    int sendRecorded(RecordedFrames.Frame frame) {
        int reached = 0;
        for (FeedSession session : sessions()) {
            boolean registered = frame.rows().stream()
                    .allMatch(row -> session.registrations().has(row.item(), row.type()));
            if (registered) {
                session.sendFrame(frame.text());
                reached++;
            }
        }
        return reached;
    }

    /** The rows of one message, per session only those it has registered. */
    final class Batch {
        private final Map<FeedSession, List<String>> rows = new HashMap<>();

        /** Writes the trade's row once per registered spelling of its code. */
        void add(TickerState state) {
            if (!state.isCarried()) {
                return;
            }
            for (String suffix : Item.SUFFIXES) {
                String item = state.code() + suffix;
                String row = null;
                for (FeedSession session : sessions.values()) {
                    if (session.registrations().has(item, TradeRow.TYPE)) {
                        row = row == null ? TradeRow.write(state, item) : row;
                        rows.computeIfAbsent(session, key -> new ArrayList<>(3)).add(row);
                    }
                }
            }
        }

        void send() {
            rows.forEach((session, written) ->
                    session.sendFrame("{\"data\":[" + String.join(",", written) + "],\"trnm\":\"REAL\"}"));
        }
    }
}
