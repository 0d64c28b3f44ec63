package dev.sise.simulator;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was paid day by day, through the running session: made-up sessions before the market began, then its own, and what was changed by
 * hand. Feed thread only.
 */
final class Histories {

    private final Market market;
    private final HistoryGenerator generator;
    private final Map<String, List<Adjustment>> splits = new HashMap<>();
    private final Map<String, Map<LocalDate, Long>> correctedCloses = new HashMap<>();
    private final Map<String, Set<LocalDate>> disordered = new HashMap<>();

    Histories(Market market, long seed) {
        this.market = market;
        this.generator = new HistoryGenerator(seed, SessionDays.before(market.firstDay()));
    }

    /**
     * The history of an instrument as it was paid, with everything that has changed its shares since.
     *
     * @param now today is the last session from the open on, with what has been traded so far
     */
    History of(TickerState state, LocalDateTime now) {
        Instrument instrument = state.instrument();
        History before = instrument.terms() == null
                ? generator.of(instrument)
                : generator.ofWarrant(instrument, state.underlying().instrument());
        List<DailyBar> bars = new ArrayList<>(before.bars());
        addOwnSessions(state, now, bars);
        Map<LocalDate, Long> closes = correctedCloses.getOrDefault(state.code(), Map.of());
        Set<LocalDate> spoiled = disordered.getOrDefault(state.code(), Set.of());
        if (!closes.isEmpty() || !spoiled.isEmpty()) {
            bars.replaceAll(bar -> changed(bar, closes.get(bar.day()), spoiled.contains(bar.day())));
        }
        List<Adjustment> adjustments = new ArrayList<>(before.adjustments());
        adjustments.addAll(splits.getOrDefault(state.code(), List.of()));
        return new History(bars, adjustments, before.lean());
    }

    private void addOwnSessions(TickerState state, LocalDateTime now, List<DailyBar> bars) {
        LocalDate today = now.toLocalDate();
        boolean begun = !now.toLocalTime().isBefore(MarketPhase.OPEN);
        LocalDate first = SessionDays.from(
                market.firstDay().isAfter(state.instrument().listedOn())
                        ? market.firstDay()
                        : state.instrument().listedOn());
        boolean empty = bars.isEmpty();
        long close = empty
                ? state.instrument().basePrice()
                : bars.get(bars.size() - 1).close();
        // Rows that are left out in a very long suspension stay out.
        boolean leftOut = !empty && bars.get(bars.size() - 1).day().isBefore(generator.lastDay());
        for (LocalDate day = first;
                day.isBefore(today) || day.equals(today) && begun;
                day = SessionDays.from(day.plusDays(1))) {
            for (Adjustment split : splits.getOrDefault(state.code(), List.of())) {
                close = split.from().equals(day) ? close * split.part() / split.whole() : close;
            }
            DailyBar bar = state.barOf(day, day.equals(today));
            if (bar != null) {
                bars.add(bar);
                close = bar.close();
            } else if (!leftOut) {
                bars.add(DailyBar.suspended(day, close));
            }
        }
    }

    private static DailyBar changed(DailyBar bar, Long correctedClose, boolean spoiled) {
        DailyBar changed = bar;
        if (correctedClose != null) {
            boolean traded = bar.volume() > 0;
            changed = new DailyBar(
                    bar.day(),
                    bar.open(),
                    traded ? Math.max(bar.high(), correctedClose) : bar.high(),
                    traded ? Math.min(bar.low(), correctedClose) : bar.low(),
                    correctedClose,
                    bar.volume(),
                    bar.value());
        }
        return spoiled
                ? new DailyBar(
                        changed.day(),
                        changed.high() + changed.high() / 50 + 1,
                        changed.high(),
                        changed.low(),
                        changed.close(),
                        changed.volume(),
                        changed.value())
                : changed;
    }

    /** What decides the flows of an instrument on a day. */
    long flowDraw(TickerState state, LocalDate day) {
        return generator.flowDraw(state.code(), day);
    }

    /** One share becomes {@code parts} on the running session or, without one, on the next. */
    void split(TickerState state, int parts, LocalDate today) {
        long before = state.previousClose(today);
        long after = Math.max(
                TickTable.tickAt(state.instrument().kind(), 0),
                TickTable.floor(state.instrument().kind(), before / parts));
        state.split(parts, after, today);
        splits.computeIfAbsent(state.code(), code -> new ArrayList<>())
                .add(new Adjustment(SessionDays.from(today), after, before));
    }

    /** @throws IllegalArgumentException when there is no such session */
    void correctClose(TickerState state, LocalDate day, long close, LocalDateTime now) {
        require(state, day, now);
        correctedCloses.computeIfAbsent(state.code(), code -> new HashMap<>()).put(day, close);
    }

    /** @throws IllegalArgumentException when there is no such session, or nobody traded in it */
    void disorder(TickerState state, LocalDate day, LocalDateTime now) {
        if (require(state, day, now).volume() == 0) {
            throw new IllegalArgumentException(
                    "a session with trades can be disordered, but " + state.code() + " did not trade on " + day);
        }
        disordered.computeIfAbsent(state.code(), code -> new HashSet<>()).add(day);
    }

    private DailyBar require(TickerState state, LocalDate day, LocalDateTime now) {
        return of(state, now).bars().stream()
                .filter(bar -> bar.day().equals(day))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a session in the history of " + state.code() + " is asked for, not " + day));
    }
}
