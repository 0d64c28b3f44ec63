package dev.sise.market;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How the feed does, app key by app key: the value under {@value #REDIS_KEY}, written by tick-ingest every 5 s and kept for 15 s. When it is
 * absent nobody serves any ticker; a ticker that no key names is served by none. Its JSON is {@link SourceHealthJson}.
 *
 * @param at when it was written, UTC milliseconds of real time
 * @param keys one for each app key
 */
public record SourceHealth(long at, List<Key> keys) {
    /** The Redis key, a plain string. */
    public static final String REDIS_KEY = "source_health";

    public SourceHealth {
        keys = List.copyOf(keys);
    }

    /**
     * One app key's session and polling.
     *
     * @param id name of the app key, no secret
     * @param session state of its WebSocket session
     * @param refused whether its key, secret or address was refused for good, by its session or by its polls: a person has to act
     * @param lastFrame when the last frame came, UTC milliseconds of real time; 0 for never
     * @param lastRest when a REST call was last answered with success, UTC milliseconds of real time; 0 for never
     * @param registered codes registered on the session
     * @param polled codes polled periodically
     * @param silent codes that are registered and yet send nothing though they trade
     * @param quota calls per second that one TR may make
     * @param intervalMs between two polls of a code as it is now, in milliseconds
     */
    public record Key(
            String id,
            Session session,
            boolean refused,
            long lastFrame,
            long lastRest,
            List<String> registered,
            List<String> polled,
            List<String> silent,
            double quota,
            long intervalMs) {
        public Key {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(session, "session");
            registered = List.copyOf(registered);
            polled = List.copyOf(polled);
            silent = List.copyOf(silent);
        }
    }

    /** State of a session. */
    public enum Session {
        /** Not started, or waiting for the next attempt. */
        WAITING,
        /** Fetching a token or opening the connection. */
        CONNECTING,
        /** Connected, not yet logged in. */
        LOGGING_IN,
        /** Logged in: what is registered arrives. */
        LIVE,
        /** Another login with the same app key ended it (R10001). */
        KICKED,
        /** Closed for good. */
        CLOSED,
        /** Nothing was heard of the task that holds it. */
        DOWN;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The word used in JSON, lower case. */
        public String code() {
            return code;
        }
    }
}
