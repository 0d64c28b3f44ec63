package dev.sise.reference.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListComparisonTest {
    private static final int TODAY = day("2026-11-19");
    private static final long NOW = 1_000_000;
    private static final SyncPlan PLAN = new SyncPlan(List.of(InstrumentList.values()), NOW, TODAY, 20);

    private final List<KnownStock> known = new ArrayList<>();
    private final List<ListRow> rows = new ArrayList<>();

    @Test
    void takesEveryFieldOfARowIntoAStock() {
        rows.add(row(InstrumentList.KOSPI, "000020"));

        Stock stock = compare().stocks().get(0);

        assertThat(stock.ticker).isEqualTo("000020");
        assertThat(stock.name).isEqualTo("name of 000020");
        assertThat(stock.marketCode).isEqualTo("0");
        assertThat(stock.listMarket).isEqualTo("0");
        assertThat(stock.marketCap).isEqualTo(27_931_470L * 6_010);
        assertThat(stock.listed).isTrue();
        assertThat(stock.realtimeSupported).isTrue();
        assertThat(stock.category).isEqualTo("KOSPI");
        assertThat(stock.instrumentClass).isEqualTo(InstrumentClass.COMMON);
        assertThat(stock.listedShares).isEqualTo(27_931_470L);
        assertThat(stock.lastClose).isEqualTo(6_010);
        assertThat(stock.listingDay).isEqualTo(day("1976-03-24"));
        assertThat(stock.hasAfterMarket).isTrue();
        assertThat(stock.halted).isFalse();
        assertThat(stock.updatedAt).isEqualTo(NOW);
    }

    @Test
    void believesTheMostSpecificOfSeveralListsWhateverTheirOrder() {
        ListRow ofKospi = row(InstrumentList.KOSPI, "069500");
        ListRow ofEtf = row(InstrumentList.ETF, "069500");
        ofEtf.name = "the name in the list of ETF";
        rows.add(ofKospi);
        rows.add(ofEtf);
        rows.add(row(InstrumentList.ETF, "0000D0"));
        rows.add(row(InstrumentList.KOSPI, "0000D0"));

        List<Stock> stocks = compare().stocks();

        assertThat(stocks).extracting(stock -> stock.ticker).containsExactly("0000D0", "069500");
        assertThat(stocks).extracting(stock -> stock.listMarket).containsOnly("8");
        assertThat(stocks).extracting(stock -> stock.instrumentClass).containsOnly(InstrumentClass.ETF);
        assertThat(stocks).extracting(stock -> stock.category).containsOnly("KOSPI");
        assertThat(stocks.get(1).name).isEqualTo("the name in the list of ETF");
    }

    @Test
    void givesEveryClassTheCategoryOfTheSeed() {
        rows.add(row(InstrumentList.KOSPI, "005930"));
        rows.add(row(InstrumentList.KOSDAQ, "0015N0"));
        rows.add(row(InstrumentList.ELW, "57M747"));
        rows.add(row(InstrumentList.OTC, "200010"));
        rows.add(row(InstrumentList.KONEX, "496320"));

        List<Stock> stocks = compare().stocks();

        assertThat(stocks)
                .extracting(stock -> stock.ticker + " " + stock.category + " " + stock.realtimeSupported)
                .containsExactly(
                        "0015N0 KOSDAQ true",
                        "005930 KOSPI true",
                        "200010 OTC false",
                        "496320 UNKNOWN true",
                        "57M747 ELW true");
        assertThat(stocks)
                .extracting(stock -> stock.toInstrument().market())
                .containsExactly("KOSDAQ", "KOSPI", "K-OTC", "KONEX", "ELW");
    }

    @Test
    void keepsWhatTheListDoesNotTellAsUnknown() {
        ListRow row = row(InstrumentList.KOSPI, "005930");
        row.listedShares = 0;
        row.listingDay = Stock.NO_DAY;
        rows.add(row);

        ListComparison comparison = compare();

        Stock stock = comparison.stocks().get(0);
        assertThat(stock.listedShares).isZero();
        assertThat(stock.marketCap).isZero();
        assertThat(stock.toInstrument().listingDate()).isNull();
        assertThat(comparison.events()).extracting(event -> event.day).containsExactly(TODAY);
    }

    @Test
    void seesAHaltInEitherField() {
        ListRow audited = row(InstrumentList.KOSPI, "000300");
        audited.auditInfo = "거래정지";
        ListRow stated = row(InstrumentList.KOSPI, "000310");
        stated.state = "증거금100%|거래정지";
        rows.add(audited);
        rows.add(stated);

        assertThat(compare().stocks())
                .extracting(stock -> stock.toInstrument().status())
                .containsOnly(ListedInstrument.Status.HALTED);
    }

    @Test
    void refutesAStoredCloseThatTheListTellsOtherwise() {
        rows.add(closing("000020", 1_050));
        rows.add(closing("000040", 1_000));
        rows.add(closing("000050", 0));
        known.add(stored("000020", 1_000));
        known.add(stored("000040", 1_000));
        known.add(stored("000050", 1_000));
        rows.add(closing("000060", 1_000));
        known.add(stored("000060", 0));

        ListComparison comparison = compare();

        assertThat(comparison.refutedCloses())
                .extracting(refuted -> refuted.ticker + " " + refuted.day + " " + refuted.stored + " " + refuted.close)
                .containsExactly("000020 " + (TODAY - 1) + " 1000 1050");
        assertThat(comparison.adjustedCloses()).isZero();
    }

    @Test
    void leavesACloseThatOnlyAnAdjustmentExplainsToTheNextLoad() {
        rows.add(closing("000020", 1_306));
        rows.add(closing("000040", 1_305));
        rows.add(closing("000050", 200));
        known.add(stored("000020", 1_000));
        known.add(stored("000040", 1_000));
        known.add(stored("000050", 1_000));

        ListComparison comparison = compare();

        assertThat(comparison.refutedCloses())
                .extracting(refuted -> refuted.ticker)
                .containsExactly("000040");
        assertThat(comparison.adjustedCloses()).isEqualTo(2);
    }

    @Test
    void doubtsTheListsWhereMoreThanAFifthOfTheClosesDiffer() {
        for (int i = 0; i < 50; i++) {
            String ticker = "10%04d".formatted(i * 10);
            rows.add(closing(ticker, i < 10 ? 1_010 : 1_000));
            known.add(stored(ticker, 1_000));
        }
        assertThat(compare().refutedCloses()).hasSize(10);
        assertThat(compare().doubtfulCloses()).isZero();

        rows.get(10).lastClose = 5_000;
        ListComparison comparison = compare();

        assertThat(comparison.refutedCloses()).isEmpty();
        assertThat(comparison.adjustedCloses()).isZero();
        assertThat(comparison.doubtfulCloses()).isEqualTo(11);
    }

    private static ListRow closing(String ticker, long lastClose) {
        ListRow row = row(InstrumentList.KOSPI, ticker);
        row.lastClose = lastClose;
        return row;
    }

    private static KnownStock stored(String ticker, long close) {
        KnownStock stored = known(ticker, InstrumentList.KOSPI, true, ListingEvent.LISTED, "1976-03-24");
        stored.storedClose = close;
        stored.storedCloseDay = TODAY - 1;
        return stored;
    }

    @Test
    void makesAListingEventOnTheDayTheListTells() {
        rows.add(row(InstrumentList.KOSPI, "000020"));

        assertThat(events(compare())).containsExactly("000020 listed 1976-03-24");
    }

    @Test
    void makesNoEventForWhatIsKnownAlready() {
        rows.add(row(InstrumentList.KOSPI, "000020"));
        known.add(known("000020", InstrumentList.KOSPI, true, ListingEvent.LISTED, "1976-03-24"));

        assertThat(events(compare())).isEmpty();
    }

    @Test
    void delistsWhatNoListNamesAnyMore() {
        listed(InstrumentList.KOSDAQ, 10);
        known.add(known("900000", InstrumentList.KOSDAQ, true, ListingEvent.LISTED, "2001-01-02"));

        ListComparison comparison = compare();

        assertThat(events(comparison)).containsExactly("900000 delisted 2026-11-19");
        Stock gone = comparison.stocks().get(10);
        assertThat(gone.ticker).isEqualTo("900000");
        assertThat(gone.listed).isFalse();
        assertThat(gone.name).isEqualTo("name of 900000");
        assertThat(gone.toInstrument().status()).isEqualTo(ListedInstrument.Status.DELISTED);
        assertThat(comparison.shrunk()).isEmpty();
    }

    @Test
    void writesWhatLeftLongAgoAgainWithoutAnEvent() {
        known.add(known("900000", InstrumentList.KOSDAQ, false, ListingEvent.DELISTED, "2020-01-02"));

        ListComparison comparison = compare();

        assertThat(events(comparison)).isEmpty();
        assertThat(comparison.stocks()).extracting(stock -> stock.listed).containsExactly(false);
    }

    @Test
    void listsAgainWhatComesBackOnTheDayItIsSeen() {
        rows.add(row(InstrumentList.KOSPI, "000020"));
        known.add(known("000020", InstrumentList.KOSPI, false, ListingEvent.DELISTED, "2026-11-18"));

        ListComparison comparison = compare();

        assertThat(events(comparison)).containsExactly("000020 listed 2026-11-19");
        assertThat(comparison.stocks()).extracting(stock -> stock.listed).containsExactly(true);
    }

    @Test
    void delistsAFifthOfAListAndNothingOfOneThatMissesMore() {
        listed(InstrumentList.KOSDAQ, 8);
        gone(InstrumentList.KOSDAQ, "90000", 2);
        listed(InstrumentList.KONEX, 8);
        gone(InstrumentList.KONEX, "80000", 6);

        ListComparison comparison = compare();

        assertThat(comparison.shrunk()).containsExactly(entry(InstrumentList.KONEX, new ListComparison.Shrunk(14, 6)));
        assertThat(events(comparison)).containsExactly("900000 delisted 2026-11-19", "900001 delisted 2026-11-19");
        assertThat(comparison.stocks())
                .filteredOn(stock -> stock.ticker.startsWith("80000"))
                .extracting(stock -> stock.listed)
                .containsOnly(true);
    }

    @Test
    void letsAFewLeaveAShortList() {
        listed(InstrumentList.KONEX, 3);
        gone(InstrumentList.KONEX, "80000", 1);

        ListComparison comparison = compare();

        assertThat(comparison.shrunk()).isEmpty();
        assertThat(events(comparison)).containsExactly("800000 delisted 2026-11-19");
    }

    @Test
    void leavesAnInstrumentOfAListItDoesNotKnowAsItIs() {
        gone(InstrumentList.KONEX, "80000", 1);
        known.get(0).stock.listMarket = "77";

        ListComparison comparison = compare();

        assertThat(events(comparison)).isEmpty();
        assertThat(comparison.stocks()).extracting(stock -> stock.listed).containsOnly(true);
    }

    @Test
    void takesAnEmptyAnswerForAnIncompleteList() {
        gone(InstrumentList.ELW, "57M70", 4);

        ListComparison comparison = compare();

        assertThat(events(comparison)).isEmpty();
        assertThat(comparison.stocks()).extracting(stock -> stock.listed).containsOnly(true);
    }

    @Test
    void delistsEverythingThatIsMissingWhenItIsToldTo() {
        gone(InstrumentList.ELW, "57M70", 4);

        ListComparison comparison = compare(new SyncPlan(PLAN.lists(), NOW, TODAY, 100));

        assertThat(events(comparison)).hasSize(4).allMatch(event -> event.endsWith(" delisted 2026-11-19"));
    }

    @Test
    void leavesTheInstrumentsOfAListThatIsNotReadAsTheyAre() {
        gone(InstrumentList.ELW, "57M70", 4);

        ListComparison comparison = compare(new SyncPlan(List.of(InstrumentList.KOSPI), NOW, TODAY, 100));

        assertThat(events(comparison)).isEmpty();
        assertThat(comparison.stocks()).extracting(stock -> stock.listed).containsOnly(true);
    }

    @Test
    void movesAStockFromOneMarketToAnotherWithoutAnEvent() {
        rows.add(row(InstrumentList.KOSDAQ, "496320"));
        listed(InstrumentList.KONEX, 8);
        known.add(known("496320", InstrumentList.KONEX, true, ListingEvent.LISTED, "2020-01-02"));

        ListComparison comparison = compare();

        assertThat(events(comparison)).isEmpty();
        assertThat(comparison.stocks())
                .filteredOn(stock -> stock.ticker.equals("496320"))
                .extracting(stock -> stock.category + " " + stock.instrumentClass)
                .containsExactly("KOSDAQ COMMON");
    }

    @Test
    void completesTheEventsOfARunThatWasKilledBetweenTheTables() {
        listed(InstrumentList.KOSPI, 8);
        known.get(0).lastEvent = null;
        known.add(known("900000", InstrumentList.KOSPI, false, ListingEvent.LISTED, "2001-01-02"));

        assertThat(events(compare()))
                .containsExactlyInAnyOrder("100000 listed 1976-03-24", "900000 delisted 2026-11-19");
    }

    @Test
    void refusesARowThatCannotBeReadAndDelistsNothingBecauseOfIt() {
        listed(InstrumentList.KOSPI, 8);
        known.add(known("005930", InstrumentList.KOSPI, true, ListingEvent.LISTED, "1975-06-11"));
        rows.add(refused(InstrumentList.KOSPI, "005930", RowRefusal.NUMBER, "lastPrice must not be negative, was -1"));
        rows.add(row(InstrumentList.OTC, "1234567890"));
        rows.add(refused(InstrumentList.KOSPI, "", RowRefusal.SHAPE, "a row is an object"));
        ListRow large = row(InstrumentList.KOSPI, "000680");
        large.listedShares = 999_999_999_999_999L;
        large.lastClose = 999_999_999_999_999L;
        rows.add(large);

        ListComparison comparison = compare();

        assertThat(comparison.refused())
                .extracting(
                        refused -> refused.row().code + " " + refused.reason().code())
                .containsExactly("005930 number", "1234567890 code", " shape", "000680 number");
        assertThat(comparison.refused())
                .extracting(ListComparison.Refused::words)
                .contains(
                        "lastPrice must not be negative, was -1",
                        "listCount times lastPrice must fit 63 bits, was 999999999999999 times 999999999999999");
        assertThat(events(comparison)).isEmpty();
        assertThat(comparison.stocks())
                .filteredOn(stock -> stock.ticker.equals("005930"))
                .extracting(stock -> stock.listed)
                .containsExactly(true);
    }

    @Test
    void keepsTheListingOfARefusedRowWhateverElseLeavesItsList() {
        listed(InstrumentList.KOSPI, 8);
        known.add(known("005930", InstrumentList.KOSPI, true, ListingEvent.LISTED, "1975-06-11"));
        known.add(known("900000", InstrumentList.KOSPI, true, ListingEvent.LISTED, "2001-01-02"));
        rows.add(refused(InstrumentList.KOSPI, "005930", RowRefusal.DATE, "regDay must be yyyyMMdd, was '20260231'"));

        ListComparison comparison = compare();

        assertThat(events(comparison)).containsExactly("900000 delisted 2026-11-19");
        assertThat(comparison.shrunk()).isEmpty();
    }

    @Test
    void repeatsNothingWhenItsOwnResultIsWhatIsKnown() {
        rows.add(row(InstrumentList.KOSPI, "000020"));
        listed(InstrumentList.KOSDAQ, 10);
        known.add(known("900000", InstrumentList.KOSDAQ, true, ListingEvent.LISTED, "2001-01-02"));
        ListComparison first = compare();

        known.clear();
        for (Stock stock : first.stocks()) {
            KnownStock written = new KnownStock();
            written.stock = stock;
            written.lastEvent = stock.listed ? ListingEvent.LISTED : ListingEvent.DELISTED;
            written.lastEventDay = TODAY;
            known.add(written);
        }
        ListComparison second = compare();

        assertThat(second.events()).isEmpty();
        assertThat(second.stocks())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(first.stocks());
    }

    private ListComparison compare() {
        return compare(PLAN);
    }

    private ListComparison compare(SyncPlan plan) {
        ListComparison comparison = new ListComparison(plan);
        known.forEach(comparison::add);
        rows.forEach(comparison::add);
        comparison.compare();
        return comparison;
    }

    private static List<String> events(ListComparison comparison) {
        return comparison.events().stream()
                .map(event -> event.ticker + " " + event.event + " " + LocalDate.ofEpochDay(event.day))
                .toList();
    }

    /** So many instruments that are known and named by the list. */
    private void listed(InstrumentList list, int count) {
        for (int i = 0; i < count; i++) {
            String ticker = "1" + list.ordinal() + "%04d".formatted(i * 10);
            if (list == InstrumentList.KOSPI) {
                ticker = "10%04d".formatted(i * 10);
            }
            rows.add(row(list, ticker));
            known.add(known(ticker, list, true, ListingEvent.LISTED, "2000-01-04"));
        }
    }

    /** So many instruments that are known and named by no list. */
    private void gone(InstrumentList list, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            known.add(known(prefix + i, list, true, ListingEvent.LISTED, "2000-01-04"));
        }
    }

    private static ListRow row(InstrumentList list, String code) {
        ListRow row = new ListRow();
        row.marketType = list.marketType();
        row.position = "ka10099/" + list.marketType() + "#" + code;
        row.code = code;
        row.name = "name of " + code;
        row.listedShares = 27_931_470;
        row.listingDay = day("1976-03-24");
        row.lastClose = 6_010;
        row.auditInfo = "정상";
        row.state = "증거금40%|신용가능";
        row.marketCode = list.marketType();
        row.kind = "A";
        row.raw = "{}";
        return row;
    }

    private static ListRow refused(InstrumentList list, String code, RowRefusal refusal, String words) {
        ListRow row = new ListRow();
        row.marketType = list.marketType();
        row.position = "ka10099/" + list.marketType() + "#" + code;
        row.code = code;
        row.raw = "{}";
        row.refusal = refusal;
        row.refusalWords = words;
        return row;
    }

    private static KnownStock known(
            String ticker, InstrumentList list, boolean listed, String lastEvent, String lastEventDay) {
        Stock stock = new Stock();
        stock.ticker = ticker;
        stock.name = "name of " + ticker;
        stock.marketCode = list.marketType();
        stock.listMarket = list.marketType();
        stock.listed = listed;
        stock.category = "UNKNOWN";
        stock.instrumentClass = InstrumentClass.UNKNOWN;
        stock.listingDay = Stock.NO_DAY;
        KnownStock known = new KnownStock();
        known.stock = stock;
        known.lastEvent = lastEvent;
        known.lastEventDay = day(lastEventDay);
        return known;
    }

    private static int day(String text) {
        return Math.toIntExact(LocalDate.parse(text).toEpochDay());
    }
}
