package dev.sise.broadcast.functions;

import static dev.sise.broadcast.functions.JoinHarness.DAY;
import static dev.sise.broadcast.functions.JoinHarness.EPOCH;
import static dev.sise.broadcast.functions.JoinHarness.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.Feed;
import dev.sise.market.MarketStatus;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
import dev.sise.market.TickKind;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinPricesTest {
    private static final String TICKER = "005930";

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
    void emitsEachNewerTradeWithItsPlaceInTheTopic() throws Exception {
        join.take(trade(100, 1_000, 70), 5);
        join.take(trade(100, 1_001, 71), 6);
        join.take(trade(101, 1_001, 72), 9);

        assertThat(join.emitted())
                .extracting(update -> update.tick().price(), PriceUpdate::epoch, PriceUpdate::seq)
                .containsExactly(tuple(70, 5), tuple(71, 6), tuple(72, 9));
    }

    @Test
    void emitsNothingForALateTradeAndNothingForADuplicate() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(trade(99, 2_000, 60), 2);
        join.take(trade(100, 999, 61), 3);
        join.take(trade(100, 1_000, 70), 4);

        assertThat(join.emitted()).isEmpty();
    }

    @Test
    void emitsNothingForAPollOlderThanTheLastTrade() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(poll(90, 900, 65, NOW), 2);

        assertThat(join.emitted()).isEmpty();
    }

    @Test
    void confirmsThePriceByAnOlderPollThatNamesTheSamePrice() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(poll(0, 0, 70, NOW + 30_000), 2);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.tick().time()).isEqualTo(100);
        assertThat(update.tick().volume()).isEqualTo(1_000);
        assertThat(update.asOf()).isEqualTo(NOW + 30_000);
        assertThat(update.feed()).isEqualTo(Feed.POLL);
    }

    @Test
    void isNotTurnedBackByAPollThatWasReceivedBeforeTheTrade() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(poll(0, 0, 70, NOW - 1_000), 2);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.asOf()).isEqualTo(NOW);
        assertThat(update.feed()).isEqualTo(Feed.SESSION);
    }

    @Test
    void saysThatTheSessionServesWhatAPollHadShownBefore() throws Exception {
        join.take(poll(100, 1_000, 70, NOW - 1_000), 1);
        join.emitted();

        join.take(trade(100, 1_000, 70), 2);

        assertThat(join.onlyEmitted().feed()).isEqualTo(Feed.SESSION);
    }

    @Test
    void confirmsThePriceByAPollThatEqualsTheLastTrade() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.take(poll(100, 1_000, 70, NOW + 30_000), 2);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.tick().kind()).isEqualTo(TickKind.TRADE);
        assertThat(update.asOf()).isEqualTo(NOW + 30_000);
        assertThat(update.feed()).isEqualTo(Feed.POLL);
        assertThat(update.seq()).isEqualTo(2);
    }

    @Test
    void takesTheNextDaysFirstTradeThoughItsVolumeAndTimeAreSmaller() throws Exception {
        join.take(trade(DAY, 55_000, 9_999, 70), 1);
        join.take(trade(DAY + 1, 32_400, 10, 71), 2);
        join.take(trade(DAY, 55_001, 10_000, 69), 3);

        assertThat(join.emitted()).extracting(update -> update.tick().price()).containsExactly(70L, 71L);
    }

    @Test
    void movesTheVersionByARecordThatChangedNothing() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        join.take(trade(99, 999, 69), 2);
        join.take(Tick.vi(TICKER, DAY, 100, true, NOW), 3);
        join.take(Tick.none(TICKER, Feed.POLL, DAY, 101, NOW, "empty row"), 4);
        join.emitted();

        join.demandBegins(TICKER);

        assertThat(join.onlyEmitted().seq()).isEqualTo(4);
    }

    @Test
    void emitsTheCurrentValueAtOnceWhenDemandBeginsAfterTheFirstTick() throws Exception {
        join.take(trade(100, 1_000, 70), 1);
        assertThat(join.onlyEmitted().watched()).isFalse();

        join.demandBegins(TICKER);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.watched()).isTrue();
        assertThat(update.tick().price()).isEqualTo(70);
    }

    @Test
    void emitsNothingWhenDemandBeginsBeforeTheFirstTickAndTheTickThen() throws Exception {
        join.demandBegins(TICKER);
        assertThat(join.emitted()).isEmpty();

        join.take(trade(100, 1_000, 70), 1);

        assertThat(join.onlyEmitted().watched()).isTrue();
    }

    @Test
    void repeatsAWatchedPriceEveryFiveSecondsUntilDemandEnds() throws Exception {
        join.demandBegins(TICKER);
        join.take(trade(100, 1_000, 70), 1);
        join.emitted();

        join.setTime(NOW + 4_999);
        assertThat(join.emitted()).isEmpty();
        join.setTime(NOW + 5_000);
        assertThat(join.onlyEmitted().seq()).isEqualTo(1);
        join.setTime(NOW + 10_000);
        assertThat(join.emitted()).hasSize(1);

        // The lease of the last gateway was lost: the demand operator says so.
        join.demandEnds(TICKER);
        join.setTime(NOW + 60_000);
        assertThat(join.emitted()).isEmpty();
    }

    @Test
    void keepsOneTimerPerTickerAndLeavesNoStateBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            join.take(trade(100 + i, 1_000 + i, 70), i);
        }
        join.demandBegins(TICKER);
        join.demandEnds(TICKER);
        assertThat(join.timers()).isEqualTo(1);

        join.setTime(NOW + Duration.ofHours(30).toMillis());
        join.take(trade(DAY + 1, 0, 1, 71), 100);
        join.setTime(NOW + Duration.ofHours(36).toMillis());
        assertThat(join.keys()).isEqualTo(1);

        join.setTime(NOW + Duration.ofHours(66).toMillis());
        assertThat(join.keys()).isZero();
        assertThat(join.timers()).isZero();
    }

    @Test
    void leavesNoTraceOfATickerThatWasWantedAndNeverTraded() throws Exception {
        join.demandBegins(TICKER);
        assertThat(join.keys()).isEqualTo(1);

        join.demandEnds(TICKER);

        assertThat(join.keys()).isZero();
        assertThat(join.timers()).isZero();
    }

    @Test
    void goesOnFromASnapshotWithItsHeartbeatAndItsOrder() throws Exception {
        join.demandBegins(TICKER);
        join.take(trade(100, 1_000, 70), 7);
        join.emitted();
        join.restore(EPOCH);

        join.take(trade(100, 1_000, 70), 7);
        assertThat(join.emitted()).isEmpty();
        join.setTime(NOW + 5_000);
        PriceUpdate heartbeat = join.onlyEmitted();
        assertThat(heartbeat.watched()).isTrue();
        assertThat(heartbeat.seq()).isEqualTo(7);
        join.take(trade(101, 1_001, 71), 8);
        assertThat(join.onlyEmitted().tick().price()).isEqualTo(71);
    }

    @Test
    void countsOffsetsOfANewEpochFromItsBeginning() throws Exception {
        join.take(trade(100, 1_000, 70), 900);
        join.emitted();
        join.restore(EPOCH + 1);

        // The recreated topic holds the old trade again, at a smaller offset, and then a new one.
        join.take(trade(100, 1_000, 70), 0);
        join.take(trade(101, 1_001, 71), 1);

        PriceUpdate update = join.onlyEmitted();
        assertThat(update.epoch()).isEqualTo(EPOCH + 1);
        assertThat(update.seq()).isEqualTo(1);
    }

    @Test
    void showsElwAndTheStatusOfTheMarket() throws Exception {
        join.take(Tick.trade("57JBHH", DAY, 100, 20, 0, 0, 1, NOW), 1);
        PriceUpdate open = join.onlyEmitted();
        assertThat(open.isElw()).isTrue();
        assertThat(open.status()).isEqualTo(MarketStatus.TRADING);

        join.setTime(Instant.parse("2026-07-01T14:00:00Z").toEpochMilli());
        join.take(Tick.trade("57JBHH", DAY, 101, 20, 0, 0, 2, NOW), 2);
        assertThat(join.onlyEmitted().status()).isEqualTo(MarketStatus.CLOSED);
    }

    private static Tuple tuple(long price, long seq) {
        return Tuple.tuple(price, EPOCH, seq);
    }

    private static Tick trade(int time, long volume, long price) {
        return trade(DAY, time, volume, price);
    }

    private static Tick trade(int day, int time, long volume, long price) {
        return Tick.trade(TICKER, day, time, price, 0, 0, volume, NOW);
    }

    private static Tick poll(int time, long volume, long price, long ingest) {
        return Tick.poll(TICKER, Feed.POLL, DAY, time, price, 0, 0, volume, ingest, null);
    }
}
