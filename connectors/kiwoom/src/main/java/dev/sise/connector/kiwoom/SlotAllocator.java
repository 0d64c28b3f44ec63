package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides which item is served by which session, which app key polls the rest, and what is asked once. Pure: it knows what it is
 * told, time included. One thread at a time.
 *
 * <ul>
 *   <li>Slots go by priority, then to the older demand, then by code; items known to be silent come after all others.
 *   <li>An item is considered after {@link #WAIT} of demand, so that scrolling registers nothing. What is demanded in the first
 *       round has waited already: its demand is as old as the source can know.
 *   <li>A free slot is given at once. A slot that is held changes hands only when the better item has been entitled to it for
 *       {@link #LEAD} without a break.
 *   <li>An item that keeps its slot keeps its session. One that was kicked, was refused for good or is unheard of has no slots
 *       until it is live again.
 *   <li>What has no slot is polled, if its market is open, by the app key with the most budget left, and stays there; only an
 *       app key that has {@link #CROWD} items too many for {@link #LEAD} hands them on, and one that was refused, whose polls are
 *       or that is unheard of hands on all of them if another is none of these.
 *   <li>A session goes on without the polls of its app key. What it is silent on is polled by another app key meanwhile.
 *   <li>Items that nobody polls periodically, because their market is closed, are asked for once when their demand begins and
 *       when the reader that was asked starts anew. A fetch is asked for once and forgotten.
 * </ul>
 *
 * <p>A round costs a few passes over the demanded items, plus a sort of a nearly sorted list when their order changed; one in which
 * nothing can have changed costs nothing.
 */
final class SlotAllocator {
    /** One of the places of a session belongs to the item "" of the market-wide types. */
    static final int SLOTS_PER_SESSION = Registration.MAX_ITEMS - 1;
    /** How long an item has to be demanded before it may have a slot. */
    static final Duration WAIT = Duration.ofSeconds(3);
    /** How long a better item has to be entitled to a slot before it takes it from another. */
    static final Duration LEAD = Duration.ofSeconds(30);
    /** How many items more than its share, one call's worth, an app key may poll for long. */
    static final int CROWD = 100;
    /** The calls of ka10095 that an app key is assumed to be allowed until its reader says otherwise. */
    static final double ASSUMED_CALLS_PER_SECOND = 4;

    private static final long NEVER = Long.MIN_VALUE;
    private static final Comparator<Item> RANK = Comparator.<Item, Boolean>comparing(item -> item.silent)
            .thenComparingInt(item -> item.demanded.priority())
            .thenComparingLong(item -> item.demanded.since())
            .thenComparing(item -> item.code);

    private final int slotsPerSession;
    /** By id, in the order of the settings. */
    private final Map<String, AppKey> appKeys = new LinkedHashMap<>();

    private final Map<String, Item> items = new HashMap<>();
    /** All items, the best first. */
    private final List<Item> ranked = new ArrayList<>();

    private boolean rankChanged;
    private long round;
    private Map<String, ItemDemand.Demanded> lastDemand = Map.of();
    /** Whether time alone, or what was told since the last round, may change something. */
    private boolean unsettled = true;

    private Counts counts = Counts.NONE;
    /** Since when one app key polls far more than its share. */
    private long crowdedSince = NEVER;

    /** Why a demanded item has no slot. */
    enum Unallocated {
        /** The demand does not allow a session. */
        NOT_ALLOWED,
        /** It is demanded for less than {@link #WAIT}. */
        WAITING,
        /** It is silent, and others want the slots. */
        SILENT,
        /** All slots are taken. */
        NO_SLOT;

        /** The name in lower case. */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a round changed.
     *
     * @param sessions ids of the app keys whose session has other items, or other quiet ones, than before
     * @param polls ids of the app keys that poll other items than before
     * @param fetches items to be asked for once, by app key id
     */
    record Round(Set<String> sessions, Set<String> polls, Map<String, List<String>> fetches) {
        static final Round NOTHING = new Round(Set.of(), Set.of(), Map.of());
    }

    /** How many items stand where; {@code demanded} leaves out those demanded by a fetch alone. */
    record Counts(int demanded, int inSession, int polled, int silent, Map<Unallocated, Integer> unallocated) {
        static final Counts NONE = new Counts(0, 0, 0, 0, Map.of());
    }

    private static final class AppKey {
        private final String id;
        private final SortedSet<String> session = new TreeSet<>();
        private final SortedSet<String> quiet = new TreeSet<>();
        private final SortedSet<String> polled = new TreeSet<>();
        private final List<String> fetches = new ArrayList<>();
        private SessionState state = SessionState.WAITING;
        /** From a kick, a refusal or silence until the session is live again, whatever it goes through in between. */
        private boolean out;

        private boolean refused;
        /** Its session may be live all the same. */
        private boolean pollsRefused;

        private boolean unheard;
        /** UTC milliseconds, 0 = never. */
        private long lastFrameAt;

        private boolean readerThere;
        private double callsPerSecond = ASSUMED_CALLS_PER_SECOND;
        private boolean sessionChanged;
        private boolean pollsChanged;

        private AppKey(String id) {
            this.id = id;
        }

        private boolean canPoll() {
            return !refused && !pollsRefused && !unheard;
        }
    }

    private static final class Item {
        private final String code;
        private ItemDemand.Demanded demanded;
        private long seenInRound;
        /** When it became demanded by more than a fetch. */
        private long demandedAt = NEVER;
        /** Since when it is entitled to a slot that another holds. */
        private long leadingSince = NEVER;
        /** Trades without frames; remembered when its slot is gone, or it would come back to be found silent again. */
        private boolean silent;
        /** The reader that has it said so, and may say that it is over; before, it has yet to learn it from us. */
        private boolean silenceKnownToReader;

        private AppKey session;
        /** Until when its session was last heard while it had the slot, UTC milliseconds; 0 = never. */
        private long servedUntil;
        /** The same of a session or a reader that has it no more, until it is out of demand or loses its slot to another. */
        private long holeSince;

        private boolean quiet;
        private AppKey poller;
        /** Whose reader was last given this item, periodically or once. */
        private AppKey askedOf;

        private long fetchedAt;

        private Item(String code) {
            this.code = code;
        }

        private void keepHole() {
            holeSince = servedUntil == 0 ? holeSince : servedUntil;
            servedUntil = 0;
        }

        private boolean mayHaveSlot() {
            return demanded.sessionAllowed() && !demanded.once();
        }

        private boolean hasWaited(long now) {
            return now - demandedAt >= WAIT.toMillis();
        }
    }

    SlotAllocator(List<String> appKeyIds, int slotsPerSession) {
        this.slotsPerSession = slotsPerSession;
        appKeyIds.forEach(id -> appKeys.put(id, new AppKey(id)));
    }

    /**
     * Takes over what a checkpoint holds, before the first round; that one corrects it. Of a session with too many items the
     * first by code are kept, of an item that stands in two places the first.
     *
     * @param restoredAt UTC milliseconds: until then sessions were whole whose last frame is not known
     */
    void restore(KiwoomEnumeratorState state, long restoredAt) {
        for (AppKey appKey : appKeys.values()) {
            appKey.lastFrameAt = state.lastFrameAt(appKey.id);
            for (String code : state.session(appKey.id)) {
                if (appKey.session.size() < slotsPerSession && !items.containsKey(code)) {
                    Item item = track(code);
                    item.session = appKey;
                    item.holeSince = appKey.lastFrameAt == 0 ? restoredAt : appKey.lastFrameAt;
                    appKey.session.add(code);
                }
            }
        }
        for (AppKey appKey : appKeys.values()) {
            for (String code : state.polled(appKey.id)) {
                if (!items.containsKey(code)) {
                    track(code).poller = appKey;
                    appKey.polled.add(code);
                }
            }
        }
    }

    /** The reader of an app key began with nothing but its splits. */
    void readerStarted(String appKeyId) {
        AppKey appKey = appKeys.get(appKeyId);
        appKey.readerThere = true;
        forgetAsked(appKey);
        for (String code : appKey.session) {
            Item item = items.get(code);
            item.silenceKnownToReader = false;
            item.keepHole();
        }
    }

    private void forgetAsked(AppKey appKey) {
        unsettled = true;
        for (Item item : ranked) {
            if (item.askedOf == appKey) {
                item.askedOf = null;
            }
        }
    }

    /** Nothing was heard of the reader of an app key for long, while others were. Ends with its next report. */
    void unheard(String appKeyId) {
        AppKey appKey = appKeys.get(appKeyId);
        if (!appKey.unheard) {
            appKey.unheard = true;
            appKey.out = true;
            forgetAsked(appKey);
        }
    }

    /** The reader of an app key is away, so nothing can be asked of it. */
    void readerLost(String appKeyId) {
        appKeys.get(appKeyId).readerThere = false;
    }

    /** What a reader says about an app key. */
    void report(KiwoomSourceEvents.Report report) {
        AppKey appKey = appKeys.get(report.appKeyId());
        double calls = report.callsPerSecond() > 0 ? report.callsPerSecond() : ASSUMED_CALLS_PER_SECOND;
        boolean isLive = report.state() == SessionState.LIVE;
        boolean wasLive = appKey.state == SessionState.LIVE;
        unsettled |= appKey.state != report.state()
                || appKey.callsPerSecond != calls
                || appKey.refused != report.refused()
                || appKey.pollsRefused != report.pollsRefused()
                || appKey.unheard;
        if (report.refused() && !appKey.refused || report.pollsRefused() && !appKey.pollsRefused) {
            forgetAsked(appKey);
        }
        appKey.state = report.state();
        appKey.callsPerSecond = calls;
        appKey.refused = report.refused();
        appKey.pollsRefused = report.pollsRefused();
        appKey.unheard = false;
        appKey.lastFrameAt = Math.max(appKey.lastFrameAt, report.lastFrameAt());
        appKey.out = !isLive && (appKey.out || report.refused() || report.state() == SessionState.KICKED);
        Set<String> trading = Set.copyOf(report.silent());
        for (String code : appKey.session) {
            Item item = items.get(code);
            if (isLive || wasLive) {
                item.servedUntil = report.lastFrameAt();
            }
            boolean isListed = trading.contains(code);
            // Only frames end silence, so where the session is not live nothing was learned.
            boolean isSilent = isListed || item.silent && !(isLive && item.silenceKnownToReader);
            item.silenceKnownToReader = isListed || isSilent && item.silenceKnownToReader;
            rankChanged |= isSilent != item.silent;
            item.silent = isSilent;
        }
    }

    /**
     * Makes the assignment fit the demand.
     *
     * @param demand not changed afterwards: the same instance says that demand is the same
     * @param now milliseconds of a clock that never goes back, its origin does not matter
     */
    Round allocate(Map<String, ItemDemand.Demanded> demand, long now) {
        if (demand == lastDemand && !unsettled && !rankChanged) {
            return Round.NOTHING;
        }
        unsettled = false;
        follow(demand, now);
        lastDemand = demand;
        if (rankChanged) {
            ranked.sort(RANK);
            rankChanged = false;
        }
        giveSlots(now);
        List<AppKey> pollers = pollers();
        thinCrowd(pollers, now);
        spreadPolls(pollers);
        askOnce(pollers);
        counts = count(now);
        Round changes = drainChanges();
        unsettled |= crowdedSince != NEVER || !changes.equals(Round.NOTHING);
        return changes;
    }

    private void follow(Map<String, ItemDemand.Demanded> demand, long now) {
        boolean first = round == 0;
        round++;
        for (Map.Entry<String, ItemDemand.Demanded> entry : demand.entrySet()) {
            Item item = items.get(entry.getKey());
            if (item == null) {
                item = track(entry.getKey());
            }
            item.seenInRound = round;
            ItemDemand.Demanded before = item.demanded;
            ItemDemand.Demanded next = entry.getValue();
            item.demanded = next;
            if (next.once()) {
                item.demandedAt = NEVER;
            } else if (item.demandedAt == NEVER) {
                item.demandedAt = first ? now - WAIT.toMillis() : now;
            }
            rankChanged |= before == null || before.priority() != next.priority() || before.since() != next.since();
        }
        if (items.size() != demand.size()) {
            ranked.removeIf(item -> item.seenInRound != round && forget(item));
        }
    }

    private Item track(String code) {
        Item item = new Item(code);
        items.put(code, item);
        ranked.add(item);
        rankChanged = true;
        return item;
    }

    private boolean forget(Item item) {
        withdrawSlot(item);
        withdrawPoll(item);
        items.remove(item.code);
        return true;
    }

    private void giveSlots(long now) {
        int slots = 0;
        for (AppKey appKey : appKeys.values()) {
            slots += appKey.out ? 0 : slotsPerSession;
        }
        int free = slots;
        for (Item item : ranked) {
            if (item.session != null && (!item.mayHaveSlot() || item.session.out)) {
                withdrawSlot(item);
            } else if (item.session != null) {
                free--;
            }
        }
        int entitled = slots;
        int worst = ranked.size();
        for (Item item : ranked) {
            boolean candidate = item.session != null || item.mayHaveSlot() && item.hasWaited(now);
            unsettled |= !candidate && item.mayHaveSlot();
            boolean leads = candidate && entitled > 0;
            entitled -= candidate ? 1 : 0;
            if (item.session != null || !candidate) {
                item.leadingSince = NEVER;
            } else if (free > 0) {
                free--;
                giveSlot(item);
            } else if (!leads) {
                item.leadingSince = NEVER;
            } else if (item.leadingSince == NEVER) {
                unsettled = true;
                item.leadingSince = now;
            } else if (now - item.leadingSince >= LEAD.toMillis()) {
                // Somebody who is not entitled holds a slot, because as many are entitled as there are slots.
                do {
                    worst--;
                } while (ranked.get(worst).session == null);
                withdrawSlot(ranked.get(worst));
                giveSlot(item);
            } else {
                unsettled = true;
            }
        }
    }

    /** There is room in one session at least. Live ones come first, then the emptiest, so that load spreads. */
    private void giveSlot(Item item) {
        AppKey best = null;
        for (AppKey appKey : appKeys.values()) {
            if (!appKey.out && appKey.session.size() < slotsPerSession && (best == null || isBetter(appKey, best))) {
                best = appKey;
            }
        }
        item.session = best;
        item.silenceKnownToReader = false;
        item.leadingSince = NEVER;
        best.session.add(item.code);
        best.sessionChanged = true;
    }

    private static boolean isBetter(AppKey one, AppKey other) {
        boolean oneIsLive = one.state == SessionState.LIVE;
        boolean otherIsLive = other.state == SessionState.LIVE;
        return oneIsLive == otherIsLive ? one.session.size() < other.session.size() : oneIsLive;
    }

    private void withdrawSlot(Item item) {
        AppKey appKey = item.session;
        if (appKey != null) {
            appKey.session.remove(item.code);
            appKey.quiet.remove(item.code);
            appKey.sessionChanged = true;
            if (appKey.out) {
                item.keepHole();
            } else {
                item.servedUntil = 0;
                item.holeSince = 0;
            }
            item.session = null;
            item.quiet = false;
        }
    }

    /** Those that can poll; all of them where none can, so that whoever recovers has something to do at once. */
    private List<AppKey> pollers() {
        List<AppKey> able = appKeys.values().stream().filter(AppKey::canPoll).toList();
        return able.isEmpty() ? List.copyOf(appKeys.values()) : able;
    }

    /** A new app key, or one that may call less than before, changes the shares, and standing demand never moves by itself. */
    private void thinCrowd(List<AppKey> pollers, long now) {
        int polled = 0;
        double calls = 0;
        for (AppKey appKey : pollers) {
            polled += appKey.polled.size();
            calls += appKey.callsPerSecond;
        }
        AppKey crowded = null;
        int most = CROWD;
        for (AppKey appKey : pollers) {
            int surplus = appKey.polled.size() - (int) Math.ceil(polled * appKey.callsPerSecond / calls);
            if (surplus > most) {
                most = surplus;
                crowded = appKey;
            }
        }
        if (crowded == null) {
            crowdedSince = NEVER;
        } else if (crowdedSince == NEVER) {
            crowdedSince = now;
        } else if (now - crowdedSince >= LEAD.toMillis()) {
            crowdedSince = NEVER;
            List<String> codes = new ArrayList<>(crowded.polled);
            for (String code : codes.subList(codes.size() - most, codes.size())) {
                withdrawPoll(items.get(code));
            }
        }
    }

    private void spreadPolls(List<AppKey> pollers) {
        for (Item item : ranked) {
            if (item.poller != null && !pollers.contains(item.poller)) {
                withdrawPoll(item);
            }
            boolean polls = !isLeftToItsSession(item, pollers) && item.demanded.pollAllowed() && !item.demanded.once();
            if (polls && item.poller == null) {
                item.poller = leastLoaded(pollers);
                item.poller.polled.add(item.code);
                item.poller.pollsChanged = true;
            } else if (!polls) {
                withdrawPoll(item);
            }
            boolean quiet = item.session != null && !item.demanded.pollAllowed();
            if (quiet != item.quiet) {
                item.quiet = quiet;
                item.session.sessionChanged = true;
                if (quiet) {
                    item.session.quiet.add(item.code);
                } else {
                    item.session.quiet.remove(item.code);
                }
            }
        }
    }

    /** The reader of a session polls what the session is silent on, if it can. */
    private static boolean isLeftToItsSession(Item item, List<AppKey> pollers) {
        return item.session != null && (!item.silent || pollers.contains(item.session));
    }

    private static AppKey leastLoaded(List<AppKey> pollers) {
        AppKey best = null;
        double least = Double.POSITIVE_INFINITY;
        for (AppKey appKey : pollers) {
            double load = (appKey.polled.size() + 1) / appKey.callsPerSecond;
            if (load < least) {
                least = load;
                best = appKey;
            }
        }
        return best;
    }

    private void withdrawPoll(Item item) {
        if (item.poller != null) {
            item.poller.polled.remove(item.code);
            item.poller.pollsChanged = true;
            item.poller = null;
        }
    }

    private void askOnce(List<AppKey> pollers) {
        for (Item item : ranked) {
            AppKey serving = item.poller != null ? item.poller : item.session;
            boolean canAsk = serving != null && pollers.contains(serving);
            if (canAsk && !item.quiet) {
                // Its reader polls a new item at once: one that is polled, or registered and without a frame.
                item.askedOf = serving;
            }
            boolean unasked = item.askedOf == null && !item.demanded.once();
            boolean fetched = item.demanded.fetchAt() > item.fetchedAt;
            if (unasked || fetched) {
                AppKey reachable = canAsk && serving.readerThere ? serving : leastAsked(pollers);
                if (reachable == null) {
                    unsettled = true;
                } else {
                    reachable.fetches.add(item.code);
                    item.askedOf = reachable;
                    item.fetchedAt = Math.max(item.fetchedAt, item.demanded.fetchAt());
                }
            }
        }
    }

    private AppKey leastAsked(List<AppKey> pollers) {
        AppKey best = null;
        double least = Double.POSITIVE_INFINITY;
        boolean anyIsThere = pollers.stream().anyMatch(appKey -> appKey.readerThere);
        for (AppKey appKey : anyIsThere ? pollers : appKeys.values()) {
            double load = (appKey.fetches.size() + 1) / appKey.callsPerSecond;
            if (appKey.readerThere && load < least) {
                least = load;
                best = appKey;
            }
        }
        return best;
    }

    private Round drainChanges() {
        Set<String> sessions = new TreeSet<>();
        Set<String> polls = new TreeSet<>();
        Map<String, List<String>> fetches = new LinkedHashMap<>();
        for (AppKey appKey : appKeys.values()) {
            if (appKey.sessionChanged) {
                sessions.add(appKey.id);
            }
            if (appKey.pollsChanged) {
                polls.add(appKey.id);
            }
            if (!appKey.fetches.isEmpty()) {
                fetches.put(appKey.id, List.copyOf(appKey.fetches));
            }
            appKey.sessionChanged = false;
            appKey.pollsChanged = false;
            appKey.fetches.clear();
        }
        return new Round(sessions, polls, fetches);
    }

    /** The items of a session, at most {@link #SLOTS_PER_SESSION}: a view. */
    SortedSet<String> session(String appKeyId) {
        return Collections.unmodifiableSortedSet(appKeys.get(appKeyId).session);
    }

    /** Those items of a session whose market is closed: a view. */
    SortedSet<String> quiet(String appKeyId) {
        return Collections.unmodifiableSortedSet(appKeys.get(appKeyId).quiet);
    }

    /** Those items of a session that are known to be silent. */
    List<String> silent(String appKeyId) {
        return appKeys.get(appKeyId).session.stream()
                .filter(code -> items.get(code).silent)
                .toList();
    }

    /** Those items of a session that another session or reader served before, with the UTC millisecond of its last message. */
    Map<String, Long> holes(String appKeyId) {
        Map<String, Long> holes = new HashMap<>();
        for (String code : appKeys.get(appKeyId).session) {
            long since = items.get(code).holeSince;
            if (since != 0) {
                holes.put(code, since);
            }
        }
        return holes;
    }

    /** When the session of an app key last received anything, UTC milliseconds; 0 = never. */
    long lastFrameAt(String appKeyId) {
        return appKeys.get(appKeyId).lastFrameAt;
    }

    /** What an app key polls periodically: a view. */
    SortedSet<String> polled(String appKeyId) {
        return Collections.unmodifiableSortedSet(appKeys.get(appKeyId).polled);
    }

    /** How many items are remembered for whatever reason. */
    int remembered() {
        return Math.max(items.size(), ranked.size());
    }

    /** Where the items stood at the end of the last round. */
    Counts counts() {
        return counts;
    }

    private Counts count(long now) {
        int demanded = 0;
        int inSession = 0;
        int polled = 0;
        int silent = 0;
        Map<Unallocated, Integer> unallocated = new EnumMap<>(Unallocated.class);
        for (Item item : ranked) {
            if (item.demanded.once()) {
                continue;
            }
            demanded++;
            silent += item.silent ? 1 : 0;
            polled += item.poller != null ? 1 : 0;
            if (item.session != null) {
                inSession++;
            } else {
                unallocated.merge(reason(item, now), 1, Integer::sum);
            }
        }
        return new Counts(demanded, inSession, polled, silent, unallocated);
    }

    private static Unallocated reason(Item item, long now) {
        if (!item.demanded.sessionAllowed()) {
            return Unallocated.NOT_ALLOWED;
        }
        if (!item.hasWaited(now)) {
            return Unallocated.WAITING;
        }
        return item.silent ? Unallocated.SILENT : Unallocated.NO_SLOT;
    }
}
