package dev.sise.reference.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentRecord;
import dev.sise.market.Ticker;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the instrument lists, all of them read to their end, with what the database has. Pure; one for each sync.
 *
 * <ul>
 *   <li>An instrument is what the most specific list that names it says.
 *   <li>What was listed and is named by no list any more is delisted, unless the list that named it is incomplete: more of its known
 *       instruments are missing than the plan allows. Then all that is missing in it stays listed.
 *   <li>A row that cannot be read changes nothing and delists nothing.
 *   <li>A listing event is made wherever the newest one of a ticker is not what the lists say now. So a run that was killed between the
 *       tables is completed by the next one, and a repeated run makes none.
 *   <li>A stored close of the session before that is not the last close of the list is refuted. One that is further from it than a day's limits
 *       allow was adjusted in the list and not yet in the table: the next load reads that history anew. Where too many differ, it is the lists
 *       that are in doubt, and none is refuted.
 * </ul>
 */
final class ListComparison {
    private static final String HALTED = "거래정지";

    /** So many may leave a short list on one day. */
    private static final int FEW = 5;
    /** No price moves further on a day than 30 % and what rounding adds. */
    private static final long LIMIT_PER_MILLE = 305;
    /** Of fewer a share says little. */
    private static final int COMPARED_AT_LEAST = 50;
    /** No night corrects so many closes: the lists tell another day's. */
    private static final int DIFFERING_PERCENT_AT_MOST = 20;

    private final SyncPlan plan;
    private final Map<String, Stock> listed = new TreeMap<>();
    private final Map<String, InstrumentList> listOf = new TreeMap<>();
    private final Map<String, Set<InstrumentList>> namedBy = new TreeMap<>();
    private final Set<String> unreadable = new TreeSet<>();
    private final Map<String, KnownStock> known = new TreeMap<>();

    private final List<Refused> refused = new ArrayList<>();
    private final List<Stock> stocks = new ArrayList<>();
    private final List<ListingEvent> events = new ArrayList<>();
    private final List<RefutedClose> refutedCloses = new ArrayList<>();
    private int adjustedCloses;
    private int comparedCloses;
    private int doubtfulCloses;
    private final Map<InstrumentList, Shrunk> shrunk = new EnumMap<>(InstrumentList.class);

    /** A row that cannot be read. */
    record Refused(ListRow row, RowRefusal reason, String words) {}

    /** An incomplete list: how many of its known instruments are missing in it. */
    record Shrunk(int known, int missing) {}

    ListComparison(SyncPlan plan) {
        this.plan = plan;
    }

    void add(KnownStock stock) {
        known.put(stock.stock.ticker, stock);
    }

    void add(ListRow row) {
        if (row.refusal != null) {
            refused.add(new Refused(row, row.refusal, row.refusalWords));
            if (Ticker.parse(row.code) instanceof Ticker.Accepted accepted) {
                name(accepted.ticker(), row);
                unreadable.add(accepted.ticker().code());
            }
            return;
        }
        Ticker.Parsed parsed = Ticker.parse(row.code);
        if (parsed instanceof Ticker.Refused reason) {
            refused.add(new Refused(row, RowRefusal.CODE, reason.message()));
            return;
        }
        Ticker ticker = ((Ticker.Accepted) parsed).ticker();
        InstrumentList list = name(ticker, row);
        InstrumentList before = listOf.get(ticker.code());
        if (before != null && before.compareTo(list) <= 0) {
            return;
        }
        try {
            listed.put(ticker.code(), stock(ticker, list, row));
            listOf.put(ticker.code(), list);
        } catch (ArithmeticException e) {
            unreadable.add(ticker.code());
            refused.add(new Refused(
                    row,
                    RowRefusal.NUMBER,
                    "listCount times lastPrice must fit 63 bits, was " + row.listedShares + " times " + row.lastClose));
        }
    }

    /** Notes that the list of a row names the ticker, also where the rest of the row cannot be read. */
    private InstrumentList name(Ticker ticker, ListRow row) {
        InstrumentList list = InstrumentList.of(row.marketType).orElseThrow();
        namedBy.computeIfAbsent(ticker.code(), code -> EnumSet.noneOf(InstrumentList.class))
                .add(list);
        return list;
    }

    /** Makes the results; once, after all was added. */
    void compare() {
        listed.forEach((ticker, stock) -> {
            stock.category = category(stock.instrumentClass, namedBy.get(ticker));
            stocks.add(stock);
            KnownStock before = known.get(ticker);
            if (before != null) {
                compareCloses(stock, before);
            }
            if (before == null || !ListingEvent.LISTED.equals(before.lastEvent)) {
                events.add(new ListingEvent(ticker, ListingEvent.LISTED, listingDay(stock, before), plan.syncedAt()));
            }
        });
        doubtCloses();
        findShrunk();
        known.forEach((ticker, before) -> {
            if (!listed.containsKey(ticker)) {
                stocks.add(missing(before));
            }
        });
    }

    List<Stock> stocks() {
        return stocks;
    }

    List<ListingEvent> events() {
        return events;
    }

    List<Refused> refused() {
        return refused;
    }

    /** Stored closes that the lists tell otherwise. */
    List<RefutedClose> refutedCloses() {
        return refutedCloses;
    }

    /** How many stored closes are so far from those of the lists that only an adjustment can explain it. */
    int adjustedCloses() {
        return adjustedCloses;
    }

    /** How many stored closes the lists tell otherwise where those are too many to be believed; then none is refuted or adjusted. */
    int doubtfulCloses() {
        return doubtfulCloses;
    }

    /** The incomplete lists. */
    Map<InstrumentList, Shrunk> shrunk() {
        return shrunk;
    }

    private void compareCloses(Stock stock, KnownStock before) {
        long difference = Math.abs(stock.lastClose - before.storedClose);
        if (before.storedClose == 0 || stock.lastClose == 0) {
            return;
        }
        comparedCloses++;
        if (difference == 0) {
            return;
        }
        if (difference * 1_000 > before.storedClose * LIMIT_PER_MILLE) {
            adjustedCloses++;
        } else {
            refutedCloses.add(
                    new RefutedClose(stock.ticker, before.storedCloseDay, before.storedClose, stock.lastClose));
        }
    }

    private void doubtCloses() {
        int differing = refutedCloses.size() + adjustedCloses;
        if (comparedCloses >= COMPARED_AT_LEAST && differing * 100 > comparedCloses * DIFFERING_PERCENT_AT_MOST) {
            doubtfulCloses = differing;
            refutedCloses.clear();
            adjustedCloses = 0;
        }
    }

    /** A list that loses all is incomplete, however short; one that loses a few is not, however large a share they are. */
    private void findShrunk() {
        Map<String, List<KnownStock>> byList = known.values().stream()
                .filter(before -> before.stock.listed)
                .collect(Collectors.groupingBy(before -> before.stock.listMarket));
        for (InstrumentList list : plan.lists()) {
            List<KnownStock> ofList = byList.getOrDefault(list.marketType(), List.of());
            int missing = (int) ofList.stream().filter(this::isMissing).count();
            boolean isLarge = missing * 100L > (long) plan.maxShrinkPercent() * ofList.size();
            if (isLarge && (missing > FEW || missing == ofList.size())) {
                shrunk.put(list, new Shrunk(ofList.size(), missing));
            }
        }
    }

    private boolean isMissing(KnownStock before) {
        return !listed.containsKey(before.stock.ticker) && !unreadable.contains(before.stock.ticker);
    }

    /** What becomes of a known one that no list names, or none readably. */
    private Stock missing(KnownStock before) {
        InstrumentList list = InstrumentList.of(before.stock.listMarket).orElse(null);
        boolean stays = unreadable.contains(before.stock.ticker)
                || list == null
                || !plan.lists().contains(list);
        if (before.stock.listed && (stays || shrunk.containsKey(list))) {
            return before.stock.copyAt(plan.syncedAt());
        }
        if (!stays && ListingEvent.LISTED.equals(before.lastEvent)) {
            events.add(new ListingEvent(before.stock.ticker, ListingEvent.DELISTED, plan.marketDay(), plan.syncedAt()));
        }
        return before.stock.delistedAt(plan.syncedAt());
    }

    /** The day the list tells, unless the instrument had left the exchange since. */
    private int listingDay(Stock stock, KnownStock before) {
        boolean told = stock.listingDay != Stock.NO_DAY;
        boolean sinceItLeft = before == null || before.lastEvent == null || stock.listingDay > before.lastEventDay;
        return told && sinceItLeft ? stock.listingDay : plan.marketDay();
    }

    /** @throws ArithmeticException where the market capitalization fits no long */
    private Stock stock(Ticker ticker, InstrumentList list, ListRow row) {
        Stock stock = new Stock();
        stock.ticker = ticker.code();
        stock.name = row.name;
        stock.marketCode = row.marketCode;
        stock.listMarket = list.marketType();
        stock.listed = true;
        stock.instrumentClass = InstrumentClass.of(
                new InstrumentRecord(ticker, list.marketType(), stock.marketCode, row.kind, stock.name));
        stock.realtimeSupported = stock.instrumentClass.mayUseWebSocket();
        stock.hasAfterMarket = stock.instrumentClass.hasAfterMarket();
        stock.listedShares = row.listedShares;
        stock.lastClose = row.lastClose;
        stock.marketCap = Math.multiplyExact(row.listedShares, row.lastClose);
        stock.listingDay = row.listingDay;
        stock.halted = row.auditInfo.contains(HALTED) || row.state.contains(HALTED);
        stock.updatedAt = plan.syncedAt();
        return stock;
    }

    /** The categories of the design document: the two it has for what trades elsewhere by class, the boards by the lists of the boards. */
    private static String category(InstrumentClass instrumentClass, Set<InstrumentList> lists) {
        if (instrumentClass == InstrumentClass.ELW) {
            return "ELW";
        }
        if (instrumentClass == InstrumentClass.OTC) {
            return "OTC";
        }
        if (lists.contains(InstrumentList.KOSPI)) {
            return "KOSPI";
        }
        return lists.contains(InstrumentList.KOSDAQ) ? "KOSDAQ" : "UNKNOWN";
    }

    /** How many of each, for people. */
    static <T> Map<String, Long> count(List<T> things, Function<T, String> word) {
        return things.stream().collect(Collectors.groupingBy(word, TreeMap::new, Collectors.counting()));
    }
}
