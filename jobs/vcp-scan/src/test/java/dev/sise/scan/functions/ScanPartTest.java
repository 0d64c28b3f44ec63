package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ScanRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScanPartTest {
    private static final LocalDate DATE = LocalDate.of(2026, 6, 30);
    private static final ScanRun RUN = new ScanRun("night", ScanKind.NIGHTLY, DATE, ScanRequest.nightly(DATE));

    @Test
    void coversAllTickersThatThereCanBeOnceAndHasEveryInstrumentOnce() {
        List<Instrument> instruments = instruments(1_000, 0);

        List<ScanPart> parts = cut(instruments, 16);

        assertThat(parts).hasSize(16);
        assertThat(parts.get(0).from()).isNull();
        assertThat(parts.get(15).to()).isNull();
        for (int i = 1; i < parts.size(); i++) {
            assertThat(parts.get(i).from())
                    .isEqualTo(parts.get(i - 1).to())
                    .isEqualTo(parts.get(i).instruments().get(0).ticker());
        }
        assertThat(parts.stream().flatMap(part -> part.instruments().stream())).containsExactlyElementsOf(instruments);
    }

    @Test
    void spreadsWhatHasPricesEvenlyWhereverTheRestStands() {
        List<Instrument> instruments = instruments(1_000, 3_000);

        assertThat(cut(instruments, 7)).hasSize(7).allSatisfy(part -> assertThat(part.instruments().stream()
                        .filter(instrument -> instrument.instrumentClass() == InstrumentClass.COMMON))
                .hasSizeBetween(142, 143));
    }

    @Test
    void makesNoMoreRangesThanInstrumentsAndAlwaysOne() {
        assertThat(cut(instruments(3, 0), 16)).hasSize(3);
        assertThat(cut(instruments(0, 5), 16)).hasSize(1);
        assertThat(cut(List.of(), 16)).singleElement().satisfies(part -> {
            assertThat(part.from()).isNull();
            assertThat(part.to()).isNull();
        });
    }

    /** Twenty bars, and as many sessions without one as a stock can miss that is not illiquid. */
    @Test
    void readsTheFlowsOfTheLast45Sessions() {
        int last = (int) DATE.toEpochDay();
        Sessions many = new Sessions(IntStream.rangeClosed(last - 299, last).toArray());
        Sessions few = new Sessions(new int[] {last - 3, last});

        assertThat(part(many).flowsFrom()).isEqualTo(DATE.minusDays(44));
        assertThat(part(few).flowsFrom()).isEqualTo(DATE.minusDays(3));
    }

    private static ScanPart part(Sessions sessions) {
        return new ScanPart(RUN, DATE, sessions, null, null, List.of());
    }

    private static List<ScanPart> cut(List<Instrument> instruments, int parts) {
        return ScanPart.cut(RUN, DATE, new Sessions(new int[0]), instruments, parts);
    }

    private static List<Instrument> instruments(int stocks, int warrants) {
        List<Instrument> instruments = new ArrayList<>();
        for (int i = 0; i < stocks + warrants; i++) {
            boolean stock = i < stocks / 2 || i >= stocks / 2 + warrants;
            instruments.add(new Instrument(
                    String.format("%06d", i),
                    "name",
                    "KOSPI",
                    stock ? InstrumentClass.COMMON : InstrumentClass.ELW,
                    1,
                    null));
        }
        return instruments;
    }
}
