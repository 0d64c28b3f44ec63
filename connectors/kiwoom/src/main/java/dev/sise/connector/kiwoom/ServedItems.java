package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What serves each item of one app key: its session, polling, or both, and what the {@link PollSchedule} has to do about it. Pure:
 * time is handed in as nanoseconds that only rise. Loop thread only.
 *
 * <p>An item of the session is
 * <ul>
 *   <li>unregistered, because the session is not live or has not come to it yet: polled;
 *   <li>awaiting, registered without a trade so far: polled;
 *   <li>carried, its trades come: probed every now and then;
 *   <li>silent, its volume moved in two probes with no trade between: polled, until a trade comes.
 * </ul>
 * While its market is closed it is neither polled nor probed. Whether an item was carried or silent is remembered over a
 * reconnect, for as long as the session should hold it.
 *
 * <p>Only trades count: a session that sends an ELW's theory price but no trades would leave its price standing still.
 */
final class ServedItems {
    /** Probes with a moved volume, and no trade between, after which an item is silent. */
    private static final int MOVES_OF_A_SILENT_ITEM = 2;

    private final PollSchedule schedule;
    private final long probeInterval;
    private final Map<String, Item> items = new HashMap<>();
    private final TreeSet<String> silent = new TreeSet<>();

    /** An item of the session or of the poll split, or of both while it moves from one to the other. */
    private static final class Item {
        private final String code;
        private boolean ofSession;
        private boolean ofPolls;
        private boolean isQuiet;
        private boolean isRegistered;
        private boolean isCarried;
        private boolean isSilent;
        /** Whether a registration of it was lost and when, until it is registered again. */
        private OptionalLong lostSince = OptionalLong.empty();

        private boolean isProbed;
        private long probedAt;
        private long probedVolume;
        private int moves;

        private Item(String code) {
            this.code = code;
        }

        private boolean isHealthy() {
            return ofSession && isRegistered && isCarried && !isSilent;
        }
    }

    /** A hole in what a session sent of an item, from UTC milliseconds {@code since} until now. */
    record Hole(String item, long since) {}

    ServedItems(PollSchedule schedule, Duration probeInterval) {
        this.schedule = schedule;
        this.probeInterval = probeInterval.toNanos();
    }

    /**
     * Replaces what the session should hold, and which of it has a closed market. What another session or reader knew of an item counts
     * until this one knows better: its silence until the first trade, its hole until the first registration.
     *
     * @param isRegistered what the session holds already: an item may come back before it was removed
     */
    void ofSession(KiwoomSourceEvents.SessionItems wanted, Predicate<String> isRegistered, long now) {
        Set<String> closed = new HashSet<>(wanted.quiet());
        Set<String> knownSilent = new HashSet<>(wanted.silent());
        Set<String> stays = new HashSet<>(wanted.items());
        for (String code : wanted.items()) {
            Item item = items.get(code);
            if (item == null) {
                item = begin(code);
            }
            if (!item.ofSession) {
                item.ofSession = true;
                item.isRegistered = isRegistered.test(code);
            }
            item.isQuiet = closed.contains(code);
            if (knownSilent.contains(code) && !item.isCarried) {
                setSilent(item, true);
            }
            Long holeSince = wanted.holes().get(code);
            if (holeSince != null && !item.isRegistered && item.lostSince.isEmpty()) {
                item.lostSince = OptionalLong.of(holeSince);
            }
            place(item, now);
        }
        leave(item -> item.ofSession && !stays.contains(item.code), this::leaveSession, now);
    }

    /** Replaces what is polled periodically. An item that is new to it is asked for at once. */
    void ofPolls(Collection<String> wanted, long now) {
        Set<String> stays = new HashSet<>(wanted);
        for (String code : wanted) {
            Item item = items.get(code);
            if (item == null) {
                item = begin(code);
            } else if (!item.ofPolls) {
                schedule.first(code);
            }
            item.ofPolls = true;
            place(item, now);
        }
        leave(item -> item.ofPolls && !stays.contains(item.code), item -> item.ofPolls = false, now);
    }

    /** New demand is answered before its turn comes, at any hour. */
    private Item begin(String code) {
        Item item = new Item(code);
        items.put(code, item);
        schedule.first(code);
        return item;
    }

    private void leaveSession(Item item) {
        item.ofSession = false;
        item.isQuiet = false;
        // The session may hold it a moment longer, but nobody counts on it any more.
        item.isRegistered = false;
        item.lostSince = OptionalLong.empty();
        item.isCarried = false;
        item.isProbed = false;
        setSilent(item, false);
    }

    private void leave(Predicate<Item> leaves, Consumer<Item> change, long now) {
        Iterator<Item> all = items.values().iterator();
        while (all.hasNext()) {
            Item item = all.next();
            if (leaves.test(item)) {
                change.accept(item);
                place(item, now);
                if (!item.ofSession && !item.ofPolls) {
                    all.remove();
                    schedule.forget(item.code, now);
                }
            }
        }
    }

    /** The server acknowledged these. What was lost and is back is the answer; all of them are seeded. */
    List<Hole> registered(Collection<String> acknowledged, long now) {
        List<Hole> holes = new ArrayList<>();
        for (String code : acknowledged) {
            Item item = items.get(code);
            if (item != null && item.ofSession) {
                item.isRegistered = true;
                forgetProbes(item);
                if (item.lostSince.isPresent()) {
                    holes.add(new Hole(code, item.lostSince.getAsLong()));
                    item.lostSince = OptionalLong.empty();
                }
                if (!item.isQuiet) {
                    schedule.seed(code);
                }
                place(item, now);
            }
        }
        return holes;
    }

    /** The server acknowledged that it sends nothing more of these. */
    void unregistered(Collection<String> acknowledged, long now) {
        for (String code : acknowledged) {
            Item item = items.get(code);
            if (item != null) {
                item.isRegistered = false;
                place(item, now);
            }
        }
    }

    /** The session is gone; {@code since} is when it was last known to be whole, UTC milliseconds. */
    void sessionLost(long since, long now) {
        for (Item item : items.values()) {
            if (item.isRegistered) {
                item.isRegistered = false;
                item.lostSince = OptionalLong.of(since);
                place(item, now);
            }
        }
    }

    /** Frames were not read for a while: what comes now is late, and probes would find it missing. */
    void readingResumed() {
        items.values().forEach(ServedItems::forgetProbes);
    }

    /** The session brought a trade, {@code volume} shares into the day. */
    void traded(String code, long volume, long now) {
        Item item = items.get(code);
        if (item == null || !item.isRegistered) {
            return;
        }
        item.isProbed = true;
        item.probedAt = now;
        item.probedVolume = volume;
        item.moves = 0;
        if (!item.isCarried || item.isSilent) {
            item.isCarried = true;
            setSilent(item, false);
            place(item, now);
        }
    }

    /** Polling was answered with {@code volume}, the shares traded today; empty if the row has none. */
    void answered(String code, OptionalLong volume, long now) {
        schedule.answered(code, now);
        Item item = items.get(code);
        if (item != null && item.isRegistered && !item.isSilent && volume.isPresent()) {
            compare(item, volume.getAsLong(), now);
        }
    }

    private void compare(Item item, long volume, long now) {
        // Polls of an awaiting item come faster than probes; only as many count, so that a feed that lags is not
        // silent.
        if (item.isProbed && now - item.probedAt < probeInterval / 2) {
            return;
        }
        boolean moved = item.isProbed && volume > item.probedVolume;
        item.isProbed = true;
        item.probedAt = now;
        item.probedVolume = volume;
        item.moves += moved ? 1 : 0;
        if (item.moves >= MOVES_OF_A_SILENT_ITEM) {
            setSilent(item, true);
            place(item, now);
        }
    }

    private static void forgetProbes(Item item) {
        item.isProbed = false;
        item.moves = 0;
    }

    private void setSilent(Item item, boolean isSilent) {
        item.isSilent = isSilent;
        if (isSilent) {
            silent.add(item.code);
        } else {
            silent.remove(item.code);
        }
    }

    private void place(Item item, long now) {
        if (item.ofPolls || (item.ofSession && !item.isQuiet && !item.isHealthy())) {
            schedule.place(item.code, PollSchedule.Pace.PERIODIC, now);
        } else if (item.ofSession && !item.isQuiet) {
            schedule.place(item.code, PollSchedule.Pace.PROBE, now);
        } else {
            schedule.unplace(item.code, now);
        }
    }

    /** Whether a row about {@code code} belongs to an item that its session serves. */
    boolean isBySession(String code) {
        Item item = items.get(code);
        return item != null && item.isHealthy();
    }

    /** Whether {@code code} is demanded, by whatever it is served. */
    boolean isServed(String code) {
        return items.containsKey(code);
    }

    /** Sorted; a copy. */
    List<String> silent() {
        return List.copyOf(silent);
    }

    int silentCount() {
        return silent.size();
    }

    int count() {
        return items.size();
    }

    /** Registered items that have not traded yet. */
    int awaitingCount() {
        return (int) items.values().stream()
                .filter(item -> item.isRegistered && !item.isCarried && !item.isSilent)
                .count();
    }
}
