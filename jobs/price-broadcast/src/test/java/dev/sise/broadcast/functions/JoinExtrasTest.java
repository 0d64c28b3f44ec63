package dev.sise.broadcast.functions;

import static dev.sise.broadcast.functions.JoinHarness.DAY;
import static dev.sise.broadcast.functions.JoinHarness.EPOCH;
import static dev.sise.broadcast.functions.JoinHarness.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.ElwFigures;
import dev.sise.market.ExpectedPrice;
import dev.sise.market.Feed;
import dev.sise.market.MarketStatus;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that tell something beside the price: expected prices, figures of warrants, interruptions. */
class JoinExtrasTest {
    private static final String TICKER = "005930";
    private static final String WARRANT = "57M747";
    private static final ElwFigures TERMS =
            new ElwFigures(new BigDecimal("214462"), LocalDate.of(2026, 9, 14), new BigDecimal("0.0021"), null, null);
    private static final ElwFigures THEORY =
            new ElwFigures(null, null, null, new BigDecimal("21.27"), new BigDecimal("58.71"));
    private static final ElwFigures ALL = TERMS.updatedBy(THEORY);

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
    void showsAnExpectedPriceBesideThePriceUntilTheNextTrade() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(expected(110, 75, 500), 2);
        PriceUpdate auction = join.onlyEmitted();
        assertThat(auction.tick().price()).isEqualTo(70);
        assertThat(auction.tick().volume()).isEqualTo(1_000);
        assertThat(auction.expected()).isEqualTo(new ExpectedPrice(DAY, 110, 75, 5, 714, 500));
        assertThat(auction.asOf()).isEqualTo(NOW);
        assertThat(auction.seq()).isEqualTo(2);

        join.take(expected(111, 76, 600), 3);
        assertThat(join.onlyEmitted().expected().price()).isEqualTo(76);
        join.take(trade(120, 1_600, 76), 4);
        PriceUpdate traded = join.onlyEmitted();
        assertThat(traded.expected()).isNull();
        assertThat(traded.tick().price()).isEqualTo(76);
    }

    @Test
    void keepsTheExpectedPriceThroughAPollThatRepeatsTheTradeBeforeTheAuction() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.take(expected(110, 75, 500), 2);
        join.emitted();

        join.take(Tick.poll(TICKER, Feed.POLL, DAY, 100, 70, 0, 0, 1_000, NOW, null), 3);

        assertThat(join.onlyEmitted().expected().price()).isEqualTo(75);
    }

    @Test
    void dropsAnExpectedPriceThatIsOlderThanTheTradeOrTheOneBefore() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(expected(99, 75, 500), 2);
        assertThat(join.emitted()).isEmpty();
        join.take(expected(110, 76, 500), 3);
        join.take(expected(109, 77, 500), 4);
        assertThat(join.onlyEmitted().expected().price()).isEqualTo(76);
    }

    @Test
    void emitsNoExpectedPriceWithoutAPriceAndShowsItWithTheFirst() throws Exception {
        join.demandBegins(TICKER);

        join.take(expected(110, 75, 500), 1);
        assertThat(join.emitted()).isEmpty();
        // Yesterday's close, as a poll tells it before the open.
        join.take(Tick.poll(TICKER, Feed.POLL, DAY - 1, 55_800, 70, 0, 0, 1_000, NOW, null), 2);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.tick().price()).isEqualTo(70);
        assertThat(update.expected().price()).isEqualTo(75);
    }

    @Test
    void showsThatAnAuctionRunsByTheCalendar() throws Exception {
        join.setTime(Instant.parse("2026-07-01T06:25:00Z").toEpochMilli());

        join.take(trade(55_000, 1_000, 70), 1);

        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.AUCTION);
    }

    @Test
    void gathersTheFiguresOfAWarrantFromPollsAndFeed() throws Exception {
        join.take(Tick.elw(WARRANT, DAY, 100, THEORY, NOW), 1);
        assertThat(join.emitted()).isEmpty();

        join.take(Tick.poll(WARRANT, Feed.POLL, DAY, 90, 20, 0, 0, 100, NOW, TERMS), 2);
        PriceUpdate polled = join.onlyEmitted();
        assertThat(polled.tick().price()).isEqualTo(20);
        assertThat(polled.isElw()).isTrue();
        assertThat(polled.elw()).isEqualTo(ALL);

        join.take(Tick.elw(WARRANT, DAY, 101, THEORY, NOW), 3);
        assertThat(join.emitted()).isEmpty();
        join.take(Tick.elw(WARRANT, DAY, 102, new ElwFigures(null, null, null, BigDecimal.TEN, null), NOW), 4);
        PriceUpdate pushed = join.onlyEmitted();
        assertThat(pushed.elw().theory()).isEqualByComparingTo("10");
        assertThat(pushed.elw().iv()).isEqualTo(THEORY.iv());
        assertThat(pushed.tick().price()).isEqualTo(20);
        assertThat(pushed.seq()).isEqualTo(4);
    }

    @Test
    void takesTheTermsOfAPollThatIsOlderThanTheLastTrade() throws Exception {
        join.take(Tick.trade(WARRANT, DAY, 100, 20, 0, 0, 200, NOW), 1);
        join.emitted();

        join.take(Tick.poll(WARRANT, Feed.SESSION, DAY, 90, 15, 0, 0, 100, NOW + 1, TERMS), 2);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.tick().price()).isEqualTo(20);
        assertThat(update.asOf()).isEqualTo(NOW);
        assertThat(update.elw()).isEqualTo(TERMS);
        join.take(Tick.poll(WARRANT, Feed.SESSION, DAY, 90, 15, 0, 0, 100, NOW + 2, TERMS), 3);
        assertThat(join.emitted()).isEmpty();
    }

    @Test
    void showsAnInterruptionUntilItsEndIsTold() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(Tick.vi(TICKER, DAY, 110, true, NOW), 2);
        PriceUpdate interrupted = join.onlyEmitted();
        assertThat(interrupted.status()).isEqualTo(MarketStatus.VI);
        assertThat(interrupted.tick().price()).isEqualTo(70);
        join.take(Tick.vi(TICKER, DAY, 230, false, NOW + 120_000), 3);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.TRADING);

        join.take(Tick.vi(TICKER, DAY, 110, true, NOW), 4);
        assertThat(join.emitted()).isEmpty();
        join.take(trade(240, 1_001, 71), 5);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.TRADING);
    }

    @Test
    void endsAnInterruptionAfterFiveMinutesWhenItsEndIsLost() throws Exception {
        join.demandBegins(TICKER);
        join.take(trade(100, 1_000, 70), 1);
        join.take(Tick.vi(TICKER, DAY, 110, true, NOW), 2);
        join.emitted();

        join.setTime(NOW + 295_000);
        assertThat(join.emitted()).extracting(PriceUpdate::status).containsOnly(MarketStatus.VI);
        join.setTime(NOW + 300_000);

        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.TRADING);
    }

    @Test
    void isClosedAfterTheCloseThoughAnInterruptionWasNotEnded() throws Exception {
        join.setTime(Instant.parse("2026-07-01T06:31:00Z").toEpochMilli());
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(
                Tick.vi(
                        TICKER,
                        DAY,
                        110,
                        true,
                        Instant.parse("2026-07-01T06:29:00Z").toEpochMilli()),
                2);

        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.CLOSED);
    }

    @Test
    void keepsThePriceThroughAGapAndEmitsNothingForIt() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(Tick.gap(TICKER, Feed.SESSION, DAY, 110, NOW, "reconnected"), 2);
        assertThat(join.emitted()).isEmpty();

        join.demandBegins(TICKER);
        PriceUpdate update = join.onlyEmitted();
        assertThat(update.tick().price()).isEqualTo(70);
        assertThat(update.seq()).isEqualTo(2);
    }

    @Test
    void tellsByTheFeedOfThePollWhatServesTheTicker() throws Exception {
        join.take(Tick.poll(TICKER, Feed.POLL, DAY, 100, 70, 0, 0, 1, NOW, null), 1);
        join.take(Tick.poll(TICKER, Feed.SESSION, DAY, 100, 70, 0, 0, 1, NOW + 1, null), 2);

        assertThat(join.emitted()).extracting(PriceUpdate::feed).containsExactly(Feed.POLL, Feed.SESSION);
    }

    @Test
    void goesOnFromASnapshotWithAllItKnows() throws Exception {
        join.take(Tick.poll(WARRANT, Feed.POLL, DAY, 90, 20, 0, 0, 100, NOW, ALL), 1);
        join.take(Tick.expected(WARRANT, DAY, 110, 25, 5, 2_500, 10, NOW), 2);
        join.take(Tick.vi(WARRANT, DAY, 110, true, NOW), 3);
        join.emitted();
        join.restore(EPOCH);

        join.demandBegins(WARRANT);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.elw()).isEqualTo(ALL);
        assertThat(update.expected()).isEqualTo(new ExpectedPrice(DAY, 110, 25, 5, 2_500, 10));
        assertThat(update.status()).isEqualTo(MarketStatus.VI);
        assertThat(update.seq()).isEqualTo(3);
    }

    private static Tick trade(int time, long volume, long price) {
        return Tick.trade(TICKER, DAY, time, price, 0, 0, volume, NOW);
    }

    @Test
    void forgetsTheExpectedPriceOfAnAuctionThatMadeNoTrade() throws Exception {
        join.take(Tick.trade(WARRANT, DAY, 100, 20, 0, 0, 1, NOW), 1);
        join.demandBegins(WARRANT);
        join.take(Tick.expected(WARRANT, DAY, 110, 25, 5, 2_500, 10, NOW), 2);
        assertThat(join.emitted()).last().extracting(PriceUpdate::expected).isNotNull();

        // Past the close, and again in the opening auction of the next day.
        for (String time : new String[] {"2026-07-01T06:30:05Z", "2026-07-01T23:40:00Z"}) {
            join.setTime(Instant.parse(time).toEpochMilli());
            assertThat(join.emitted()).last().extracting(PriceUpdate::expected).isNull();
        }
    }

    private static Tick expected(int time, long price, long quantity) {
        return Tick.expected(TICKER, DAY, time, price, 5, 714, quantity, NOW + 1);
    }
}
