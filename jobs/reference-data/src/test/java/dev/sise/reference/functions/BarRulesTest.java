package dev.sise.reference.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarRulesTest {
    private static final int DAY = (int) LocalDate.of(2026, 11, 27).toEpochDay();

    @Test
    void keepsAGoodRowAsItIs() throws RefusedRowException {
        DailyBar bar = new DailyBar(DAY, 100, 120, 90, 110, 5, 500L);

        assertThat(BarRules.check(bar)).isEqualTo(new BarRules.Kept(bar, false));
    }

    @ParameterizedTest
    @CsvSource({
        // open, high, low, close, then high and low as they are kept
        "100, 99, 90, 95, 100, 90",
        "100, 105, 90, 110, 110, 90",
        "100, 120, 101, 110, 120, 100",
        "100, 120, 99, 98, 120, 98",
        "100, 98, 102, 101, 101, 100"
    })
    void widensHighAndLowToEncloseOpenAndClose(long open, long high, long low, long close, long keptHigh, long keptLow)
            throws RefusedRowException {
        assertThat(BarRules.check(new DailyBar(DAY, open, high, low, close, 5, null)))
                .isEqualTo(new BarRules.Kept(new DailyBar(DAY, open, keptHigh, keptLow, close, 5, null), true));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 1341, 0", "1341, 1300, 1350, 1341, 0", "0, 120, 90, 110, 5", "100, 90, 80, 0, 5"})
    void keepsAHaltAsItComes(long open, long high, long low, long close, long volume) throws RefusedRowException {
        DailyBar halt = new DailyBar(DAY, open, high, low, close, volume, null);

        assertThat(BarRules.check(halt)).isEqualTo(new BarRules.Kept(halt, false));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 120, 90, 110, 5, 0, open",
        "100, -1, 90, 110, 5, 0, high",
        "100, 120, -1, 110, 5, 0, low",
        "100, 120, 90, -1, 5, 0, close",
        "100, 120, 90, 110, -1, 0, volume",
        "100, 120, 90, 110, 5, -1, traded value"
    })
    void refusesWhatIsNegative(long open, long high, long low, long close, long volume, long tradedValue, String what) {
        assertThatThrownBy(() -> BarRules.check(new DailyBar(DAY, open, high, low, close, volume, tradedValue)))
                .isInstanceOfSatisfying(
                        RefusedRowException.class, e -> assertThat(e.reason()).isEqualTo(RowRefusal.NEGATIVE))
                .hasMessage(what + " must not be negative, was -1");
    }

    @Test
    void refusesADayBeforeTheExchangeWasOpened() {
        int day = (int) LocalDate.of(1900, 1, 1).toEpochDay();

        assertThatThrownBy(() -> BarRules.check(new DailyBar(day, 1, 1, 1, 1, 1, null)))
                .isInstanceOfSatisfying(
                        RefusedRowException.class, e -> assertThat(e.reason()).isEqualTo(RowRefusal.DATE))
                .hasMessage("the day must not be before 1956-03-03, was 1900-01-01");
    }
}
