package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallBudgetTest {
    private static final long MILLI = 1_000_000;

    private long now = -5;

    @Test
    void spacesCallsEvenly() {
        CallBudget budget = budget(4);

        assertThat(takenWithin(budget, Duration.ofSeconds(1))).containsExactly(0L, 250L, 500L, 750L);
    }

    @ParameterizedTest
    @CsvSource({"0.5,5", "1,10", "4,40", "20,200", "200,2001"})
    void neverAllowsMoreThanItsRateAndASmallBurst(double perSecond, int most) {
        assertThat(takenWithin(budget(perSecond), Duration.ofSeconds(10))).hasSize(most);
    }

    @ParameterizedTest
    @ValueSource(doubles = {4, 200})
    void savesUpAtMostOneCallWhileNobodyAsks(double perSecond) {
        CallBudget budget = budget(perSecond);
        takenWithin(budget, Duration.ofSeconds(1));
        pass(Duration.ofMinutes(1));

        int atOnce = 0;
        while (budget.tryTake() == 0) {
            atOnce++;
        }
        assertThat(atOnce).isEqualTo(perSecond > 20 ? 2 : 1);
    }

    @Test
    void letsThoseBehindPayForACallThatDidNotWait() {
        CallBudget budget = budget(4);

        budget.take();
        budget.take();
        budget.take();

        assertThat(budget.nanosUntilNext()).isEqualTo(750 * MILLI);
        assertThat(budget.tryTake()).isEqualTo(750 * MILLI);
        assertThat(budget.nanosUntilNext()).isEqualTo(750 * MILLI);
    }

    @Test
    void learnsToStayBelowTheRateThatIsNamedButNeverAHigherOne() {
        CallBudget budget = budget(4);

        budget.learn(10);
        assertThat(budget.perSecond()).isEqualTo(4);
        budget.learn(5);
        assertThat(budget.perSecond()).isEqualTo(4);
        budget.learn(2);
        assertThat(budget.perSecond()).isEqualTo(1.6);
        budget.learn(0);
        assertThat(budget.perSecond()).isEqualTo(0.8);
        assertThat(takenWithin(budget, Duration.ofSeconds(10))).hasSize(8);
    }

    @Test
    void risesByATenthOfTheConfiguredRateForEveryTwoQuietMinutes() {
        CallBudget budget = budget(10);
        budget.learn(5);

        pass(Duration.ofSeconds(119));
        assertThat(budget.perSecond()).isEqualTo(4);
        pass(Duration.ofSeconds(1));
        assertThat(budget.perSecond()).isEqualTo(5);
        pass(Duration.ofSeconds(60));
        budget.backOff();
        pass(Duration.ofSeconds(119));
        assertThat(budget.perSecond()).isEqualTo(5);
        pass(Duration.ofSeconds(241));
        assertThat(budget.perSecond()).isEqualTo(8);
        pass(Duration.ofHours(1));
        assertThat(budget.perSecond()).isEqualTo(10);
    }

    @Test
    void pausesAfterARefusalForHalfASecondToOneAndAHalf() {
        List<Long> pauses = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            CallBudget budget = new CallBudget(200, () -> now, random);
            budget.backOff();
            pauses.add(budget.nanosUntilNext() / MILLI);
        }

        assertThat(pauses).allMatch(pause -> pause >= 500 && pause < 1_500);
        assertThat(pauses).anyMatch(pause -> pause < 550).anyMatch(pause -> pause > 1_450);
    }

    @Test
    void doesNotBurstWhenAPauseEnds() {
        CallBudget budget = budget(4);
        budget.tryTake();
        budget.backOff();
        pass(Duration.ofNanos(budget.nanosUntilNext()));

        assertThat(takenWithin(budget, Duration.ofMillis(249))).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 10_001, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesARateThatIsNone(double perSecond) {
        assertThatThrownBy(() -> budget(perSecond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was " + perSecond);
    }

    private CallBudget budget(double perSecond) {
        return new CallBudget(perSecond, () -> now, new Random(1));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** The milliseconds at which one who always waits as long as it is told may call. */
    private List<Long> takenWithin(CallBudget budget, Duration time) {
        long begin = now;
        List<Long> taken = new ArrayList<>();
        while (now - begin < time.toNanos()) {
            long wait = budget.tryTake();
            if (wait == 0) {
                taken.add((now - begin) / MILLI);
            }
            now += wait;
        }
        now = begin + time.toNanos();
        return taken;
    }
}
