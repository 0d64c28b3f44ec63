package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.InstrumentClass;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 9 of the definition, character by character. */
class FullUniverseListingTest {
    private static final LocalDate DATE = LocalDate.of(2025, 3, 5);
    private static final int FOUR = 0b0000_1111;
    private static final int FIVE = 0b0001_1111;
    private static final int SEVEN = 0b0111_1111;

    private final List<Instrument> instruments = new ArrayList<>();
    private final List<TickerAnalysis> analyses = new ArrayList<>();

    private void add(
            String ticker,
            InstrumentClass type,
            double performance,
            int conditions,
            SetupState state,
            List<Reason> reasons,
            Base base,
            LocalDate breakoutDay,
            Double volumeRatio) {
        instruments.add(new Instrument(ticker, "a, \"name\"", "KOSPI", type, 1, null));
        Verdict verdict =
                new Verdict(state, reasons, base, breakoutDay, volumeRatio, false, 96, new TrendTemplate(conditions));
        analyses.add(
                new TickerAnalysis(ticker, null, false, 96, 1, 1, performance, verdict, null, null, Cleaning.NONE));
    }

    private static Base base(double pivot, double... depths) {
        List<Contraction> contractions = new ArrayList<>();
        for (double depth : depths) {
            LocalDate high = DATE.minusDays(70 - 10 * contractions.size());
            contractions.add(new Contraction(depth, high, pivot, high.plusDays(5), pivot * (1 - depth)));
        }
        return new Base(DATE, 50, contractions, 1, 1, 1, 1, 1);
    }

    private String listing() throws IOException {
        StringBuilder listing = new StringBuilder();
        new FullUniverseListing(listing).add(DATE, new InstrumentMaster(DATE, instruments), analyses);
        return listing.toString();
    }

    @Test
    void writesALineByTickerForEachRankedStockOfFiveConditions() throws IOException {
        add("0015N0", InstrumentClass.COMMON, .4, FIVE, SetupState.NONE, List.of(Reason.NO_BASE), null, null, null);
        add("000020", InstrumentClass.COMMON, .1, FOUR, SetupState.SETUP, List.of(), base(10, .2, .1), null, null);
        // Its doubles lie below the halves that their shortest decimals are.
        add(
                "000030",
                InstrumentClass.COMMON,
                .9,
                SEVEN,
                SetupState.PULLBACK,
                List.of(),
                base(12.970, .25, .0312345),
                DATE.minusDays(2),
                2.22505);
        add(
                "000010",
                InstrumentClass.COMMON,
                .5,
                SEVEN,
                SetupState.NONE,
                List.of(Reason.TOO_SHORT, Reason.NO_DRY_UP),
                base(1_250_000, .4),
                null,
                null);
        add("069500", InstrumentClass.ETF, .95, SEVEN, SetupState.SETUP, List.of(), base(10, .2, .1), null, null);

        assertThat(listing())
                .isEqualTo(
                        """
                        date,ticker,rs_universe,rs,conditions,state,reasons,contractions,merges,depths,pivot,base_start,breakout_date,volume_ratio
                        2025-03-05,000010,4,66,7,NONE,TOO_SHORT|NO_DRY_UP,1,1,0.400000,1250000,2024-12-25,,
                        2025-03-05,000030,4,99,8,PULLBACK,,2,1,0.250000 0.031235,12.97,2024-12-25,2025-03-03,2.2251
                        2025-03-05,0015N0,4,33,5,NONE,NO_BASE,,,,,,,
                        """);
    }

    @Test
    void hasAHeaderAlsoWithoutLines() throws IOException {
        assertThat(listing()).isEqualTo(FullUniverseListing.HEADER + "\n");
    }

    @Test
    void refusesDatesThatAreNotAscending() throws IOException {
        FullUniverseListing listing = new FullUniverseListing(new StringBuilder());
        InstrumentMaster nobody = new InstrumentMaster(DATE, List.of());
        listing.add(DATE, nobody, List.of());

        assertThatThrownBy(() -> listing.add(DATE, nobody, List.of()))
                .hasMessage("dates must be ascending, but 2025-03-05 comes after 2025-03-05");
    }
}
