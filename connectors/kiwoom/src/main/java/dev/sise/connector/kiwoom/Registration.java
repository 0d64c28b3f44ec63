package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which items a connection has registered and which it should have. Requests come from the difference of the two at the moment
 * they are sent, so any sequence of wishes converges to the last one. One request at a time: answers carry no id. Pure; loop
 * thread only.
 */
final class Registration {
    /** The most items a REG or REMOVE message may name. */
    static final int MAX_ITEMS_PER_REQUEST = 100;
    /** The most items a connection may hold, whatever their types. */
    static final int MAX_ITEMS = 200;
    /** The item of what concerns the market as a whole. */
    static final String MARKET_WIDE = "";
    /** A request that was refused for good is tried again this much later: by then the reason may be gone. */
    static final Duration REFUSED_PAUSE = Duration.ofSeconds(60);

    private final SortedSet<String> desired = new TreeSet<>();
    private final SortedSet<String> registered = new TreeSet<>();
    /** Items of refused requests with the nano time at which they may be tried again. */
    private final Map<String, Long> refused = new HashMap<>();

    private Request outstanding;

    /** A REG or REMOVE of these items. */
    record Request(boolean register, List<String> items) {}

    /** What an answer did. */
    enum Effect {
        /** The request took effect. */
        DONE,
        /** It did not; the same may be sent again after a pause. */
        AGAIN,
        /** It did not; its items are left alone for {@link #REFUSED_PAUSE}. */
        REFUSED,
        /** It answers no request that is open, so what is registered is not known any more. */
        OUT_OF_STEP
    }

    /** @throws IllegalArgumentException if {@code items} are more than a connection may hold */
    void desire(Set<String> items) {
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "A session holds at most " + MAX_ITEMS + " items, " + items.size() + " were desired");
        }
        desired.clear();
        desired.addAll(items);
        refused.keySet().removeIf(item -> !desired.contains(item) && !registered.contains(item));
    }

    /** A new connection begins with nothing registered. */
    void connectionLost() {
        registered.clear();
        refused.clear();
        outstanding = null;
    }

    /** The next request, which is open from now on; empty while one is open or nothing is left to do. */
    Optional<Request> next(long nanoTime) {
        if (outstanding != null) {
            return Optional.empty();
        }
        refused.values().removeIf(until -> until - nanoTime <= 0);
        // Removals first: they make room for the additions.
        List<String> leaving = difference(registered, desired, MAX_ITEMS_PER_REQUEST);
        if (!leaving.isEmpty()) {
            outstanding = new Request(false, leaving);
        } else {
            int room = Math.min(MAX_ITEMS_PER_REQUEST, MAX_ITEMS - registered.size());
            List<String> coming = difference(desired, registered, room);
            outstanding = coming.isEmpty() ? null : new Request(true, coming);
        }
        return Optional.ofNullable(outstanding);
    }

    /** Takes the answer to the open request. */
    Effect acknowledged(boolean register, AnswerClass answer, long nanoTime) {
        Request answered = outstanding;
        if (answered == null || answered.register() != register) {
            return Effect.OUT_OF_STEP;
        }
        outstanding = null;
        return switch (answer) {
            case OK -> {
                if (register) {
                    registered.addAll(answered.items());
                } else {
                    answered.items().forEach(registered::remove);
                }
                yield Effect.DONE;
            }
            case SLOW_DOWN, RETRY -> Effect.AGAIN;
            case SLOT_LIMIT, REFRESH_TOKEN, DROP, FAIL -> {
                long until = nanoTime + REFUSED_PAUSE.toNanos();
                answered.items().forEach(item -> refused.put(item, until));
                yield Effect.REFUSED;
            }
        };
    }

    boolean isOutstanding(Request request) {
        return outstanding == request;
    }

    /** The request that waits for its answer. */
    Optional<Request> outstanding() {
        return Optional.ofNullable(outstanding);
    }

    boolean isRegistered(String item) {
        return registered.contains(item);
    }

    /** Without {@link #MARKET_WIDE}. */
    int registeredCount() {
        return registered.size() - (registered.contains(MARKET_WIDE) ? 1 : 0);
    }

    private List<String> difference(Set<String> from, Set<String> without, int limit) {
        List<String> items = new ArrayList<>();
        for (String item : from) {
            if (items.size() == limit) {
                break;
            }
            if (!without.contains(item) && !refused.containsKey(item)) {
                items.add(item);
            }
        }
        return items;
    }
}
