package dev.sise.scan.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.scan.functions.Base;
import dev.sise.scan.functions.Cleaning;
import dev.sise.scan.functions.Contraction;
import dev.sise.scan.functions.Outcome;
import dev.sise.scan.functions.Reason;
import dev.sise.scan.functions.ScanResult;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultJsonTest {
    private static final LocalDate DATE = LocalDate.of(2026, 6, 30);
    private static final ScanResult RESULT = new ScanResult(
            ScanRequest.nightly(DATE),
            DATE,
            DATE.plusDays(1),
            7,
            5,
            3,
            List.of(),
            List.of(
                    new Outcome(SignalType.BULLISH, "005930", List.of(Reason.NO_DRY_UP, Reason.NOT_NEAR_PIVOT)),
                    new Outcome(SignalType.BULLISH, "035420", List.of(Reason.CLASS)),
                    new Outcome(SignalType.BULLISH, "0015N0", List.of(Reason.NO_DRY_UP)),
                    new Outcome(SignalType.BEARISH, "005930", List.of(Reason.TREND))),
            new Cleaning(1, 2, 3, 4, 5));

    @Test
    void countsEveryReasonOfEachTypeThatWasAskedFor() {
        assertThat(ResultJson.totals(RESULT))
                .isEqualTo(
                        "{\"universe\":7,\"scanned\":5,\"valid_signals\":3,\"returned\":0,\"shares_of\":\"2026-07-01\","
                                + "\"uses_later_shares\":true,\"bullish\":{\"signals\":0,\"reasons\":{\"CLASS\":1,\"NO_DRY_UP\":2}},"
                                + "\"bearish\":{\"signals\":0,\"reasons\":{\"TREND\":1}},\"cleaning\":{\"duplicates\":1,\"halts\":2,"
                                + "\"repairs\":3,\"breaks\":4,\"rejected_flows\":5}}");
    }

    @Test
    void tellsAllReasonsOfATickerAndNothingOfClassesThatNobodyAskedFor() {
        assertThat(ResultJson.outcomes(RESULT))
                .isEqualTo("{\"bullish\":{\"005930\":[\"NO_DRY_UP\",\"NOT_NEAR_PIVOT\"],\"0015N0\":[\"NO_DRY_UP\"]},"
                        + "\"bearish\":{\"005930\":[\"TREND\"]}}");
    }

    @Test
    void writesDepthsAsFractionsWithAtMostSixDecimals() {
        Contraction first = new Contraction(1 - 2 / 3.0, DATE, 30, DATE.plusDays(5), 20);
        Contraction second = new Contraction(.1, DATE.plusDays(6), 30, DATE.plusDays(8), 27);

        assertThat(ResultJson.contractions(new Base(DATE, 20, List.of(first, second), 0, 1, 1, 1, 1)))
                .isEqualTo("[{\"depth\":0.333333,\"high_date\":\"2026-06-30\",\"low_date\":\"2026-07-05\"},"
                        + "{\"depth\":0.1,\"high_date\":\"2026-07-06\",\"low_date\":\"2026-07-08\"}]");
    }
}
