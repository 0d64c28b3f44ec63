package dev.sise.broadcast.functions;

import static dev.sise.broadcast.functions.JoinHarness.DAY;
import static dev.sise.broadcast.functions.JoinHarness.EPOCH;
import static dev.sise.broadcast.functions.JoinHarness.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.Feed;
import dev.sise.market.Tick;
import java.time.LocalTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The closes of minutes; the harness starts at 14:54:28 of {@link JoinHarness#DAY}. */
class JoinMinutesTest {
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
    void tellsTheLastTradeOfAMinuteWhenTheNextOneBegins() throws Exception {
        join.take(trade("14:54:00", 70, 1_000), 1);
        join.take(trade("14:54:59", 71, 1_100), 2);
        assertThat(join.minutes()).isEmpty();

        join.take(trade("14:55:00", 72, 1_200), 3);
        assertThat(join.minutes()).containsExactly(minute("14:54", 71, 1_100));
        // A minute without a trade has no close.
        join.take(trade("14:58:30", 73, 1_300), 4);
        assertThat(join.minutes()).containsExactly(minute("14:55", 72, 1_200));
    }

    @Test
    void tellsTheRunningMinuteOfAWatchedTickerAsItStandsWithEachHeartbeat() throws Exception {
        join.demandBegins(TICKER);
        join.take(trade("14:54:28", 70, 1_000), 1);

        join.setTime(NOW + 5_000);
        assertThat(join.minutes()).containsExactly(minute("14:54", 70, 1_000));
        join.setTime(NOW + 10_000);
        assertThat(join.minutes()).isEmpty();
        join.take(trade("14:54:40", 71, 1_100), 2);
        join.setTime(NOW + 15_000);
        assertThat(join.minutes()).containsExactly(minute("14:54", 71, 1_100));
        join.take(trade("14:55:01", 72, 1_200), 3);
        assertThat(join.minutes()).isEmpty();
    }

    @Test
    void tellsAMinuteOfATickerThatNobodyWatchesWhenItIsOverAndKeepsItsPrice() throws Exception {
        join.take(trade("14:54:28", 70, 1_000), 1);
        join.setTime(NOW + 59_999);
        assertThat(join.minutes()).isEmpty();

        join.setTime(NOW + 60_000);
        assertThat(join.minutes()).containsExactly(minute("14:54", 70, 1_000));
        assertThat(join.timers()).isEqualTo(1);
        assertThat(join.keys()).isEqualTo(1);
        join.take(trade("14:56:00", 71, 1_100), 2);
        join.setTime(NOW + 120_000);
        assertThat(join.minutes()).containsExactly(minute("14:56", 71, 1_100));
        join.setTime(NOW + 60_000 + JoinPrices.KEEP.toMillis());
        assertThat(join.keys()).isZero();
        assertThat(join.timers()).isZero();
    }

    @Test
    void tellsTheMinuteInWhichDemandEnded() throws Exception {
        join.demandBegins(TICKER);
        join.take(trade("14:54:28", 70, 1_000), 1);
        join.demandEnds(TICKER);

        join.setTime(NOW + 60_000);

        assertThat(join.minutes()).containsExactly(minute("14:54", 70, 1_000));
    }

    @Test
    void tellsMinutesOfAPolledTickerByTheTimeOfTheTradeThatTheRowShows() throws Exception {
        join.demandBegins(TICKER);
        join.take(poll("14:52:10", 70, 1_000), 1);
        join.take(poll("14:52:50", 71, 1_010), 2);
        // The same row again: nothing was traded since.
        join.take(poll("14:52:50", 71, 1_010), 3);
        join.take(poll("14:54:05", 72, 1_500), 4);

        assertThat(join.minutes()).containsExactly(minute("14:52", 71, 1_010));
        join.setTime(NOW + 5_000);
        assertThat(join.minutes()).containsExactly(minute("14:54", 72, 1_500));
    }

    @Test
    void tellsNothingOfARowThatShowsNoTradeOfItsDay() throws Exception {
        join.demandBegins(TICKER);
        join.take(Tick.poll(TICKER, Feed.POLL, DAY - 1, 0, 70, 0, 0, 0, NOW, null), 1);
        join.setTime(NOW + 5_000);
        assertThat(join.minutes()).isEmpty();

        join.take(trade("14:54:40", 71, 10), 2);
        assertThat(join.minutes()).isEmpty();
        join.setTime(NOW + 10_000);
        assertThat(join.minutes()).containsExactly(minute("14:54", 71, 10));
    }

    @Test
    void tellsTheLastMinuteOfADayBeforeTheSameMinuteOfTheNext() throws Exception {
        join.take(trade("15:30:00", 70, 1_000), 1);
        join.take(Tick.trade(TICKER, DAY + 1, second("15:30:01"), 80, 0, 0, 10, NOW), 2);

        assertThat(join.minutes()).containsExactly(minute("15:30", 70, 1_000));
        join.setTime(NOW + 60_000);
        assertThat(join.minutes()).containsExactly(new MinuteClose(TICKER, DAY + 1, 15 * 60 + 30, 80, 10));
    }

    @Test
    void tellsMinutesOfTheAfterMarketAsOthers() throws Exception {
        join.take(trade("15:30:00", 70, 1_000), 1);
        join.take(trade("16:00:01", 71, 1_001), 2);
        join.take(trade("19:59:59", 72, 1_002), 3);

        assertThat(join.minutes()).containsExactly(minute("15:30", 70, 1_000), minute("16:00", 71, 1_001));
        join.setTime(NOW + 60_000);
        assertThat(join.minutes()).containsExactly(minute("19:59", 72, 1_002));
    }

    @Test
    void tellsNothingOfAnAuctionAndOfWhatIsNoTrade() throws Exception {
        join.demandBegins(TICKER);
        join.take(Tick.expected(TICKER, DAY, 53_668, 75, 5, 714, 500, NOW), 1);
        join.take(Tick.vi(TICKER, DAY, 53_668, true, NOW), 2);
        join.take(Tick.none(TICKER, Feed.POLL, DAY, 53_668, NOW, "empty row"), 3);
        join.setTime(NOW + 5_000);
        assertThat(join.minutes()).isEmpty();

        join.take(trade("14:54:00", 70, 1_000), 4);
        join.setTime(NOW + 10_000);
        assertThat(join.minutes()).containsExactly(minute("14:54", 70, 1_000));
        join.take(Tick.expected(TICKER, DAY, 53_800, 75, 5, 714, 500, NOW), 5);
        join.take(Tick.gap(TICKER, Feed.SESSION, DAY, 53_801, NOW, "reconnected"), 6);
        join.setTime(NOW + 15_000);
        assertThat(join.minutes()).isEmpty();
    }

    @Test
    void anOlderTradeChangesNoMinute() throws Exception {
        join.take(trade("14:54:59", 71, 1_100), 1);
        join.take(trade("14:55:10", 72, 1_200), 2);
        assertThat(join.minutes()).containsExactly(minute("14:54", 71, 1_100));

        join.take(trade("14:54:58", 60, 1_050), 3);
        join.take(trade("14:55:09", 61, 1_150), 4);
        join.take(poll("14:53:00", 62, 900), 5);

        assertThat(join.minutes()).isEmpty();
        join.setTime(NOW + 60_000);
        assertThat(join.minutes()).containsExactly(minute("14:55", 72, 1_200));
    }

    @Test
    void tellsTheSameMinutesAgainAfterAReplay() throws Exception {
        join.demandBegins(TICKER);
        join.take(trade("14:54:10", 70, 1_000), 1);
        join.restore(EPOCH);

        join.take(trade("14:54:10", 70, 1_000), 1);
        join.take(trade("14:54:20", 71, 1_100), 2);
        join.take(trade("14:55:00", 72, 1_200), 3);

        assertThat(join.minutes()).containsExactly(minute("14:54", 71, 1_100));
        join.setTime(NOW + 5_000);
        assertThat(join.minutes()).containsExactly(minute("14:55", 72, 1_200));
    }

    private static MinuteClose minute(String time, long close, long volume) {
        return new MinuteClose(TICKER, DAY, second(time) / 60, close, volume);
    }

    private static Tick trade(String time, long price, long volume) {
        return Tick.trade(TICKER, DAY, second(time), price, 0, 0, volume, NOW);
    }

    private static Tick poll(String time, long price, long volume) {
        return Tick.poll(TICKER, Feed.POLL, DAY, second(time), price, 0, 0, volume, NOW, null);
    }

    private static int second(String time) {
        return LocalTime.parse(time).toSecondOfDay();
    }
}
