package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HistoryGeneratorTest {

    private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 20);
    private static final LocalDate THURSDAY = LocalDate.of(2026, 11, 19);

    private static final HistoryGenerator GENERATOR = new HistoryGenerator(1, THURSDAY);
    private static final Map<Instrument, History> HISTORIES = new HashMap<>();

    @BeforeAll
    static void generate() {
        Map<String, Instrument> byCode = new HashMap<>();
        for (Instrument instrument : WholeMarketList.of(1, FRIDAY)) {
            byCode.put(instrument.code(), instrument);
        }
        // A third of the market is enough; of the warrants, each of which needs its underlying's history, a few.
        byCode.values().stream()
                .filter(instrument -> instrument.terms() == null
                        ? instrument.code().hashCode() % 3 == 0
                        : instrument.code().endsWith("7"))
                .forEach(instrument -> HISTORIES.put(instrument, history(instrument, byCode)));
    }

    private static History history(Instrument instrument, Map<String, Instrument> byCode) {
        return instrument.terms() == null
                ? GENERATOR.of(instrument)
                : GENERATOR.ofWarrant(instrument, byCode.get(instrument.terms().underlying()));
    }

    @Test
    void endsOnTheCloseAndTheVolumeThatTheMarketBeginsWith() {
        HISTORIES.forEach((instrument, history) -> {
            if (history.bars().isEmpty()) {
                assertThat(instrument.listedOn()).isAfter(THURSDAY);
                return;
            }
            DailyBar last = history.bars().get(history.bars().size() - 1);
            assertThat(last.close()).isEqualTo(instrument.basePrice());
            boolean suspended =
                    instrument.caution() == Caution.HALTED || last.volume() == 0 && instrument.terms() != null;
            if (!suspended) {
                assertThat(last.day()).isEqualTo(THURSDAY);
                assertThat(last.volume()).isEqualTo(instrument.previousVolume());
            }
        });
    }

    @Test
    void everybodyTradesOnTheSessionsOfTheExchangeAlone() {
        Set<LocalDate> sessions = new TreeSet<>();
        HISTORIES.values().forEach(history -> history.bars().forEach(bar -> sessions.add(bar.day())));

        assertThat(sessions).hasSize(HistoryGenerator.SESSIONS).allMatch(SessionDays::isSession);
        HISTORIES.forEach((instrument, history) -> {
            for (int at = 1; at < history.bars().size(); at++) {
                if (!history.bars()
                        .get(at)
                        .day()
                        .isAfter(history.bars().get(at - 1).day())) {
                    throw new AssertionError(
                            instrument.code() + " has " + history.bars().get(at) + " too late");
                }
            }
        });
    }

    @Test
    void pricesAreOnTheGridAndFitEachOther() {
        HISTORIES.forEach((instrument, history) -> history.bars().forEach(bar -> {
            boolean fits = bar.volume() == 0
                    ? bar.value() == 0 && bar.high() == bar.low()
                    : bar.low() > 0
                            && bar.low() <= Math.min(bar.open(), bar.close())
                            && bar.high() >= Math.max(bar.open(), bar.close())
                            && bar.value() >= bar.low() * bar.volume()
                            && bar.value() <= bar.high() * bar.volume();
            for (long price : new long[] {bar.open(), bar.high(), bar.low(), bar.close()}) {
                fits &= price == TickTable.floor(instrument.kind(), price);
            }
            if (!fits) {
                throw new AssertionError(instrument.code() + " has " + bar);
            }
        }));
    }

    @Test
    void noPriceLeavesTheLimitsOfItsDayButAfterALongSuspensionOrASplit() {
        List<String> broken = new ArrayList<>();
        HISTORIES.forEach((instrument, history) -> {
            if (instrument.terms() != null) {
                return;
            }
            Set<LocalDate> splits =
                    history.adjustments().stream().map(Adjustment::from).collect(Collectors.toSet());
            for (int at = 1; at < history.bars().size(); at++) {
                DailyBar bar = history.bars().get(at);
                DailyBar before = history.bars().get(at - 1);
                PriceLimits limits = PriceLimits.of(instrument.kind(), before.close());
                boolean within = bar.volume() == 0 || bar.low() >= limits.lower() && bar.high() <= limits.upper();
                if (!within && before.volume() == 0) {
                    broken.add(instrument.code());
                } else if (!within && !splits.contains(bar.day())) {
                    throw new AssertionError(instrument.code() + " has " + bar + " after " + before);
                }
            }
        });

        assertThat(broken).hasSizeBetween(5, 30).doesNotHaveDuplicates();
    }

    @Test
    void adjustedPricesMoveOnSmoothlyOverASplitWhileThosePaidDoNot() {
        Map<Instrument, History> split = new HashMap<>(HISTORIES);
        split.values().removeIf(history -> history.adjustments().isEmpty());

        assertThat(split).hasSizeBetween(10, 40);
        split.forEach((instrument, history) -> {
            Adjustment adjustment = history.adjustments().get(0);
            for (int at = 1; at < history.bars().size(); at++) {
                DailyBar bar = history.bars().get(at);
                DailyBar before = history.bars().get(at - 1);
                if (bar.day().equals(adjustment.from())) {
                    long adjusted =
                            Adjustment.adjusted(before, history.adjustments()).close();
                    assertThat((double) bar.close() / adjusted)
                            .as(instrument.code())
                            .isBetween(.65, 1.35);
                    assertThat((double) bar.close() / before.close())
                            .as(instrument.code())
                            .matches(paid -> paid < .7 || paid > 1.4);
                }
            }
        });
    }

    @Test
    void aHistoryBeginsWithTheListing() {
        long checked = HISTORIES.entrySet().stream()
                .filter(entry -> !entry.getValue().bars().isEmpty())
                .filter(entry -> entry.getKey().listedOn().isAfter(LocalDate.of(2024, 6, 1)))
                .peek(entry -> assertThat(entry.getValue().bars().get(0).day())
                        .isEqualTo(SessionDays.from(entry.getKey().listedOn())))
                .count();

        assertThat(checked).isGreaterThan(30);
        Instrument today = WholeMarketList.of(1, FRIDAY).get(0).withListedOn(FRIDAY);
        assertThat(GENERATOR.of(today)).isEqualTo(History.NONE);
    }

    @Test
    void theSeedTheCodeAndTheLastDayDecide() {
        Instrument instrument = InstrumentList.of(1, 1, FRIDAY).get(0);

        assertThat(new HistoryGenerator(1, THURSDAY).of(instrument)).isEqualTo(GENERATOR.of(instrument));
        assertThat(new HistoryGenerator(2, THURSDAY).of(instrument)).isNotEqualTo(GENERATOR.of(instrument));
    }
}
