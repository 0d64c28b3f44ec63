package dev.sise.simulator;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The histories of a synthetic market without a server: what its ka10081 and ka10059 answer of the sessions before it began. Made
 * anew each time they are asked for; any thread.
 */
public final class SyntheticHistories {

    private final List<Instrument> instruments;
    private final Map<String, Instrument> byCode = new HashMap<>();
    private final HistoryGenerator generator;

    private SyntheticHistories(List<Instrument> instruments, HistoryGenerator generator) {
        this.instruments = instruments;
        instruments.forEach(instrument -> byCode.put(instrument.code(), instrument));
        this.generator = generator;
    }

    /**
     * The histories that a simulator has which was started on a session after its open.
     *
     * @param market the small one with a hundred instruments, or the whole one
     * @param day the session on which the market begins; histories end on the session before
     */
    public static SyntheticHistories before(LocalDate day, SyntheticMarket market, long seed) {
        List<Instrument> instruments =
                switch (market) {
                    case SMALL -> InstrumentList.of(100, seed, day);
                    case WHOLE -> WholeMarketList.of(seed, day);
                };
        return new SyntheticHistories(instruments, new HistoryGenerator(seed, SessionDays.before(day)));
    }

    /** The session all histories end on. */
    public LocalDate lastDay() {
        return generator.lastDay();
    }

    /** What is listed, busiest first. */
    public List<Listing> listings() {
        return instruments.stream()
                .map(instrument -> new Listing(
                        instrument.code(),
                        instrument.name(),
                        instrument.kind(),
                        instrument.board().name(),
                        instrument.listedShares(),
                        instrument.listedOn()))
                .toList();
    }

    /**
     * The adjusted bars of a ticker, oldest first; none of one that is listed on the day itself.
     *
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public List<DailyBar> adjustedBars(String ticker) {
        History history = history(ticker);
        return history.bars().stream()
                .map(bar -> Adjustment.adjusted(bar, history.adjustments()))
                .toList();
    }

    /**
     * Who bought and sold a ticker, oldest first, a row for each bar.
     *
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public List<DailyFlow> flows(String ticker) {
        History history = history(ticker);
        return history.bars().stream()
                .map(bar -> DailyFlow.of(bar.day(), generator.flowDraw(ticker, bar.day()), bar.value(), history.lean()))
                .toList();
    }

    private History history(String ticker) {
        Instrument instrument = byCode.get(ticker);
        if (instrument == null) {
            throw new IllegalArgumentException("a ticker of the synthetic market is asked for, not " + ticker);
        }
        return instrument.terms() == null
                ? generator.of(instrument)
                : generator.ofWarrant(instrument, byCode.get(instrument.terms().underlying()));
    }

    /**
     * An instrument of a list.
     *
     * @param board {@code KOSPI}, {@code KOSDAQ}, {@code ELW}, {@code KONEX} or {@code OTC}
     */
    public record Listing(
            String code, String name, InstrumentKind kind, String board, long listedShares, LocalDate listedOn) {}
}
