package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.DemandLedger.Demand;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemandLedgerTest {

    private static final Ticker SAMSUNG = Ticker.of("005930");
    private static final Ticker HYNIX = Ticker.of("000660");
    private static final Ticker NAVER = Ticker.of("035420");
    private static final long START = 1_782_880_000_000L;

    private DemandLedger ledger = caughtUp(new DemandLedger(List.of()));

    @Test
    void countsSubscribersOverAllGateways() {
        heartbeat("a", 1, 0);
        heartbeat("b", 1, 0);
        subscribe("a", 1, SAMSUNG, 2, 100);
        subscribe("b", 1, SAMSUNG, 3, 200);
        subscribe("b", 1, HYNIX, 1, 300);

        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(5);
        assertThat(ledger.subscribers("a", SAMSUNG)).isEqualTo(2);
        assertThat(ledger.subscribers("b", SAMSUNG)).isEqualTo(3);
        assertThat(ledger.subscribers("a", HYNIX)).isZero();
        assertThat(ledger.subscribers("nobody", HYNIX)).isZero();
        assertThat(ledger.demands())
                .containsOnlyKeys(SAMSUNG, HYNIX)
                .containsEntry(SAMSUNG, new Demand(5, START + 100, false, false));
        assertThat(ledger.drainChanges()).isEqualTo(new DemandLedger.Changes(List.of(SAMSUNG, HYNIX), List.of()));
        assertThat(ledger.drainChanges().isEmpty()).isTrue();
    }

    @Test
    void replacesTheCountOfARowPublishedAgainAndKeepsItsAge() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 2, 100);
        subscribe("a", 1, SAMSUNG, 1, 5_000);

        assertThat(ledger.demands()).containsEntry(SAMSUNG, new Demand(1, START + 100, false, false));
    }

    @Test
    void alwaysDemandsTheDefaultTickers() {
        ledger = new DemandLedger(DemandLedger.DEFAULT_TICKERS);

        assertThat(ledger.drainChanges().began())
                .extracting(Ticker::code)
                .containsExactly("005930", "000660", "035420", "005380", "028260", "000020");
        assertThat(ledger.demands()).containsEntry(SAMSUNG, new Demand(0, 0, true, false));
    }

    @Test
    void demandsTheTickersOfTheLatestScanAndNoOthers() {
        scan(100, SAMSUNG, HYNIX);
        assertThat(ledger.demands()).containsEntry(HYNIX, new Demand(0, START + 100, false, true));
        ledger.drainChanges();

        scan(200, HYNIX, NAVER);

        assertThat(ledger.demands()).containsOnlyKeys(HYNIX, NAVER);
        assertThat(ledger.drainChanges()).isEqualTo(new DemandLedger.Changes(List.of(NAVER), List.of(SAMSUNG)));
        assertThat(ledger.apply("scan", null, START + 300)).isEmpty();
        assertThat(ledger.demands()).isEmpty();
    }

    @Test
    void remembersAFetchForTenSecondsAndTheNewestOfSeveral() {
        fetch("a", SAMSUNG, 0);
        fetch("a", HYNIX, 1_000);
        long version = ledger.version();
        fetch("b", SAMSUNG, 4_000);
        assertThat(ledger.version()).isGreaterThan(version);
        assertThat(ledger.fetches()).containsOnly(Map.entry(SAMSUNG, START + 4_000), Map.entry(HYNIX, START + 1_000));
        assertThat(ledger.demands()).isEmpty();

        clock(10_999);
        assertThat(ledger.fetches()).containsOnlyKeys(SAMSUNG, HYNIX);
        clock(11_000);
        assertThat(ledger.fetches()).containsOnlyKeys(SAMSUNG);
        version = ledger.version();
        clock(14_000);

        assertThat(ledger.fetches()).isEmpty();
        assertThat(ledger.version()).isGreaterThan(version);
    }

    @Test
    void letsNobodyChangeTheFetchesAndPutsNoneIntoASnapshot() {
        fetch("a", SAMSUNG, 0);

        assertThatThrownBy(() -> ledger.fetches().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(DemandLedger.restore(List.of(), ledger.rows()).fetches()).isEmpty();
    }

    @Test
    void lingersAfterTheLastUnsubscribe() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        unsubscribe("a", SAMSUNG, 1_000);
        ledger.drainChanges();

        heartbeat("a", 1, 10_999);
        assertThat(ledger.demands()).containsEntry(SAMSUNG, new Demand(0, START, false, false));

        clock(11_000);
        assertThat(ledger.demands()).isEmpty();
        assertThat(ledger.drainChanges().ended()).containsExactly(SAMSUNG);
    }

    @Test
    void takesZeroSubscribersForAnUnsubscribe() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        subscribe("a", 1, SAMSUNG, 0, 1_000);
        heartbeat("a", 1, 10_000);
        assertThat(ledger.demands()).containsOnlyKeys(SAMSUNG);

        clock(11_000);
        assertThat(ledger.demands()).isEmpty();
    }

    @Test
    void survivesSubscribeUnsubscribeSubscribe() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        ledger.drainChanges();
        unsubscribe("a", SAMSUNG, 1_000);
        subscribe("a", 1, SAMSUNG, 1, 1_000);
        heartbeat("a", 1, 9_000);
        unsubscribe("a", SAMSUNG, 9_500);
        heartbeat("a", 1, 18_000);

        assertThat(ledger.demands()).containsEntry(SAMSUNG, new Demand(0, START, false, false));
        clock(19_499);
        assertThat(ledger.drainChanges().isEmpty()).isTrue();
        clock(19_500);
        assertThat(ledger.drainChanges().ended()).containsExactly(SAMSUNG);
    }

    @Test
    void losesALeaseAfterFifteenSecondsWithoutHeartbeatAndLingersFromThen() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 14_000);
        clock(14_999);
        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(1);

        clock(15_000);
        assertThat(ledger.subscribers(SAMSUNG)).isZero();
        assertThat(ledger.subscribers("a", SAMSUNG)).isZero();
        clock(24_999);
        assertThat(ledger.demands()).containsOnlyKeys(SAMSUNG);
        clock(25_000);
        assertThat(ledger.demands()).isEmpty();
    }

    @Test
    void revivesTheRowsOfTheSameIncarnation() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 4, 0);
        clock(60_000);
        clock(80_000);
        ledger.drainChanges();

        heartbeat("a", 1, 600_000);

        assertThat(ledger.demands()).containsEntry(SAMSUNG, new Demand(4, START + 600_000, false, false));
        assertThat(ledger.drainChanges().began()).containsExactly(SAMSUNG);
    }

    @Test
    void withdrawsNothingAfterAnOutageWhenTheGatewayIsHeardWithinSecondsOfTheFirstClockRow() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        ledger.drainChanges();

        clock(30 * 60_000);
        heartbeat("a", 1, 30 * 60_000 + 4_000);
        clock(30 * 60_000 + 15_000);

        assertThat(ledger.drainChanges().isEmpty()).isTrue();
        assertThat(ledger.demands()).containsEntry(SAMSUNG, new Demand(1, START, false, false));
    }

    @Test
    void losesNothingAfterAnOutageOfHoursEither() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        ledger.drainChanges();

        clock(5 * 3_600_000);
        heartbeat("a", 1, 5 * 3_600_000 + 4_000);

        assertThat(ledger.drainChanges().isEmpty()).isTrue();
        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(1);
    }

    @Test
    void takesALateHeartbeatBeforeItLooksAtTheLease() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        long version = ledger.version();

        heartbeat("a", 1, 60_000);

        assertThat(ledger.version()).isEqualTo(version);
        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(1);
    }

    @Test
    void voidsTheRowsOfAnOlderIncarnation() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        subscribe("a", 1, HYNIX, 1, 0);

        heartbeat("a", 2, 1_000);
        subscribe("a", 2, HYNIX, 1, 1_100);

        assertThat(ledger.subscribers(SAMSUNG)).isZero();
        assertThat(ledger.subscribers(HYNIX)).isEqualTo(1);
        heartbeat("a", 2, 10_000);
        clock(11_000);
        assertThat(ledger.demands()).containsOnlyKeys(HYNIX);
    }

    @Test
    void ignoresRowsAndHeartbeatsOfAnOlderIncarnation() {
        heartbeat("a", 2, 0);
        subscribe("a", 2, SAMSUNG, 3, 0);
        subscribe("a", 1, SAMSUNG, 9, 100);
        subscribe("a", 1, HYNIX, 9, 100);
        heartbeat("a", 1, 14_000);
        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(3);
        assertThat(ledger.demands()).containsOnlyKeys(SAMSUNG);

        clock(15_000);
        assertThat(ledger.subscribers(SAMSUNG)).isZero();
    }

    @Test
    void countsRowsOnlyFromTheFirstHeartbeatOfTheirIncarnation() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        subscribe("a", 2, HYNIX, 1, 1_000);
        assertThat(ledger.subscribers(SAMSUNG)).isZero();
        assertThat(ledger.subscribers(HYNIX)).isZero();

        heartbeat("a", 2, 1_100);
        assertThat(ledger.subscribers(HYNIX)).isEqualTo(1);
    }

    @Test
    void endsTheLeaseOfAGatewayThatLeavesAndLetsItComeBack() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        assertThat(ledger.apply("a", null, START + 1_000)).isEmpty();
        assertThat(ledger.subscribers(SAMSUNG)).isZero();

        heartbeat("a", 1, 2_000);
        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(1);
    }

    @Test
    void withdrawsNothingBeforeItCaughtUp() {
        ledger = new DemandLedger(List.of());
        heartbeat("a", 1, 0);
        heartbeat("b", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        subscribe("b", 1, HYNIX, 1, 0);
        subscribe("a", 1, NAVER, 1, 0);
        unsubscribe("a", NAVER, 1_000);
        clock(3_000_000);
        assertThat(ledger.demands()).containsOnlyKeys(SAMSUNG, HYNIX, NAVER);
        heartbeat("b", 1, 3_000_000);

        ledger.caughtUp();

        // a is noticed to be lost only now and lingers; the unsubscribe was noticed long ago.
        assertThat(ledger.demands()).containsOnlyKeys(SAMSUNG, HYNIX);
        heartbeat("b", 1, 3_010_000);
        assertThat(ledger.demands()).containsOnlyKeys(HYNIX);
    }

    @Test
    void neverTurnsTimeBack() {
        heartbeat("a", 1, 20_000);
        subscribe("a", 1, SAMSUNG, 1, 3_000);
        assertThat(ledger.nowMillis()).isEqualTo(START + 20_000);
        clock(34_999);
        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(1);
    }

    @Test
    void forgetsAGatewayAnHourAfterItsLoss() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        clock(20_000);
        clock(20_000 + 3_599_999);
        assertThat(ledger.rows()).anyMatch(row -> row.key().equals("subscribers/a/005930"));
        clock(20_000 + 3_600_000);

        assertThat(ledger.rows()).extracting(DemandLedger.Row::key).containsExactly("clock");
    }

    @Test
    void doesNotReportWhatBeganAndEndedBetweenTwoDrains() {
        scan(0, SAMSUNG);
        scan(1);
        assertThat(ledger.drainChanges().isEmpty()).isTrue();

        scan(2, SAMSUNG);
        ledger.drainChanges();
        scan(3);
        scan(4, SAMSUNG);
        assertThat(ledger.drainChanges().isEmpty()).isTrue();
    }

    @Test
    void letsAFetchPassWithoutEffect() {
        heartbeat("a", 1, 0);
        assertThat(ledger.apply(DemandRecords.fetchKey("a", SAMSUNG), new byte[0], START + 1))
                .isEmpty();
        assertThat(ledger.apply(DemandRecords.fetchKey("a", SAMSUNG), null, START + 2))
                .isEmpty();

        assertThat(ledger.demands()).isEmpty();
        assertThat(ledger.nowMillis()).isEqualTo(START + 2);
    }

    @Test
    void namesTheReasonForAMalformedRecordWhichChangesNothing() {
        heartbeat("a", 1, 0);
        subscribe("a", 1, SAMSUNG, 1, 0);
        List<DemandLedger.Row> before = ledger.rows();

        assertThat(ledger.apply("a/005930", "{".getBytes(StandardCharsets.UTF_8), START + 99_000))
                .contains("subscription: the value must be a JSON object");
        assertThat(ledger.apply("a/b/c/d", null, START + 99_000)).isPresent();
        assertThat(ledger.apply(null, null, START + 99_000)).isPresent();
        assertThat(ledger.apply("clock", DemandRecords.clock(), -1))
                .contains("a demand record needs an append time of 0 or more: -1");

        assertThat(ledger.rows()).isEqualTo(before);
    }

    @Test
    void goesOnFromASnapshotWithLingeringAndUndrainedChanges() {
        ledger = caughtUp(new DemandLedger(List.of(NAVER)));
        heartbeat("a", 5, 0);
        subscribe("a", 5, SAMSUNG, 2, 0);
        subscribe("a", 5, HYNIX, 1, 0);
        ledger.drainChanges();
        unsubscribe("a", HYNIX, 3_000);
        scan(4_000, Ticker.of("0015N0"));

        List<DemandLedger.Row> rows = new ArrayList<>(ledger.rows());
        Collections.reverse(rows);
        DemandLedger before = ledger;
        ledger = DemandLedger.restore(List.of(NAVER), rows);

        assertThat(ledger.isCaughtUp()).isFalse();
        assertThat(ledger.demands()).isEqualTo(before.demands());
        assertThat(ledger.nowMillis()).isEqualTo(START + 4_000);
        assertThat(ledger.drainChanges()).isEqualTo(new DemandLedger.Changes(List.of(Ticker.of("0015N0")), List.of()));
        ledger.caughtUp();
        clock(12_999);
        assertThat(ledger.drainChanges().isEmpty()).isTrue();
        clock(13_000);
        assertThat(ledger.drainChanges().ended()).containsExactly(HYNIX);
        clock(15_000);
        clock(25_000);
        assertThat(ledger.drainChanges().ended()).containsExactly(SAMSUNG);
        heartbeat("a", 5, 26_000);
        assertThat(ledger.subscribers(SAMSUNG)).isEqualTo(2);
    }

    @Test
    void reportsAChangeOfTheDefaultTickersAfterARestore() {
        ledger = caughtUp(new DemandLedger(List.of(SAMSUNG, HYNIX)));
        ledger.drainChanges();

        ledger = DemandLedger.restore(List.of(HYNIX, NAVER), ledger.rows());

        assertThat(ledger.drainChanges()).isEqualTo(new DemandLedger.Changes(List.of(NAVER), List.of(SAMSUNG)));
    }

    @Test
    void refusesASnapshotItDidNotWrite() {
        assertThatThrownBy(() -> DemandLedger.restore(List.of(), List.of(new DemandLedger.Row("clock", "2", 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clock")
                .hasRootCauseMessage("version must be 1");
        assertThatThrownBy(() -> DemandLedger.restore(List.of(), List.of(new DemandLedger.Row("else", "", 0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DemandLedger.restore(List.of(), List.of(new DemandLedger.Row("gateway/a", "x", 0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsDemandsThatNobodyElseCanChange() {
        assertThatThrownBy(() -> ledger.demands().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private static DemandLedger caughtUp(DemandLedger ledger) {
        ledger.caughtUp();
        return ledger;
    }

    private void fetch(String gateway, Ticker ticker, long millis) {
        assertThat(ledger.apply(DemandRecords.fetchKey(gateway, ticker), DemandRecords.clock(), START + millis))
                .isEmpty();
    }

    private void heartbeat(String gateway, long incarnation, long millis) {
        assertThat(ledger.apply(gateway, DemandRecords.heartbeat(incarnation), START + millis))
                .isEmpty();
    }

    private void subscribe(String gateway, long incarnation, Ticker ticker, int subscribers, long millis) {
        assertThat(ledger.apply(
                        DemandRecords.subscriptionKey(gateway, ticker),
                        DemandRecords.subscription(incarnation, subscribers),
                        START + millis))
                .isEmpty();
    }

    private void unsubscribe(String gateway, Ticker ticker, long millis) {
        assertThat(ledger.apply(DemandRecords.subscriptionKey(gateway, ticker), null, START + millis))
                .isEmpty();
    }

    private void clock(long millis) {
        assertThat(ledger.apply(DemandRecords.CLOCK_KEY, DemandRecords.clock(), START + millis))
                .isEmpty();
    }

    private void scan(long millis, Ticker... tickers) {
        assertThat(ledger.apply(
                        DemandRecords.SCAN_KEY,
                        DemandRecords.scan("s", LocalDate.of(2026, 7, 1), List.of(tickers)),
                        START + millis))
                .isEmpty();
    }
}
