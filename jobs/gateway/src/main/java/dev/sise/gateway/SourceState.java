package dev.sise.gateway;

import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealth.Session;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Which tickers the source of prices serves, judged from one reading of its health. Immutable.
 *
 * <p>An app key serves a registered ticker while its session is live and the ticker not silent on it, and every ticker it names while it asks over
 * REST with success: silent tickers and those of a session that is not live are polled. REST that was not answered for {@link #MISSED_POLLS} intervals serves nobody, but
 * only in market hours: outside of them nothing is asked for and no price changes. A ticker that several app keys name is served if one
 * does; one that none names, as it is when it was just subscribed to, is served while any app key does anything.
 */
final class SourceState {
    private static final int MISSED_POLLS = 2;
    /** For the answer itself, above the missed intervals. */
    private static final long ANSWER_MILLIS = 2_000;

    private final SourceHealth health;
    private final Map<String, Service> services;
    private final Set<String> onSession;
    private final Service unnamed;
    private final Staleness whenDown;
    private final String problem;

    private SourceState(
            SourceHealth health,
            Map<String, Service> services,
            Set<String> onSession,
            Service unnamed,
            Staleness whenDown,
            String problem) {
        this.health = health;
        this.services = services;
        this.onSession = onSession;
        this.unnamed = unnamed;
        this.whenDown = whenDown;
        this.problem = problem;
    }

    /** Nothing was read yet, and nobody is blamed. */
    static SourceState notRead() {
        return unknown(Service.SERVED, Staleness.SOURCE_DOWN, "the health of the source was not read yet");
    }

    /** Nobody reported for as long as a report is kept. */
    static SourceState absent(String problem) {
        return unknown(Service.NOT_SERVED, Staleness.SOURCE_DOWN, problem);
    }

    /** Redis cannot be reached, so that no price reaches us whatever the source does. */
    static SourceState cacheDown() {
        return unknown(Service.NOT_SERVED, Staleness.CACHE_DOWN, "nothing is known of the source without Redis");
    }

    private static SourceState unknown(Service unnamed, Staleness whenDown, String problem) {
        return new SourceState(null, Map.of(), Set.of(), unnamed, whenDown, problem);
    }

    static SourceState of(SourceHealth health) {
        Map<String, Service> services = new HashMap<>();
        Set<String> onSession = new HashSet<>();
        Service unnamed = Service.NOT_SERVED;
        for (SourceHealth.Key key : health.keys()) {
            Service overRest = overRest(key, health.at());
            boolean isLive = key.session() == Session.LIVE;
            Set<String> silent = Set.copyOf(key.silent());
            for (String code : key.registered()) {
                boolean isOnSession = isLive && !silent.contains(code);
                services.merge(code, isOnSession ? Service.SERVED : overRest, Service::better);
                if (isOnSession) {
                    onSession.add(code);
                }
            }
            key.polled().forEach(code -> services.merge(code, overRest, Service::better));
            unnamed = unnamed.better(isHeard(key) ? Service.SERVED : Service.NOT_SERVED);
        }
        List<SourceHealth.Key> notLive = health.keys().stream()
                .filter(key -> key.session() != Session.LIVE)
                .toList();
        return new SourceState(
                health,
                services,
                onSession,
                unnamed,
                Staleness.SOURCE_DOWN,
                health.keys().isEmpty()
                        ? "the source has no app key"
                        : notLive.stream()
                                .map(key -> "session of app key " + key.id() + " is "
                                        + key.session().code())
                                .collect(Collectors.joining(", ")));
    }

    /**
     * Why a price of the ticker may be out of date; null if it is not.
     *
     * @param inHours whether the ticker's market is open and has been for a while; asked only when it matters
     */
    Staleness stalenessOf(String code, BooleanSupplier inHours) {
        return switch (services.getOrDefault(code, unnamed)) {
            case SERVED -> null;
            case NOT_ASKED_FOR -> inHours.getAsBoolean() ? whenDown : null;
            case NOT_SERVED -> whenDown;
        };
    }

    /** Whether a live session brings every trade of the ticker, so that the last price is the price now. */
    boolean isOnSession(String code) {
        return onSession.contains(code);
    }

    /** The report that this was judged from; empty if there is none. */
    Optional<SourceHealth> health() {
        return Optional.ofNullable(health);
    }

    /** How stale a price is that nobody serves. */
    Staleness whenDown() {
        return whenDown;
    }

    /** What is wrong, for whoever looks after the service; empty if nothing is. */
    Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    private static Service overRest(SourceHealth.Key key, long at) {
        if (!isHeard(key)) {
            return Service.NOT_SERVED;
        }
        return at - key.lastRest() <= MISSED_POLLS * key.intervalMs() + ANSWER_MILLIS
                ? Service.SERVED
                : Service.NOT_ASKED_FOR;
    }

    private static boolean isHeard(SourceHealth.Key key) {
        return switch (key.session()) {
            case WAITING, CONNECTING, LOGGING_IN, LIVE, KICKED -> true;
            case CLOSED, DOWN -> false;
        };
    }

    /** From the best to the worst. */
    private enum Service {
        SERVED,
        /** No REST answer for a while: an outage in market hours, and outside of them nobody asked. */
        NOT_ASKED_FOR,
        NOT_SERVED;

        private Service better(Service other) {
            return compareTo(other) <= 0 ? this : other;
        }
    }
}
