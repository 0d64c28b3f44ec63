package dev.sise.ingest.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.ItemDemand.Demanded;
import dev.sise.market.DemandLedger;
import dev.sise.market.DemandRecords;
import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument;
import dev.sise.market.ListedInstrument.Status;
import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In the regular session of Wednesday, 2026-11-18, unless a test moves the clock. */
class DemandedItemsTest {
    private static final long NOW = 1_000_000;
    private static final Ticker DEFAULT = Ticker.of("005930");
    private static final Ticker STOCK = Ticker.of("0015N0");
    private static final Ticker ELW = Ticker.of("57JBHH");

    private final TestClock clock = new TestClock();
    private final DemandedItems items = new DemandedItems(
            new DemandLedger(List.of(DEFAULT)), KrxCalendar.load(), MarketClock.of(clock, Duration.ZERO));

    @Test
    void putsDefaultsBeforeTheScanAndTheScanBeforeSubscriptionsEachWithItsAge() {
        Ticker scanned = Ticker.of("000270");
        demand("scan", DemandRecords.scan("scan", LocalDate.of(2026, 11, 17), List.of(scanned)), NOW);
        subscribe(STOCK, NOW + 5);

        assertThat(items.current())
                .containsOnlyKeys(DEFAULT.code(), scanned.code(), STOCK.code())
                .containsEntry(DEFAULT.code(), new Demanded(0, 0, true, true, 0, false))
                .containsEntry(scanned.code(), new Demanded(1, NOW, true, true, 0, false))
                .containsEntry(STOCK.code(), new Demanded(2, NOW + 5, true, true, 0, false));
    }

    @Test
    void takesTheClassFromTheListAndFromTheShapeOnlyWhereItIsNotThere() {
        subscribe(STOCK, NOW);
        assertThat(item(STOCK).sessionAllowed()).isTrue();

        list(STOCK, InstrumentClass.OTC, Status.LISTED);

        assertThat(item(STOCK).sessionAllowed()).isFalse();
        assertThat(item(STOCK).pollAllowed()).isTrue();
    }

    @Test
    void pollsAClassInItsOwnHours() {
        subscribe(STOCK, NOW);
        subscribe(ELW, NOW);
        list(STOCK, InstrumentClass.COMMON, Status.LISTED);
        assertThat(pollAllowed()).containsExactly(true, true);

        clock.set("2026-11-18T15:31:59");
        assertThat(pollAllowed()).as("the closing auction prints").containsExactly(true, true);
        clock.set("2026-11-18T15:32:00");
        assertThat(pollAllowed()).as("between close and after-market").containsExactly(false, false);
        clock.set("2026-11-18T16:00:00");
        assertThat(pollAllowed()).as("after-market").containsExactly(true, false);
        clock.set("2026-11-18T20:02:00");
        assertThat(pollAllowed()).as("evening").containsExactly(false, false);
        clock.set("2026-11-19T09:29:59");
        assertThat(pollAllowed())
                .as("an hour later on the day of the examination")
                .containsExactly(false, false);
        clock.set("2026-11-19T09:30:00");
        assertThat(pollAllowed()).as("opening auction").containsExactly(true, true);
        clock.set("2026-11-22T10:00:00");
        assertThat(pollAllowed()).as("Sunday").containsExactly(false, false);
    }

    @Test
    void followsAClockThatIsSetBack() {
        subscribe(STOCK, NOW);
        clock.set("2026-11-18T21:00:00");
        assertThat(item(STOCK).pollAllowed()).isFalse();

        clock.set("2026-11-18T10:00:00");

        assertThat(item(STOCK).pollAllowed()).isTrue();
    }

    @Test
    void asksOnceForAFetchThatNobodyWatchesAndForgetsIt() {
        fetch(STOCK, NOW);
        assertThat(items.current()).containsEntry(STOCK.code(), new Demanded(2, NOW, false, false, NOW, true));

        demand(DemandRecords.CLOCK_KEY, DemandRecords.clock(), NOW + DemandLedger.FETCH_MEMORY.toMillis());

        assertThat(items.current()).containsOnlyKeys(DEFAULT.code());
    }

    @Test
    void aFetchOfADemandedTickerKeepsItsDemandAndTheNewestCounts() {
        subscribe(STOCK, NOW);
        fetch(STOCK, NOW + 1);
        fetch(STOCK, NOW + 2);

        assertThat(item(STOCK)).isEqualTo(new Demanded(2, NOW, true, true, NOW + 2, false));
    }

    @Test
    void demandsADelistedTickerByAFetchAlone() {
        subscribe(STOCK, NOW);
        list(STOCK, InstrumentClass.COMMON, Status.DELISTED);
        assertThat(items.current()).containsOnlyKeys(DEFAULT.code());

        fetch(STOCK, NOW + 1);

        assertThat(item(STOCK)).isEqualTo(new Demanded(2, NOW + 1, false, false, NOW + 1, true));
    }

    @Test
    void aHaltedTickerStaysDemanded() {
        subscribe(STOCK, NOW);
        list(STOCK, InstrumentClass.COMMON, Status.HALTED);

        assertThat(item(STOCK)).isEqualTo(new Demanded(2, NOW, true, true, 0, false));
    }

    @Test
    void isTheSameObjectUntilSomethingChanges() {
        subscribe(STOCK, NOW);
        list(STOCK, InstrumentClass.COMMON, Status.LISTED);
        Map<String, Demanded> before = items.current();

        list(STOCK, InstrumentClass.COMMON, Status.LISTED);
        demand(DemandRecords.heartbeatKey("gate"), DemandRecords.heartbeat(1), NOW + 1);
        clock.set("2026-11-18T15:31:59");
        assertThat(items.current()).isSameAs(before);

        clock.set("2026-11-18T15:32:00");
        assertThat(items.current()).isNotSameAs(before);
    }

    /** So what the broker is asked for grows with the tickers that are watched, and not with the clients. */
    @Test
    void fifteenHundredClientsOfATickerAreOneItem() {
        subscribe(STOCK, NOW);
        Map<String, Demanded> ofOneClient = items.current();

        demand(DemandRecords.subscriptionKey("gate", STOCK), DemandRecords.subscription(1, 1_000), NOW + 1);
        demand(DemandRecords.heartbeatKey("other"), DemandRecords.heartbeat(1), NOW + 1);
        demand(DemandRecords.subscriptionKey("other", STOCK), DemandRecords.subscription(1, 500), NOW + 1);

        assertThat(items.current()).isEqualTo(ofOneClient);
    }

    @Test
    void tellsWhyARowIsPassedOver() {
        assertThat(items.takeInstrument(null))
                .hasValueSatisfying(reason -> assertThat(reason).contains("never by a tombstone"));
        assertThat(items.takeInstrument("{".getBytes(StandardCharsets.UTF_8))).isPresent();
        assertThat(items.takeDemand("gate/NOTICKER", null, NOW)).isPresent();
    }

    private void subscribe(Ticker ticker, long time) {
        demand(DemandRecords.heartbeatKey("gate"), DemandRecords.heartbeat(1), time);
        demand(DemandRecords.subscriptionKey("gate", ticker), DemandRecords.subscription(1, 1), time);
    }

    private void fetch(Ticker ticker, long time) {
        demand(DemandRecords.fetchKey("gate", ticker), null, time);
    }

    private void demand(String key, byte[] value, long time) {
        assertThat(items.takeDemand(key, value, time)).isEmpty();
    }

    private void list(Ticker ticker, InstrumentClass instrumentClass, Status status) {
        ListedInstrument instrument =
                new ListedInstrument(ticker, instrumentClass, "KOSDAQ", "아로마", 0, null, 0, true, status);
        assertThat(items.takeInstrument(InstrumentJson.write(instrument))).isEmpty();
    }

    private Demanded item(Ticker ticker) {
        return items.current().get(ticker.code());
    }

    /** Of the stock, which has an after-market, and of the ELW, which has none. */
    private List<Boolean> pollAllowed() {
        return List.of(item(STOCK).pollAllowed(), item(ELW).pollAllowed());
    }

    private static final class TestClock extends Clock {
        private Instant now;

        private TestClock() {
            set("2026-11-18T10:00:00");
        }

        private void set(String marketTime) {
            now = LocalDateTime.parse(marketTime).atZone(MarketClock.ZONE).toInstant();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return MarketClock.ZONE;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
