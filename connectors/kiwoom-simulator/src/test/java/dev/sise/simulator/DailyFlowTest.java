package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DailyFlowTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 19);
    private static final long VALUE = 9_008_513_000_000L;

    @Test
    void allGroupsTogetherAreZeroAndThoseOfInstitutionsAreTheirSum() {
        for (long draw = 0; draw < 1_000; draw++) {
            DailyFlow flow = DailyFlow.of(DAY, draw, VALUE, 1);

            assertThat(flow.individual()
                            + flow.foreign()
                            + flow.institution()
                            + flow.otherCorporations()
                            + flow.otherForeigners())
                    .isZero();
            assertThat(flow.institutions()).hasSize(8);
            assertThat(flow.institutions().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(flow.institution());
            assertThat(Math.max(Math.abs(flow.foreign()), Math.abs(flow.institution())))
                    .isLessThan(VALUE / 2_000_000);
            assertThat(Math.abs(flow.individual())).isLessThan(VALUE / 1_000_000);
        }
    }

    @Test
    void leansToTheSideItIsToldAndIsTheSameForTheSameDraw() {
        long buying = 0;
        long selling = 0;
        for (long draw = 0; draw < 200; draw++) {
            buying += DailyFlow.of(DAY, draw, VALUE, 1).foreign();
            selling += DailyFlow.of(DAY, draw, VALUE, -1).foreign();
        }

        assertThat(buying).isPositive();
        assertThat(selling).isNegative();
        assertThat(DailyFlow.of(DAY, 7, VALUE, 1)).isEqualTo(DailyFlow.of(DAY, 7, VALUE, 1));
    }

    @Test
    void aDayWithoutTradesHasNone() {
        assertThat(DailyFlow.of(DAY, 7, 0, 1).foreign()).isZero();
    }
}
