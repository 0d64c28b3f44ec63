package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Section 2 of the definition from its fourth step on, by hand: who can be judged. Sessions are days 1 to 400. */
class TickerAnalystTest {
    private static final int LAST = 400;
    private static final Sessions SESSIONS =
            new Sessions(IntStream.rangeClosed(1, LAST).toArray());
    private static final LocalDate DATE = LocalDate.ofEpochDay(LAST);

    /** 1,000 shares at 100 won a day. */
    private static PriceHistory history(IntStream days) {
        int[] all = days.toArray();
        double[] price = new double[all.length];
        long[] volume = new long[all.length];
        Arrays.fill(price, 100);
        Arrays.fill(volume, 1_000);
        return new PriceHistory(
                "005930", all, price, price.clone(), price.clone(), price.clone(), volume, new long[all.length]);
    }

    private static TickerAnalysis analyse(PriceHistory history, LocalDate listingDate) {
        return new TickerAnalyst(SESSIONS, DATE, List.of(SignalType.values())).analyse(history, null, listingDate);
    }

    private static Reason unavailable(PriceHistory history) {
        return analyse(history, null).unavailable();
    }

    private static PriceHistory splitAt(PriceHistory history, int row) {
        for (double[] column : List.of(history.open(), history.high(), history.low(), history.close())) {
            for (int i = row; i < column.length; i++) {
                column[i] /= 50;
            }
        }
        return history;
    }

    @Test
    void wantsARowOnTheDateWithTrades() {
        PriceHistory halted = history(IntStream.rangeClosed(1, LAST));
        halted.volume()[LAST - 1] = 0;

        assertThat(unavailable(history(IntStream.range(1, LAST)))).isEqualTo(Reason.NO_BAR);
        assertThat(unavailable(history(IntStream.empty()))).isEqualTo(Reason.NO_BAR);
        assertThat(unavailable(halted)).isEqualTo(Reason.HALTED);
        assertThat(analyse(halted, null).close()).isZero();
        assertThat(unavailable(history(IntStream.rangeClosed(1, LAST)))).isNull();
    }

    @Test
    void wantsTwoHundredAndFiftyThreeBarsSinceABreak() {
        assertThat(unavailable(splitAt(history(IntStream.rangeClosed(1, LAST)), LAST - 252)))
                .isEqualTo(Reason.ADJ_BREAK);
        assertThat(unavailable(splitAt(history(IntStream.rangeClosed(1, LAST)), LAST - 253)))
                .isNull();
        // Also before what is too few trades.
        assertThat(unavailable(splitAt(history(IntStream.rangeClosed(1, LAST).filter(day -> day % 2 == 0)), 150)))
                .isEqualTo(Reason.ADJ_BREAK);
        // And a recent listing does not help.
        assertThat(analyse(splitAt(history(IntStream.rangeClosed(300, LAST)), 20), LocalDate.ofEpochDay(300))
                        .unavailable())
                .isEqualTo(Reason.ADJ_BREAK);
    }

    @Test
    void allowsATenthOfTheYearToBeWithoutTrades() {
        // Of the sessions 149 to 400, 25.2 may be missing.
        IntStream with25Missing = IntStream.rangeClosed(1, LAST).filter(day -> day < 200 || day >= 225);
        IntStream with26Missing = IntStream.rangeClosed(1, LAST).filter(day -> day < 200 || day >= 226);
        IntStream missingBefore = IntStream.rangeClosed(1, LAST).filter(day -> day < 120 || day > 148);

        assertThat(unavailable(history(with25Missing))).isNull();
        assertThat(unavailable(history(with26Missing))).isEqualTo(Reason.ILLIQUID);
        assertThat(unavailable(history(missingBefore))).isNull();
        // Day 148 is the 253rd session back.
        assertThat(unavailable(
                        history(IntStream.rangeClosed(1, LAST).filter(day -> day != 148 && (day < 200 || day >= 225)))))
                .isNull();
        assertThat(unavailable(
                        history(IntStream.rangeClosed(1, LAST).filter(day -> day != 149 && (day < 200 || day >= 225)))))
                .isEqualTo(Reason.ILLIQUID);
    }

    @Test
    void allowsATenthOfTheSessionsSinceTheFirstBar() {
        // First bar on day 301, 100 sessions: ten may be missing.
        LocalDate listed = LocalDate.ofEpochDay(301);
        IntStream with10Missing = IntStream.rangeClosed(301, LAST).filter(day -> day < 350 || day >= 360);
        IntStream with11Missing = IntStream.rangeClosed(301, LAST).filter(day -> day < 350 || day >= 361);

        assertThat(analyse(history(with10Missing), listed).unavailable()).isNull();
        assertThat(analyse(history(with11Missing), listed).unavailable()).isEqualTo(Reason.ILLIQUID);
        // A halt is a row without trades, and a session without a bar.
        PriceHistory halted = history(IntStream.rangeClosed(301, LAST));
        Arrays.fill(halted.volume(), 40, 51, 0);
        assertThat(analyse(halted, listed).unavailable()).isEqualTo(Reason.ILLIQUID);
    }

    @Test
    void judgesARecentListingFromFortyBarsOnIfItsListingIsInTheData() {
        PriceHistory tooFew = history(IntStream.rangeClosed(362, LAST));
        PriceHistory enough = history(IntStream.rangeClosed(361, LAST));
        PriceHistory most = history(IntStream.rangeClosed(149, LAST));

        assertThat(analyse(tooFew, LocalDate.ofEpochDay(362)).unavailable()).isEqualTo(Reason.INSUFFICIENT_HISTORY);
        assertThat(analyse(enough, LocalDate.ofEpochDay(361)).recentlyListed()).isTrue();
        assertThat(analyse(enough, LocalDate.ofEpochDay(1)).recentlyListed()).isTrue();
        assertThat(analyse(enough, LocalDate.ofEpochDay(0)).unavailable()).isEqualTo(Reason.INSUFFICIENT_HISTORY);
        assertThat(analyse(enough, null).unavailable()).isEqualTo(Reason.INSUFFICIENT_HISTORY);
        assertThat(analyse(most, LocalDate.ofEpochDay(149)).recentlyListed()).isTrue();
        assertThat(analyse(history(IntStream.rangeClosed(148, LAST)), LocalDate.ofEpochDay(148))
                        .recentlyListed())
                .isFalse();
        // Bullish only, and without a year's performance or conditions.
        TickerAnalysis recent = analyse(enough, LocalDate.ofEpochDay(361));
        assertThat(recent.bearish()).isNull();
        assertThat(recent.bullish().template()).isNull();
        assertThat(recent.yearPerformance()).isZero();
    }

    @Test
    void averagesTheTradedValueOfTwentyBars() {
        PriceHistory history = history(IntStream.rangeClosed(1, LAST));
        history.volume()[LAST - 20] = 21_000;
        history.volume()[LAST - 21] = 999_999;

        assertThat(analyse(history, null).averageTradedValue()).isCloseTo(200_000, within(1e-6));
    }

    @Test
    void refusesADateThatIsNoSession() {
        assertThatThrownBy(() -> new TickerAnalyst(
                        new Sessions(new int[] {1, 2, 5}), LocalDate.ofEpochDay(4), List.of(SignalType.BULLISH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the previous session is 1970-01-03");
        assertThatThrownBy(() -> new TickerAnalyst(
                        new Sessions(new int[] {1}), LocalDate.ofEpochDay(0), List.of(SignalType.BULLISH)))
                .hasMessageContaining("there is no session before it");
    }
}
