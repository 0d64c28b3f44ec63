package dev.sise.broadcast.functions;

import static dev.sise.broadcast.functions.JoinHarness.DAY;
import static dev.sise.broadcast.functions.JoinHarness.EPOCH;
import static dev.sise.broadcast.functions.JoinHarness.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.Feed;
import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MarketStatus;
import dev.sise.market.NoPrice;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
import dev.sise.market.TickKind;
import java.time.Instant;
import org.apache.flink.metrics.HistogramStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the instruments, and their absence, do to a price. */
class JoinInstrumentsTest {
    /** In its shape an ETN; listed as whatever a test says. */
    private static final String TICKER = "500019";

    private static final String OTHER = "005930";

    private JoinHarness join;

    @BeforeEach
    void open() throws Exception {
        join = new JoinHarness();
    }

    @AfterEach
    void close() throws Exception {
        join.close();
    }

    @Test
    void waitsForNoInstrumentAndTakesTheShapeOfTheCode() throws Exception {
        join.take(trade("57JBHH", 100), 1);
        join.take(trade(TICKER, 100), 2);

        assertThat(join.emitted()).extracting(PriceUpdate::isElw).containsExactly(true, false);
    }

    @Test
    void takesAnInstrumentThatCameBeforeTheFirstTick() throws Exception {
        join.list(TICKER, InstrumentClass.ELW);
        assertThat(join.emitted()).isEmpty();

        join.take(trade(TICKER, 100), 1);

        assertThat(join.onlyEmitted().isElw()).isTrue();
    }

    @Test
    void correctsAKnownPriceWhenItsInstrumentComesLateAndNoOther() throws Exception {
        join.take(trade(TICKER, 100), 1);
        join.take(trade(OTHER, 100), 2);
        join.demandBegins(OTHER);
        join.emitted();

        join.list(TICKER, InstrumentClass.ELW);

        PriceUpdate corrected = join.onlyEmitted();
        assertThat(corrected.ticker()).isEqualTo(TICKER);
        assertThat(corrected.isElw()).isTrue();
        assertThat(corrected.tick().price()).isEqualTo(70);
        assertThat(corrected.seq()).isEqualTo(1);
        assertThat(corrected.watched()).isFalse();
        join.take(trade(TICKER, 101), 3);
        assertThat(join.onlyEmitted().isElw()).isTrue();
    }

    @Test
    void emitsNothingForARepeatedRecordOrOneOfAnUnknownTicker() throws Exception {
        join.list(TICKER, InstrumentClass.ETN);
        join.take(trade(TICKER, 100), 1);
        join.emitted();

        join.list(TICKER, InstrumentClass.ETN);
        join.list(OTHER, InstrumentClass.COMMON);

        assertThat(join.emitted()).isEmpty();
        assertThat(join.keys()).isEqualTo(1);
    }

    @Test
    void emitsNothingForAWatchedTickerOfWhichNothingIsKnown() throws Exception {
        join.demandBegins(TICKER);

        join.list(TICKER, InstrumentClass.ELW);

        assertThat(join.emitted()).isEmpty();
        join.take(trade(TICKER, 100), 1);
        assertThat(join.onlyEmitted().isElw()).isTrue();
    }

    @Test
    void showsThatAnInstrumentIsHaltedOrDelistedAtAnyHour() throws Exception {
        join.take(trade(TICKER, 100), 1);
        join.emitted();

        join.list(TICKER, InstrumentClass.ETN, ListedInstrument.Status.HALTED);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.HALTED);
        join.setTime(Instant.parse("2026-07-01T14:00:00Z").toEpochMilli());
        join.list(TICKER, InstrumentClass.ETN, ListedInstrument.Status.DELISTED);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.DELISTED);
        join.list(TICKER, InstrumentClass.ETN);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.CLOSED);
    }

    @Test
    void takesTheHoursOfTheListedClass() throws Exception {
        // 17:00 in Seoul: stocks trade again, warrants do not. An unknown class is taken for a stock.
        join.setTime(Instant.parse("2026-11-23T08:00:00Z").toEpochMilli());
        join.take(trade("0015N0", 100), 1);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.TRADING);

        join.list("0015N0", InstrumentClass.ETF);

        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.CLOSED);
    }

    @Test
    void goesOnFromASnapshotWithItsInstruments() throws Exception {
        join.list(TICKER, InstrumentClass.ELW, ListedInstrument.Status.HALTED);
        join.list(OTHER, InstrumentClass.COMMON);
        join.take(trade(TICKER, 100), 1);
        join.emitted();
        join.restore(EPOCH);

        assertThat(join.listings()).containsExactlyInAnyOrder(TICKER, OTHER);
        join.take(trade(TICKER, 101), 2);
        PriceUpdate restored = join.onlyEmitted();
        assertThat(restored.isElw()).isTrue();
        assertThat(restored.status()).isEqualTo(MarketStatus.HALTED);
        join.list(TICKER, InstrumentClass.ELW);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.TRADING);
        join.take(none(OTHER, NOW), 3);
        assertThat(join.onlyEmitted().noPrice()).isEqualTo(NoPrice.NOT_TRADED);
    }

    @Test
    void looksAtTheAgeOfWatchedPricesByClassWhileTheirMarketIsOpen() throws Exception {
        join.list(TICKER, InstrumentClass.ETN);
        join.list(OTHER, InstrumentClass.COMMON);
        join.take(trade(TICKER, 100), 1);
        join.take(trade(OTHER, 100), 2);
        join.demandBegins(TICKER);
        join.setTime(NOW + 5_000);
        join.setTime(NOW + 10_000);

        // Nobody watches the other one.
        HistogramStatistics ages = join.metrics.histogram("class.etn.staleness_ms");
        assertThat(ages.getValues()).containsExactly(5_000, 10_000);
        assertThatThrownBy(() -> join.metrics.histogram("class.common.staleness_ms"))
                .isInstanceOf(IllegalArgumentException.class);
        join.list(TICKER, InstrumentClass.ETN, ListedInstrument.Status.HALTED);
        join.setTime(NOW + 15_000);
        // 20:00: the market of notes is closed.
        join.list(TICKER, InstrumentClass.ETN);
        join.setTime(Instant.parse("2026-07-01T11:00:00Z").toEpochMilli());
        assertThat(join.metrics.histogram("class.etn.staleness_ms").getValues()).containsExactly(5_000, 10_000);
    }

    @Test
    void saysThatACodeIsUnknownUntilItIsListed() throws Exception {
        join.demandBegins(TICKER);
        join.take(none(TICKER, NOW + 5), 3);

        PriceUpdate unknown = join.onlyEmitted();
        assertThat(unknown.noPrice()).isEqualTo(NoPrice.UNKNOWN_TICKER);
        assertThat(unknown.tick().kind()).isEqualTo(TickKind.NONE);
        assertThat(unknown.asOf()).isEqualTo(NOW + 5);
        assertThat(unknown.seq()).isEqualTo(3);
        assertThat(unknown.watched()).isTrue();

        join.list(TICKER, InstrumentClass.ETN);
        assertThat(join.onlyEmitted().noPrice()).isEqualTo(NoPrice.NOT_TRADED);
        join.setTime(NOW + 5_000);
        assertThat(join.onlyEmitted().noPrice()).isEqualTo(NoPrice.NOT_TRADED);
    }

    @Test
    void replacesTheWordThatThereIsNoPriceByTheFirstOne() throws Exception {
        join.demandBegins(TICKER);
        join.take(none(TICKER, NOW), 1);
        join.emitted();

        // The empty row was received later than the trade happened: it has no event time to compare.
        join.take(trade(TICKER, 100), 2);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.noPrice()).isNull();
        assertThat(update.tick().price()).isEqualTo(70);
    }

    @Test
    void keepsAKnownPriceWhenAPollFindsNoneAndRepeatsIt() throws Exception {
        join.take(trade(TICKER, 100), 1);
        join.emitted();

        join.take(none(TICKER, NOW + 60_000), 2);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.noPrice()).isNull();
        assertThat(update.tick().price()).isEqualTo(70);
        assertThat(update.asOf()).isEqualTo(NOW);
        assertThat(update.seq()).isEqualTo(2);
    }

    @Test
    void answersDemandThatComesAfterTheEmptyRowAndForgetsTheCodeWithIt() throws Exception {
        join.take(none(TICKER, NOW), 1);
        assertThat(join.onlyEmitted().watched()).isFalse();

        join.demandBegins(TICKER);
        assertThat(join.onlyEmitted().noPrice()).isEqualTo(NoPrice.UNKNOWN_TICKER);
        join.demandEnds(TICKER);

        assertThat(join.keys()).isZero();
        assertThat(join.timers()).isZero();
    }

    @Test
    void forgetsACodeWithoutAPriceAMinuteAfterAFetch() throws Exception {
        join.take(none(TICKER, NOW), 1);
        join.take(Tick.gap(OTHER, Feed.SESSION, DAY, 100, NOW, "reconnected"), 2);
        assertThat(join.keys()).isEqualTo(2);

        join.setTime(NOW + 60_000);

        assertThat(join.keys()).isZero();
        assertThat(join.timers()).isZero();
    }

    @Test
    void keepsATickerForLongOnceItHasAPrice() throws Exception {
        join.take(none(TICKER, NOW), 1);
        join.take(trade(TICKER, 100), 2);

        join.setTime(NOW + JoinPrices.KEEP.toMillis() - 1);
        assertThat(join.keys()).isEqualTo(1);
        join.setTime(NOW + JoinPrices.KEEP.toMillis());

        assertThat(join.keys()).isZero();
        assertThat(join.timers()).isZero();
    }

    private static Tick trade(String ticker, int time) {
        return Tick.trade(ticker, DAY, time, 70, 0, 0, time, NOW);
    }

    @Test
    void believesTheBrokerThatNamesATickerWhichTheListDoesNotHave() throws Exception {
        join.take(Tick.none(TICKER, Feed.POLL, DAY, 53_668, NOW, "not_traded"), 1);
        assertThat(join.onlyEmitted().noPrice()).isEqualTo(NoPrice.NOT_TRADED);

        join.take(Tick.none(TICKER, Feed.POLL, DAY, 53_669, NOW, "unknown_ticker"), 2);
        assertThat(join.onlyEmitted().noPrice()).isEqualTo(NoPrice.UNKNOWN_TICKER);
    }

    private static Tick none(String ticker, long ingest) {
        return Tick.none(ticker, Feed.POLL, DAY, 53_668, ingest, "empty row");
    }
}
