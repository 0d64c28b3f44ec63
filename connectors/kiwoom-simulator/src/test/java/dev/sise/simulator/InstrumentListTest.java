package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InstrumentListTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final Pattern WARRANT = Pattern.compile("5[0-9][A-Z][0-9A-Z]{3}");

    @Test
    void theDefaultTickersComeFirst() {
        assertThat(InstrumentList.of(100, 1, TODAY))
                .extracting(Instrument::code)
                .startsWith("005930", "000660", "035420", "005380", "028260", "000020", "0015N0", "493330")
                .hasSize(100)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyShapeOfCodeIsAmongAHundred() {
        Set<InstrumentKind> kinds =
                InstrumentList.of(100, 1, TODAY).stream().map(Instrument::kind).collect(Collectors.toSet());

        assertThat(kinds)
                .isEqualTo(EnumSet.of(
                        InstrumentKind.COMMON,
                        InstrumentKind.PREFERRED,
                        InstrumentKind.SPAC,
                        InstrumentKind.ETF,
                        InstrumentKind.ETN,
                        InstrumentKind.ELW));
    }

    @Test
    void allOfThreeThousandHaveACodeOfTheirShapeAndAPriceOnTheGrid() {
        List<Instrument> all = InstrumentList.of(InstrumentList.MAX_COUNT, 7, TODAY);

        assertThat(all)
                .extracting(Instrument::code)
                .hasSize(InstrumentList.MAX_COUNT)
                .doesNotHaveDuplicates();
        assertThat(all).extracting(Instrument::name).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(instrument -> {
            assertThat(instrument.code()).matches("[0-9A-Z]{6}");
            assertThat(WARRANT.matcher(instrument.code()).matches()).isEqualTo(instrument.kind() == InstrumentKind.ELW);
            boolean endsInZero = instrument.code().endsWith("0");
            if (instrument.kind() == InstrumentKind.COMMON || instrument.kind() == InstrumentKind.ETF) {
                assertThat(endsInZero).as(instrument.code()).isTrue();
            }
            if (instrument.kind() == InstrumentKind.PREFERRED) {
                assertThat(endsInZero).as(instrument.code()).isFalse();
            }
            assertThat(TickTable.floor(instrument.kind(), instrument.basePrice()))
                    .isEqualTo(instrument.basePrice())
                    .isPositive();
            assertThat(instrument.previousVolume()).isPositive();
        });
    }

    @Test
    void theSameSeedMakesTheSameList() {
        assertThat(InstrumentList.of(200, 42, TODAY)).isEqualTo(InstrumentList.of(200, 42, TODAY));
        assertThat(InstrumentList.of(200, 42, TODAY)).isNotEqualTo(InstrumentList.of(200, 43, TODAY));
    }
}
