package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Which codes the next call of one app key asks for, and when that call is due. Pure: time is handed in as nanoseconds that only
 * rise, and whether a call may be made at all (budget, back-off, full buffer) is the {@link Poller}'s business. Loop thread only.
 *
 * <p>Order: what was asked for by name (fetches and the first polls of new demand, in the order they came) in turn with the halves of a
 * call that was too large, then seeds, then the ring that is overdue longest. A call that leaves with room to spare takes from a
 * ring only what is due anyway, so that filling up never breaks the even spread.
 */
final class PollSchedule {
    /** The most codes one call may name; with more Kiwoom answers 1634 or leaves the rows out. */
    static final int MAX_CODES_PER_CALL = 100;

    private final PollRing periodic;
    private final PollRing probes;
    /** Code by code in order of arrival, each with the reason that came first. */
    private final LinkedHashMap<String, Purpose> urgent = new LinkedHashMap<>();

    private final LinkedHashMap<String, Purpose> seeds = new LinkedHashMap<>();
    private final Deque<Call> halves = new ArrayDeque<>();
    /** Whether the next call is a half even if somebody asks by name: a flow of fetches may have no end, halves have. */
    private boolean isTurnOfHalves;

    /** Why a code is asked for. */
    enum Purpose {
        /** Somebody wants one answer. */
        FETCH,
        /** Its demand is new. */
        FIRST,
        /** Its session has just registered it. */
        SEED,
        /** It is served by polling. */
        PERIODIC,
        /** It is served by its session, which is checked now and then. */
        PROBE
    }

    /** How often a code is asked for while nobody asks for it by name. */
    enum Pace {
        PERIODIC,
        PROBE
    }

    /** One code of a call. */
    record Ask(String item, Purpose purpose) {}

    /**
     * One call.
     *
     * @param asks at most {@link #MAX_CODES_PER_CALL}, no code twice
     */
    record Call(List<Ask> asks) {
        Call {
            asks = List.copyOf(asks);
        }

        List<String> items() {
            return asks.stream().map(Ask::item).toList();
        }
    }

    /**
     * A schedule without codes.
     *
     * @param interval between two polls of a code, if the budget suffices
     * @param probeInterval between two probes of a code, if the budget suffices
     * @param callsPerSecond the budget
     */
    PollSchedule(Duration interval, Duration probeInterval, double callsPerSecond, long now) {
        periodic = new PollRing(interval, callsPerSecond, now);
        probes = new PollRing(probeInterval, callsPerSecond, now);
    }

    /** Takes a changed budget into account. */
    void callsPerSecond(double callsPerSecond, long now) {
        periodic.callsPerSecond(callsPerSecond, now);
        probes.callsPerSecond(callsPerSecond, now);
    }

    /** Asks for {@code item} at this pace from now on. */
    void place(String item, Pace pace, long now) {
        switch (pace) {
            case PERIODIC -> move(item, probes, periodic, now);
            case PROBE -> move(item, periodic, probes, now);
        }
    }

    private static void move(String item, PollRing from, PollRing to, long now) {
        if (!to.contains(item)) {
            to.add(item, from.remove(item, now), now);
        }
    }

    /** Asks for {@code item} only by name from now on. */
    void unplace(String item, long now) {
        periodic.remove(item, now);
        probes.remove(item, now);
    }

    /** Ends all interest in {@code item} but a fetch. */
    void forget(String item, long now) {
        unplace(item, now);
        urgent.remove(item, Purpose.FIRST);
        seeds.remove(item);
    }

    /** Asks for {@code item} once, ahead of everything periodic, because its demand is new. */
    void first(String item) {
        urgent.putIfAbsent(item, Purpose.FIRST);
    }

    /** Asks for {@code item} once, ahead of everything periodic, whether or not it is demanded. */
    void fetch(String item) {
        urgent.put(item, Purpose.FETCH);
    }

    /** Asks for {@code item} once, ahead of everything periodic but behind what was asked for by name. */
    void seed(String item) {
        seeds.putIfAbsent(item, Purpose.SEED);
    }

    /** When the next call is due, {@code now} if it is already; empty if nothing will ever be. */
    OptionalLong nextAt(long now) {
        if (!halves.isEmpty() || !urgent.isEmpty() || !seeds.isEmpty()) {
            return OptionalLong.of(now);
        }
        OptionalLong ofPeriodic = periodic.dueAt(now);
        OptionalLong ofProbes = probes.dueAt(now);
        if (ofPeriodic.isEmpty() || ofProbes.isEmpty()) {
            return ofPeriodic.isPresent() ? later(ofPeriodic, now) : later(ofProbes, now);
        }
        return later(ofPeriodic.getAsLong() - ofProbes.getAsLong() < 0 ? ofPeriodic : ofProbes, now);
    }

    private static OptionalLong later(OptionalLong at, long now) {
        return at.isEmpty() || at.getAsLong() - now > 0 ? at : OptionalLong.of(now);
    }

    /** The call that is made now; empty if none is due. What it asks for is the caller's until it is answered. */
    Optional<Call> next(long now) {
        if (!halves.isEmpty() && (isTurnOfHalves || urgent.isEmpty())) {
            isTurnOfHalves = false;
            Call half = halves.removeFirst();
            half.asks().forEach(ask -> asked(ask.item(), now));
            return Optional.of(half);
        }
        isTurnOfHalves = !halves.isEmpty();
        LinkedHashMap<String, Purpose> asks = new LinkedHashMap<>();
        take(urgent, asks);
        take(seeds, asks);
        asks.keySet().forEach(seeds::remove);
        boolean periodicFirst = periodic.overdue(now) >= probes.overdue(now);
        fill(periodicFirst ? periodic : probes, periodicFirst ? Purpose.PERIODIC : Purpose.PROBE, asks, now);
        fill(periodicFirst ? probes : periodic, periodicFirst ? Purpose.PROBE : Purpose.PERIODIC, asks, now);
        if (asks.isEmpty()) {
            return Optional.empty();
        }
        List<Ask> call = new ArrayList<>(asks.size());
        asks.forEach((item, purpose) -> {
            asked(item, now);
            call.add(new Ask(item, purpose));
        });
        return Optional.of(new Call(call));
    }

    private static void take(LinkedHashMap<String, Purpose> from, LinkedHashMap<String, Purpose> into) {
        var waiting = from.entrySet().iterator();
        while (waiting.hasNext() && into.size() < MAX_CODES_PER_CALL) {
            Map.Entry<String, Purpose> next = waiting.next();
            into.putIfAbsent(next.getKey(), next.getValue());
            waiting.remove();
        }
    }

    private void fill(PollRing ring, Purpose purpose, LinkedHashMap<String, Purpose> into, long now) {
        if (ring.overdue(now) >= 0) {
            for (String item : ring.take(MAX_CODES_PER_CALL - into.size(), now)) {
                // Whoever else waits for this code has it with this call.
                Purpose seeded = seeds.remove(item);
                Purpose named = urgent.remove(item);
                into.putIfAbsent(item, named != null ? named : seeded != null ? seeded : purpose);
            }
        }
    }

    private void asked(String item, long now) {
        periodic.asked(item, now);
        probes.asked(item, now);
    }

    /** Notes that {@code item} was answered. */
    void answered(String item, long now) {
        periodic.answered(item, now);
        probes.answered(item, now);
    }

    /**
     * Puts the codes of a call that was not served back, first in line.
     *
     * @param isServed whether a code is still demanded; what is not, and was not fetched, is left out
     */
    void again(Call call, Predicate<String> isServed, long now) {
        putFirst(urgent, call, isServed);
        putFirst(seeds, call, isServed);
        for (Ask ask : call.asks()) {
            switch (ask.purpose()) {
                case PERIODIC -> periodic.again(ask.item(), now);
                case PROBE -> probes.again(ask.item(), now);
                case FETCH, FIRST, SEED -> {}
            }
        }
    }

    private void putFirst(LinkedHashMap<String, Purpose> queue, Call call, Predicate<String> isServed) {
        boolean ofSeeds = queue == seeds;
        LinkedHashMap<String, Purpose> behind = new LinkedHashMap<>(queue);
        queue.clear();
        for (Ask ask : call.asks()) {
            boolean belongs = ofSeeds
                    ? ask.purpose() == Purpose.SEED
                    : ask.purpose() == Purpose.FETCH || ask.purpose() == Purpose.FIRST;
            if (belongs && (ask.purpose() == Purpose.FETCH || isServed.test(ask.item()))) {
                queue.put(ask.item(), ask.purpose());
            }
        }
        queue.putAll(behind);
    }

    /** Asks for a call that was too large in two halves, in turn with what is asked for by name. False if it has a single code. */
    boolean split(Call call) {
        int size = call.asks().size();
        if (size < 2) {
            return false;
        }
        halves.addLast(new Call(call.asks().subList(0, size / 2)));
        halves.addLast(new Call(call.asks().subList(size / 2, size)));
        return true;
    }

    /** Between two polls of a code as the budget allows: the configured interval or longer. */
    Duration effectiveInterval() {
        return Duration.ofNanos(periodic.effectiveInterval());
    }

    /** What it was on average since the last call of this method, or what that said if nothing was answered since. */
    Duration reachedInterval() {
        return Duration.ofNanos(periodic.reachedInterval());
    }

    int periodicCount() {
        return periodic.size();
    }

    int probedCount() {
        return probes.size();
    }

    /** Codes that wait to be asked for by name, seeds included. */
    int waitingCount() {
        return urgent.size()
                + seeds.size()
                + halves.stream().mapToInt(half -> half.asks().size()).sum();
    }

    /** How long ago the code that waits longest was answered, or placed if it never was; zero if nothing is polled. */
    Duration stalest(long now) {
        return Duration.ofNanos(periodic.stalest(now));
    }
}
