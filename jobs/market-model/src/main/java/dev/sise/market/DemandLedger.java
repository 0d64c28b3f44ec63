package dev.sise.market;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who wants which ticker, folded from the topics {@code subscriptions} and {@code standing} ({@link DemandRecords}).
 *
 * <p>A ticker is demanded while a gateway with a live lease reports subscribers for it, while it is a default ticker, while
 * the latest scan names it, and for {@link #LINGER} after the last subscriber went.
 *
 * <ul>
 *   <li>Time is the largest append time read, so it stands still while the broker is down.
 *   <li>A gateway's lease begins with a heartbeat and is lost when {@link #LEASE} passed without another, or when the gateway
 *       leaves. Its subscribers then count no more, but its rows are kept: a heartbeat of the same incarnation revives them.
 *   <li>Lingering counts from when the ledger noticed. So when the first record after an outage is a clock row far ahead, a
 *       gateway that is heard within {@link #LINGER} of it loses nothing.
 *   <li>The first row of a newer incarnation voids all older rows of that gateway; rows of an older one are ignored.
 *   <li>A gateway not heard for {@link #MEMORY} after its lease was lost is forgotten with its rows.
 *   <li>No lease and no lingering ends before {@link #caughtUp()}, because the heartbeats of living gateways are at the end
 *       of the topic.
 *   <li>A fetch is no demand; it is kept for {@link #FETCH_MEMORY} in {@link #fetches()}.
 * </ul>
 *
 * <p>A record costs time in proportion to the gateways, of which there are few, because each may meet its deadline; the loss, revival or
 * replacement of a gateway costs its rows besides, and a scan its tickers. Not thread-safe: one thread owns a ledger, the views of
 * {@link #demands()} and {@link #fetches()} included.
 */
public final class DemandLedger {

    /** How long a gateway lives after a heartbeat; three heartbeats of five seconds. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    /** How long a ticker is still demanded after its last subscriber, so that a page reload costs no registration. */
    public static final Duration LINGER = Duration.ofSeconds(10);

    /** How long the rows of a lost gateway are kept; the retention of topic {@code subscriptions}. */
    public static final Duration MEMORY = Duration.ofHours(1);

    /** How long a request for one value is remembered; longer than it may take to answer it. */
    public static final Duration FETCH_MEMORY = Duration.ofSeconds(10);

    /** The tickers that are always demanded unless configured otherwise. */
    public static final List<Ticker> DEFAULT_TICKERS = List.of(
            Ticker.of("005930"),
            Ticker.of("000660"),
            Ticker.of("035420"),
            Ticker.of("005380"),
            Ticker.of("028260"),
            Ticker.of("000020"));

    private static final long NOT_LINGERING = -1;
    private static final String SNAPSHOT_VERSION = "1";

    private final Map<String, Gateway> gateways = new HashMap<>();
    private final Map<Ticker, Want> wants = new HashMap<>();
    private final Map<Ticker, Demand> demands = new LinkedHashMap<>();
    private final Map<Ticker, Demand> demandsView = Collections.unmodifiableMap(demands);
    /** In the order in which they were last asked for. */
    private final Map<Ticker, Long> fetches = new LinkedHashMap<>();

    private final Map<Ticker, Long> fetchesView = Collections.unmodifiableMap(fetches);
    /** In order of their deadlines, which all lie the same time after a now that never decreases. */
    private final ArrayDeque<Lingering> lingering = new ArrayDeque<>();

    private final Set<Ticker> began = new LinkedHashSet<>();
    private final Set<Ticker> ended = new LinkedHashSet<>();
    private Set<Ticker> scan = Set.of();
    private long now;
    private long version;
    private boolean caughtUp;

    /** A ledger that has read nothing; the given tickers are demanded from the start and for ever. */
    public DemandLedger(Collection<Ticker> defaultTickers) {
        defaultTickers.forEach(this::makeDefault);
    }

    private DemandLedger() {}

    /**
     * Folds one record of either topic, in the order of the topic.
     *
     * @param key the key as text
     * @param value the value, null for a tombstone
     * @param appendTimeMillis the broker's LogAppendTime, milliseconds since 1970
     * @return why the record was not understood, if so; it then changed nothing, not even the time
     */
    public Optional<String> apply(String key, byte[] value, long appendTimeMillis) {
        if (appendTimeMillis < 0) {
            return Optional.of("a demand record needs an append time of 0 or more: " + appendTimeMillis);
        }
        DemandRecords.Message message = DemandRecords.decode(key, value);
        if (message instanceof DemandRecords.Malformed malformed) {
            return Optional.of(malformed.reason());
        }
        now = Math.max(now, appendTimeMillis);
        // The record before the deadlines: a heartbeat that comes late, but comes, has not lost its lease.
        if (message instanceof DemandRecords.Heartbeat heartbeat) {
            hear(heartbeat);
        } else if (message instanceof DemandRecords.Subscription subscription) {
            subscribe(subscription);
        } else if (message instanceof DemandRecords.Unsubscription unsubscription) {
            unsubscribe(unsubscription);
        } else if (message instanceof DemandRecords.Departure departure) {
            Gateway gateway = gateways.get(departure.gateway());
            if (gateway != null) {
                lose(gateway);
            }
        } else if (message instanceof DemandRecords.Scan published) {
            replaceScan(published.tickers());
        } else if (message instanceof DemandRecords.ScanWithdrawn) {
            replaceScan(List.of());
        } else if (message instanceof DemandRecords.Fetch fetch) {
            remember(fetch, appendTimeMillis);
        }
        // A clock tick has done all it does by its time.
        meetDeadlines();
        forgetFetches();
        return Optional.empty();
    }

    /**
     * Says that the topics were read to the end once; deadlines hold from now on. Needed after the constructor and after
     * {@link #restore}, harmless when repeated.
     */
    public void caughtUp() {
        caughtUp = true;
        meetDeadlines();
    }

    /** Whether {@link #caughtUp()} was called on this instance. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** All demanded tickers: an unmodifiable view that changes with the ledger. */
    public Map<Ticker, Demand> demands() {
        return demandsView;
    }

    /**
     * The tickers of which one value was asked for within {@link #FETCH_MEMORY}, each with the append time of its newest request, milliseconds
     * since 1970: an unmodifiable view that changes with the ledger. Not part of a snapshot: who asked gives up before a job is restored.
     */
    public Map<Ticker, Long> fetches() {
        return fetchesView;
    }

    /** A number that grows whenever {@link #demands()} or {@link #fetches()} change, so that a caller can keep what it made of them. */
    public long version() {
        return version;
    }

    /** The largest append time read, milliseconds since 1970; 0 before the first record. */
    public long nowMillis() {
        return now;
    }

    /** The subscribers of a ticker over all gateways with a live lease. */
    public int subscribers(Ticker ticker) {
        Want want = wants.get(ticker);
        return want == null ? 0 : want.subscribers;
    }

    /** The subscribers of a ticker at one gateway; 0 while its lease is lost. */
    public int subscribers(String gateway, Ticker ticker) {
        Gateway known = gateways.get(gateway);
        return known == null || !known.live ? 0 : known.rows.getOrDefault(ticker, 0);
    }

    /**
     * The tickers whose demand began or ended since this was last called. What began and ended in between is in neither
     * list; the first call names every ticker that is demanded by then.
     */
    public Changes drainChanges() {
        Changes changes = new Changes(List.copyOf(began), List.copyOf(ended));
        began.clear();
        ended.clear();
        return changes;
    }

    /**
     * The whole state but {@link #isCaughtUp()} and {@link #fetches()}, as rows for a checkpoint; about one for each gateway, each of its tickers
     * and each demanded ticker. Changes that were not drained are part of it. The order does not matter.
     */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("clock", SNAPSHOT_VERSION, now));
        for (Map.Entry<String, Gateway> entry : gateways.entrySet()) {
            Gateway gateway = entry.getValue();
            rows.add(new Row(
                    "gateway/" + entry.getKey(),
                    gateway.incarnation + (gateway.live ? " live" : " lost"),
                    gateway.heardAt));
            gateway.rows.forEach((ticker, subscribers) -> rows.add(
                    new Row("subscribers/" + entry.getKey() + '/' + ticker, subscribers.toString(), gateway.heardAt)));
        }
        wants.forEach((ticker, want) -> rows.add(new Row(
                "ticker/" + ticker,
                want.lingerUntil
                        + (scan.contains(ticker) ? " scan" : " other")
                        + (began.contains(ticker) ? " new" : " known"),
                want.since)));
        ended.forEach(ticker -> rows.add(new Row("ended/" + ticker, "", now)));
        return rows;
    }

    /**
     * A ledger that goes on where the one that gave these rows stood, once it {@linkplain #caughtUp() is caught up}.
     *
     * @param defaultTickers as in the constructor; they may have changed, which shows in the first {@link #drainChanges()}
     * @param rows all rows of one {@link #rows()}, in any order; none make a new ledger
     * @throws IllegalArgumentException if a row is not one that this version wrote
     */
    public static DemandLedger restore(Collection<Ticker> defaultTickers, Collection<Row> rows) {
        DemandLedger ledger = new DemandLedger();
        List<Row> ordered = new ArrayList<>(rows);
        // Gateways and tickers before the subscribers, which add to both.
        ordered.sort(Comparator.comparingInt(DemandLedger::rank));
        List<Lingering> lingering = new ArrayList<>();
        Set<Ticker> scan = new HashSet<>();
        for (Row row : ordered) {
            try {
                ledger.restore(row, lingering, scan);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("a row of a demand ledger's snapshot cannot be read: " + row, e);
            }
        }
        lingering.sort(Comparator.comparingLong(Lingering::deadline));
        ledger.lingering.addAll(lingering);
        ledger.scan = Set.copyOf(scan);
        for (Ticker ticker : List.copyOf(ledger.wants.keySet())) {
            ledger.wants.get(ticker).inScan = scan.contains(ticker);
        }
        defaultTickers.forEach(ledger::makeDefault);
        // What only was a default ticker of another configuration ends here.
        List.copyOf(ledger.wants.keySet()).forEach(ledger::refresh);
        return ledger;
    }

    private static int rank(Row row) {
        return switch (kind(row)) {
            case "clock" -> 0;
            case "gateway" -> 1;
            case "ticker" -> 2;
            case "subscribers" -> 3;
            case "ended" -> 4;
            default -> throw new IllegalArgumentException("a row of a demand ledger's snapshot cannot be read: " + row);
        };
    }

    private static String kind(Row row) {
        int slash = row.key().indexOf('/');
        return slash < 0 ? row.key() : row.key().substring(0, slash);
    }

    private void restore(Row row, List<Lingering> allLingering, Set<Ticker> allScan) {
        String name = row.key().substring(row.key().indexOf('/') + 1);
        String[] values = row.value().split(" ", -1);
        switch (kind(row)) {
            case "clock" -> {
                if (!row.value().equals(SNAPSHOT_VERSION)) {
                    throw new IllegalArgumentException("version must be " + SNAPSHOT_VERSION);
                }
                now = row.timeMillis();
            }
            case "gateway" -> {
                Gateway gateway = new Gateway(Long.parseLong(values[0]), row.timeMillis());
                gateway.live = values[1].equals("live");
                gateways.put(name, gateway);
            }
            case "ticker" -> {
                Ticker ticker = Ticker.of(name);
                Want want = new Want();
                want.since = row.timeMillis();
                want.lingerUntil = Long.parseLong(values[0]);
                if (want.lingerUntil != NOT_LINGERING) {
                    allLingering.add(new Lingering(ticker, want.lingerUntil));
                }
                if (values[1].equals("scan")) {
                    allScan.add(ticker);
                }
                if (values[2].equals("new")) {
                    began.add(ticker);
                }
                wants.put(ticker, want);
                demands.put(ticker, want.demand());
            }
            case "subscribers" -> {
                int slash = name.indexOf('/');
                Gateway gateway = gateways.get(name.substring(0, slash));
                Ticker ticker = Ticker.of(name.substring(slash + 1));
                int subscribers = Integer.parseInt(row.value());
                gateway.rows.put(ticker, subscribers);
                if (gateway.live) {
                    wants.get(ticker).subscribers += subscribers;
                }
            }
            default -> ended.add(Ticker.of(name));
        }
    }

    private void makeDefault(Ticker ticker) {
        want(ticker).isDefault = true;
        refresh(ticker);
    }

    private void hear(DemandRecords.Heartbeat heartbeat) {
        Gateway gateway = gatewayOf(heartbeat.gateway(), heartbeat.incarnation());
        if (gateway == null) {
            return;
        }
        gateway.heardAt = now;
        if (!gateway.live) {
            gateway.live = true;
            gateway.rows.forEach(this::addSubscribers);
        }
    }

    private void subscribe(DemandRecords.Subscription subscription) {
        Gateway gateway = gatewayOf(subscription.gateway(), subscription.incarnation());
        if (gateway == null) {
            return;
        }
        if (subscription.subscribers() == 0) {
            removeRow(gateway, subscription.ticker());
            return;
        }
        Integer before = gateway.rows.put(subscription.ticker(), subscription.subscribers());
        if (gateway.live) {
            addSubscribers(subscription.ticker(), subscription.subscribers() - (before == null ? 0 : before));
        } else {
            // Not a sign of life that counts, but the gateway is not to be forgotten while it writes.
            gateway.heardAt = now;
        }
    }

    private void unsubscribe(DemandRecords.Unsubscription unsubscription) {
        Gateway gateway = gateways.get(unsubscription.gateway());
        if (gateway != null) {
            removeRow(gateway, unsubscription.ticker());
        }
    }

    private void removeRow(Gateway gateway, Ticker ticker) {
        Integer before = gateway.rows.remove(ticker);
        if (before != null && gateway.live) {
            addSubscribers(ticker, -before);
        }
    }

    /** The gateway in this incarnation, without older rows; null if the incarnation is an older one. */
    private Gateway gatewayOf(String name, long incarnation) {
        Gateway known = gateways.get(name);
        if (known != null && incarnation == known.incarnation) {
            return known;
        }
        if (known != null && incarnation < known.incarnation) {
            return null;
        }
        if (known != null) {
            lose(known);
        }
        Gateway gateway = new Gateway(incarnation, now);
        gateways.put(name, gateway);
        return gateway;
    }

    private void lose(Gateway gateway) {
        if (gateway.live) {
            gateway.live = false;
            gateway.heardAt = now;
            gateway.rows.forEach((ticker, subscribers) -> addSubscribers(ticker, -subscribers));
        }
    }

    private void addSubscribers(Ticker ticker, int subscribers) {
        Want want = want(ticker);
        boolean hadSome = want.subscribers > 0;
        want.subscribers += subscribers;
        if (want.subscribers > 0) {
            want.lingerUntil = NOT_LINGERING;
        } else if (hadSome) {
            want.lingerUntil = now + LINGER.toMillis();
            lingering.add(new Lingering(ticker, want.lingerUntil));
        }
        refresh(ticker);
    }

    private void replaceScan(Collection<Ticker> tickers) {
        Set<Ticker> before = scan;
        scan = Set.copyOf(tickers);
        for (Ticker ticker : tickers) {
            want(ticker).inScan = true;
            refresh(ticker);
        }
        for (Ticker ticker : before) {
            if (!scan.contains(ticker)) {
                want(ticker).inScan = false;
                refresh(ticker);
            }
        }
    }

    private void remember(DemandRecords.Fetch fetch, long appendTimeMillis) {
        // Out and in again, so that the oldest request stays first.
        Long before = fetches.remove(fetch.ticker());
        fetches.put(fetch.ticker(), before == null ? appendTimeMillis : Math.max(before, appendTimeMillis));
        version++;
    }

    private void forgetFetches() {
        for (Iterator<Long> iterator = fetches.values().iterator(); iterator.hasNext(); ) {
            if (now - iterator.next() < FETCH_MEMORY.toMillis()) {
                return;
            }
            iterator.remove();
            version++;
        }
    }

    private void meetDeadlines() {
        if (!caughtUp) {
            return;
        }
        for (Iterator<Gateway> iterator = gateways.values().iterator(); iterator.hasNext(); ) {
            Gateway gateway = iterator.next();
            if (gateway.live && now - gateway.heardAt >= LEASE.toMillis()) {
                lose(gateway);
            } else if (!gateway.live && now - gateway.heardAt >= MEMORY.toMillis()) {
                iterator.remove();
            }
        }
        while (!lingering.isEmpty() && lingering.peek().deadline() <= now) {
            Lingering due = lingering.poll();
            Want want = wants.get(due.ticker());
            // Otherwise a subscriber came back in between.
            if (want != null && want.lingerUntil == due.deadline()) {
                want.lingerUntil = NOT_LINGERING;
                refresh(due.ticker());
            }
        }
    }

    private Want want(Ticker ticker) {
        return wants.computeIfAbsent(ticker, unused -> new Want());
    }

    /** Brings the view and the changes in line with what is wanted of a ticker. */
    private void refresh(Ticker ticker) {
        Want want = wants.get(ticker);
        if (!want.isDemanded()) {
            wants.remove(ticker);
            if (demands.remove(ticker) != null) {
                version++;
                if (!began.remove(ticker)) {
                    ended.add(ticker);
                }
            }
            return;
        }
        boolean isNew = !demands.containsKey(ticker);
        if (isNew) {
            want.since = now;
            if (!ended.remove(ticker)) {
                began.add(ticker);
            }
        }
        Demand demand = want.demand();
        if (!demand.equals(demands.put(ticker, demand))) {
            version++;
        }
    }

    /**
     * Why a ticker is demanded.
     *
     * @param subscribers clients over all gateways with a live lease; 0 while lingering and for standing demand alone
     * @param sinceMillis append time at which the demand began, milliseconds since 1970; 0 for a default ticker, kept while
     *     the demand lasts for whatever reason
     * @param isDefault whether it is one of the ledger's default tickers
     * @param inScan whether the latest scan names it
     */
    public record Demand(int subscribers, long sinceMillis, boolean isDefault, boolean inScan) {}

    /** The tickers whose demand began and those whose demand ended, none in both. */
    public record Changes(List<Ticker> began, List<Ticker> ended) {
        public Changes {
            began = List.copyOf(began);
            ended = List.copyOf(ended);
        }

        /** Whether nothing began and nothing ended. */
        public boolean isEmpty() {
            return began.isEmpty() && ended.isEmpty();
        }
    }

    /** One row of a snapshot. Only {@link DemandLedger#restore} knows what key and value mean. */
    public record Row(String key, String value, long timeMillis) {
        public Row {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }

    private record Lingering(Ticker ticker, long deadline) {}

    private static final class Gateway {
        private final long incarnation;
        private final Map<Ticker, Integer> rows = new HashMap<>();
        private boolean live;
        /** With a lease the last heartbeat; without one the loss, or the last row since. */
        private long heardAt;

        private Gateway(long incarnation, long heardAt) {
            this.incarnation = incarnation;
            this.heardAt = heardAt;
        }
    }

    private static final class Want {
        private int subscribers;
        private boolean isDefault;
        private boolean inScan;
        private long since;
        private long lingerUntil = NOT_LINGERING;

        private boolean isDemanded() {
            return subscribers > 0 || isDefault || inScan || lingerUntil != NOT_LINGERING;
        }

        private Demand demand() {
            return new Demand(subscribers, since, isDefault, inScan);
        }
    }
}
