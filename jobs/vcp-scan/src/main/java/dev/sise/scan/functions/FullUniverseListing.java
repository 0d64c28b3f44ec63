package dev.sise.scan.functions;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The whole universe as CSV, whatever any request asks for: a line for every ranked stock with at least five conditions, bullish. Section 9 of the
 * definition fixes every character, so that two programs can be compared. For one thread.
 */
public final class FullUniverseListing {
    /** The first line. */
    public static final String HEADER =
            "date,ticker,rs_universe,rs,conditions,state,reasons,contractions,merges,depths,"
                    + "pivot,base_start,breakout_date,volume_ratio";

    private static final int MIN_CONDITIONS = 5;

    private final Appendable out;
    private LocalDate written;

    /** Writes the header. @throws IOException from where it is written to */
    public FullUniverseListing(Appendable out) throws IOException {
        this.out = out;
        out.append(HEADER).append('\n');
    }

    /**
     * Adds the lines of a date, by ticker.
     *
     * @param analyses of all tickers on that date, bullish at least, in any order
     * @throws IllegalArgumentException when the date is not after the one before
     * @throws IOException from where it is written to
     */
    public void add(LocalDate asOf, InstrumentMaster master, Collection<TickerAnalysis> analyses) throws IOException {
        if (written != null && !asOf.isAfter(written)) {
            throw new IllegalArgumentException("dates must be ascending, but " + asOf + " comes after " + written);
        }
        written = asOf;
        RelativeStrength strength = RelativeStrength.of(master.instruments(), analyses);
        List<TickerAnalysis> ordered = analyses.stream()
                .filter(analysis -> strength.of(analysis.ticker()) != null)
                .sorted(Comparator.comparing(TickerAnalysis::ticker))
                .toList();
        for (TickerAnalysis analysis : ordered) {
            int conditions = analysis.bullish()
                    .template()
                    .withStrength(strength.of(analysis.ticker()))
                    .count();
            if (conditions >= MIN_CONDITIONS) {
                List<String> fields = new ArrayList<>(List.of(
                        asOf.toString(),
                        analysis.ticker(),
                        Integer.toString(strength.universe()),
                        strength.of(analysis.ticker()).toString(),
                        Integer.toString(conditions)));
                addVerdict(analysis.bullish(), fields);
                out.append(String.join(",", fields)).append('\n');
            }
        }
    }

    private static void addVerdict(Verdict verdict, List<String> fields) {
        Base base = verdict.base();
        fields.add(verdict.state().name());
        fields.add(verdict.failedClauses().stream().map(Reason::name).collect(Collectors.joining("|")));
        if (base == null) {
            fields.addAll(List.of("", "", "", "", ""));
        } else {
            fields.add(Integer.toString(base.contractions().size()));
            fields.add(Integer.toString(base.merges()));
            fields.add(base.contractions().stream()
                    .map(contraction -> Decimals.rounded(contraction.depth(), 6))
                    .collect(Collectors.joining(" ")));
            fields.add(Decimals.shortest(base.pivot()).toPlainString());
            fields.add(base.start().toString());
        }
        fields.add(verdict.breakoutDay() == null ? "" : verdict.breakoutDay().toString());
        fields.add(verdict.volumeRatio() == null ? "" : Decimals.rounded(verdict.volumeRatio(), 4));
    }
}
