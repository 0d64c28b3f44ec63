package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WholeMarketListTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final List<Instrument> ALL = WholeMarketList.of(1, TODAY);

    @Test
    void theSmallMarketIsItsPrefix() {
        assertThat(ALL.subList(0, 100)).isEqualTo(InstrumentList.of(100, 1, TODAY));
        assertThat(WholeMarketList.of(1, TODAY)).isEqualTo(ALL);
    }

    @Test
    void everyMarketIsAsLargeAsTheRealOne() {
        Map<String, Long> kospi = ALL.stream()
                .filter(instrument -> instrument.board() == Board.KOSPI)
                .collect(Collectors.groupingBy(Instrument::marketCode, Collectors.counting()));

        assertThat(kospi)
                .isEqualTo(Map.of("0", 917L, "8", 1_155L, "60", 367L, "90", 8L, "70", 1L, "6", 23L, "2", 2L, "4", 1L));
        assertThat(count(instrument -> instrument.board() == Board.KOSDAQ)).isEqualTo(1_821);
        assertThat(count(instrument -> instrument.kind() == InstrumentKind.PREFERRED))
                .isEqualTo(113);
        assertThat(count(instrument -> instrument.board() == Board.ELW)).isEqualTo(2_870);
        assertThat(count(instrument -> instrument.board() == Board.KONEX)).isEqualTo(110);
        assertThat(count(instrument -> instrument.board() == Board.OTC)).isEqualTo(40);
    }

    @Test
    void codesAndNamesOccurOnceAndHaveTheShapeOfTheirKind() {
        assertThat(ALL).extracting(Instrument::code).doesNotHaveDuplicates();
        assertThat(ALL).extracting(Instrument::name).doesNotHaveDuplicates().allMatch(name -> !name.contains("\""));
        assertThat(ALL).allSatisfy(instrument -> {
            String shape =
                    switch (instrument.kind()) {
                        case COMMON, SPAC, REIT, FUND, ETF -> "[0-9]{4}[0-9A-Z]0";
                        case PREFERRED -> "[0-9]{5}[1-9A-Z]";
                        case ETN -> "[567][0-9]{5}";
                        case ELW -> "5[0-9][A-Z][0-9A-Z]{3}";
                        case KONEX, OTC -> "[0-9]{5}0";
                    };
            assertThat(instrument.code()).matches(shape);
            assertThat(TickTable.floor(instrument.kind(), instrument.basePrice()))
                    .isEqualTo(instrument.basePrice())
                    .isPositive();
        });
    }

    @Test
    void aWarrantIsWrittenOnAStockOfTheListAndCostsAboutWhatItIsWorth() {
        Map<String, Instrument> byCode = ALL.stream().collect(Collectors.toMap(Instrument::code, Function.identity()));
        List<Instrument> warrants = ALL.stream()
                .filter(instrument -> instrument.kind() == InstrumentKind.ELW)
                .toList();

        assertThat(warrants).allSatisfy(warrant -> {
            Instrument underlying = byCode.get(warrant.terms().underlying());
            double worth = warrant.terms().marketPrice(underlying.basePrice(), TODAY);
            assertThat((double) warrant.basePrice()).isBetween(worth - 5, Math.max(5, worth + 1));
            assertThat(warrant.terms().expiry()).isAfter(TODAY);
            assertThat(warrant.name()).contains(underlying.name());
        });
        assertThat(warrants).filteredOn(warrant -> !warrant.onFeed()).hasSizeBetween(700, 730);
        assertThat(warrants).filteredOn(warrant -> warrant.basePrice() > 50).hasSizeGreaterThan(1_500);
    }

    private static long count(Predicate<Instrument> condition) {
        return ALL.stream().filter(condition).count();
    }
}
