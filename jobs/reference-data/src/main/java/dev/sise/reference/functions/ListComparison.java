package dev.sise.reference.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentRecord;
import dev.sise.market.Ticker;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
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
 * </ul>
 */
final class ListComparison {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
    private static final String HALTED = "거래정지";

    private final SyncPlan plan;
    private final Map<String, Stock> listed = new TreeMap<>();
    private final Map<String, InstrumentList> listOf = new TreeMap<>();
    private final Map<String, Set<InstrumentList>> namedBy = new TreeMap<>();
    private final Set<String> unreadable = new TreeSet<>();
    private final Map<String, KnownStock> known = new TreeMap<>();

    private final List<Refused> refused = new ArrayList<>();
    private final List<Stock> stocks = new ArrayList<>();
    private final List<ListingEvent> events = new ArrayList<>();
    private final Map<InstrumentList, Shrunk> shrunk = new EnumMap<>(InstrumentList.class);

    /** Why a row is refused. */
    enum Reason {
        CODE("code"),
        NAME("name"),
        NUMBER("number"),
        DATE("date");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Names a counter. */
        String code() {
            return code;
        }
    }

    /** A row that cannot be read. */
    record Refused(ListRow row, Reason reason, String words) {}

    /** An incomplete list: how many of its known instruments are missing in it. */
    record Shrunk(int known, int missing) {}

    ListComparison(SyncPlan plan) {
        this.plan = plan;
    }

    void add(KnownStock stock) {
        known.put(stock.stock.ticker, stock);
    }

    void add(ListRow row) {
        InstrumentList list = InstrumentList.of(row.marketType).orElseThrow();
        Ticker.Parsed parsed = Ticker.parse(row.code);
        if (parsed instanceof Ticker.Refused reason) {
            refused.add(new Refused(row, Reason.CODE, reason.message()));
            return;
        }
        Ticker ticker = ((Ticker.Accepted) parsed).ticker();
        namedBy.computeIfAbsent(ticker.code(), code -> EnumSet.noneOf(InstrumentList.class))
                .add(list);
        InstrumentList before = listOf.get(ticker.code());
        if (before != null && before.compareTo(list) <= 0) {
            return;
        }
        try {
            listed.put(ticker.code(), stock(ticker, list, row));
            listOf.put(ticker.code(), list);
        } catch (UnreadableException e) {
            unreadable.add(ticker.code());
            refused.add(new Refused(row, e.reason, e.getMessage()));
        }
    }

    /** Makes the results; once, after all was added. */
    void compare() {
        listed.forEach((ticker, stock) -> {
            stock.category = category(stock.instrumentClass, namedBy.get(ticker));
            stocks.add(stock);
            KnownStock before = known.get(ticker);
            if (before == null || !ListingEvent.LISTED.equals(before.lastEvent)) {
                events.add(new ListingEvent(ticker, ListingEvent.LISTED, listingDay(stock, before), plan.syncedAt()));
            }
        });
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

    /** The incomplete lists. */
    Map<InstrumentList, Shrunk> shrunk() {
        return shrunk;
    }

    private void findShrunk() {
        Map<String, List<KnownStock>> byList = known.values().stream()
                .filter(before -> before.stock.listed)
                .collect(Collectors.groupingBy(before -> before.stock.listMarket));
        for (InstrumentList list : plan.lists()) {
            List<KnownStock> ofList = byList.getOrDefault(list.marketType(), List.of());
            int missing = (int) ofList.stream().filter(this::isMissing).count();
            if (missing * 100L > (long) plan.maxShrinkPercent() * ofList.size()) {
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
        boolean stays =
                unreadable.contains(before.stock.ticker) || !plan.lists().contains(list);
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

    private Stock stock(Ticker ticker, InstrumentList list, ListRow row) throws UnreadableException {
        if (row.name.isBlank()) {
            throw new UnreadableException(Reason.NAME, "a name must not be empty");
        }
        Stock stock = new Stock();
        stock.ticker = ticker.code();
        stock.name = row.name.strip();
        stock.marketCode = row.marketCode.strip();
        stock.listMarket = list.marketType();
        stock.listed = true;
        stock.instrumentClass = InstrumentClass.of(
                new InstrumentRecord(ticker, list.marketType(), stock.marketCode, row.kind.strip(), stock.name));
        stock.realtimeSupported = stock.instrumentClass.mayUseWebSocket();
        stock.hasAfterMarket = stock.instrumentClass.hasAfterMarket();
        stock.listedShares = number("listCount", row.listCount);
        stock.lastClose = number("lastPrice", row.lastPrice);
        try {
            stock.marketCap = Math.multiplyExact(stock.listedShares, stock.lastClose);
        } catch (ArithmeticException e) {
            throw new UnreadableException(
                    Reason.NUMBER,
                    "listCount times lastPrice must fit 63 bits, was " + stock.listedShares + " times "
                            + stock.lastClose);
        }
        stock.listingDay = day(row.regDay);
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

    /** Zero where the list tells none. */
    private static long number(String field, String text) throws UnreadableException {
        String digits = text.strip();
        if (digits.isEmpty()) {
            return 0;
        }
        if (!digits.matches("[0-9]{1,18}")) {
            throw new UnreadableException(Reason.NUMBER, field + " must be at most 18 digits, was '" + text + "'");
        }
        return Long.parseLong(digits);
    }

    private static int day(String text) throws UnreadableException {
        String digits = text.strip();
        if (digits.isEmpty() || digits.equals("00000000")) {
            return Stock.NO_DAY;
        }
        try {
            return Math.toIntExact(LocalDate.parse(digits, DAY).toEpochDay());
        } catch (DateTimeParseException e) {
            throw new UnreadableException(Reason.DATE, "regDay must be a day as yyyyMMdd, was '" + text + "'");
        }
    }

    /** How many of each, for people. */
    static <T> Map<String, Long> count(List<T> things, Function<T, String> word) {
        return things.stream().collect(Collectors.groupingBy(word, TreeMap::new, Collectors.counting()));
    }

    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        private UnreadableException(Reason reason, String words) {
            super(words);
            this.reason = reason;
        }
    }
}
