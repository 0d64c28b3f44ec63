package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Net buying of a whole exchange over 27 real days, with the traded value of the same days. Section 10 of the definition says where it lies, in percent
 * of the traded value, to one decimal.
 */
class RealFlowsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 10);
    /** The last decimal. */
    private static final double PERCENT_POINTS = .1;

    private static final int VOLUME = 6;
    private static final int TRADED_VALUE = 7;

    private static List<SmartMoney.Reading> readings;

    @BeforeAll
    static void read() {
        readings = read(TRADED_VALUE);
    }

    /** @param tradedValue the column of the prices that is taken for won */
    private static List<SmartMoney.Reading> read(int tradedValue) {
        Map<String, List<double[]>> prices = new TreeMap<>();
        KrxData.lines("krx/daily_traded_value_20260102_20260220.csv.gz")
                .forEach(fields -> prices.computeIfAbsent(fields[0], ticker -> new ArrayList<>())
                        .add(KrxData.numbers(
                                fields[1],
                                Stream.concat(Arrays.stream(fields, 2, VOLUME + 1), Stream.of(fields[tradedValue])))));
        Map<String, List<double[]>> flows = new TreeMap<>();
        KrxData.lines("krx/investor_flows_20260105_20260210.csv.gz")
                .forEach(fields -> flows.computeIfAbsent(fields[1], ticker -> new ArrayList<>())
                        .add(KrxData.numbers(fields[0], Arrays.stream(fields).skip(2))));
        List<SmartMoney.Reading> found = new ArrayList<>();
        flows.forEach((ticker, rows) -> {
            Bars.Cleaned cleaned =
                    Bars.clean(KrxData.history(ticker, prices.getOrDefault(ticker, List.of())), (int) DAY.toEpochDay());
            if (cleaned.tradedOnLastDay()) {
                found.add(SmartMoney.read(
                        cleaned.bars(),
                        new FlowHistory(
                                ticker,
                                rows.stream().mapToInt(row -> (int) row[0]).toArray(),
                                rows.stream().mapToLong(row -> (long) row[1]).toArray(),
                                rows.stream().mapToLong(row -> (long) row[2]).toArray(),
                                new long[rows.size()])));
            }
        });
        return found;
    }

    private static List<SmartMoney> scores() {
        return readings.stream()
                .map(SmartMoney.Reading::score)
                .filter(score -> score != null)
                .toList();
    }

    /** The 5th, 50th and 95th of a hundred. */
    private static double[] quantiles(ToDoubleFunction<SmartMoney> part) {
        double[] values = scores().stream().mapToDouble(part).sorted().toArray();
        return Arrays.stream(new double[] {.05, .5, .95})
                .map(quantile -> values[(int) Math.round(quantile * (values.length - 1))])
                .toArray();
    }

    @Test
    void liesWhereTheDefinitionSaysItDoes() {
        assertThat(quantiles(score -> 100 * score.foreign5()))
                .containsExactly(new double[] {-10.4, 2.7, 20.1}, within(PERCENT_POINTS));
        assertThat(quantiles(score -> 100 * score.institution5()))
                .containsExactly(new double[] {-11.3, 0, 12.4}, within(PERCENT_POINTS));
        assertThat(quantiles(score -> 100 * score.foreign20()))
                .containsExactly(new double[] {-5.7, 1.7, 12.1}, within(PERCENT_POINTS));
        assertThat(quantiles(score -> 100 * score.institution20()))
                .containsExactly(new double[] {-9.1, 0, 13.2}, within(PERCENT_POINTS));
    }

    /** The definition counts 500 of 1,869: ten of those have a bar among their last 20 without a flow, or a break. */
    @Test
    void countsWhereBothBuy() {
        assertThat(scores()).hasSize(1_859);
        assertThat(scores().stream().filter(score -> score.foreign5() > 0 && score.institution5() > 0))
                .hasSize(500);
    }

    /** Flows and traded value are both won, so nothing bought is more than was traded. */
    @Test
    void rejectsNoRow() {
        assertThat(readings).hasSize(1_908);
        assertThat(readings.stream().mapToInt(SmartMoney.Reading::rejected).sum())
                .isZero();
    }

    /** Shares taken for won are seen: hardly a stock keeps its score. */
    @Test
    void rejectsRowsWhoseTradedValueIsInShares() {
        List<SmartMoney.Reading> mixed = read(VOLUME);

        assertThat(mixed.stream().filter(reading -> reading.rejected() > 0)).hasSizeGreaterThan(1_800);
        assertThat(mixed.stream().filter(reading -> reading.score() != null)).hasSizeLessThan(20);
    }

    @Test
    void scoresSpreadAroundTheMiddle() {
        assertThat(quantiles(SmartMoney::score)).containsExactly(new double[] {33, 55.7, 80.2}, within(.5));
        assertThat(scores()).allSatisfy(score -> assertThat(score.score()).isBetween(0.0, 100.0));
    }
}
