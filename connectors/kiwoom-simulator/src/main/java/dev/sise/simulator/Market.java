package dev.sise.simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The synthetic market: a seeded random walk over all instruments, the first far busier than the last. Prices, volumes and
 * their order depend on the seed and the number of messages alone; the clock adds the times and the phase. Feed thread
 * only.
 */
final class Market {

    /** Trades an instrument has behind it when the market is entered in the middle of a day. */
    private static final int TRADES_BEFORE_ENTRY = 20;

    /** The walk alone hardly ever leads ten percent away; a jump of one price does, in market time. */
    private static final Duration TIME_BETWEEN_JUMPS = Duration.ofSeconds(30);

    private final List<TickerState> states = new ArrayList<>();
    private final Map<String, TickerState> byCode = new HashMap<>();
    private final SplittableRandom random;
    private final boolean interruptsByItself;
    private final Set<TickerState> interrupted = new LinkedHashSet<>();
    private double[] cumulativeWeights = {};
    private MarketPhase phase;
    private LocalDate phaseDay;
    private LocalDateTime nextJump;
    private LocalDate firstDay;

    /** @param interruptsByItself whether prices jump now and then and one far from the last auction's is interrupted */
    Market(List<Instrument> instruments, long seed, LocalDateTime now, boolean interruptsByItself) {
        this.random = new SplittableRandom(seed);
        this.interruptsByItself = interruptsByItself;
        this.phase = MarketPhase.at(now);
        this.phaseDay = now.toLocalDate();
        this.nextJump = now.plus(TIME_BETWEEN_JUMPS);
        for (Instrument instrument : instruments) {
            if (instrument.terms() == null) {
                byCode.put(instrument.code(), new TickerState(instrument, null));
            }
        }
        for (Instrument instrument : instruments) {
            add(instrument);
        }
        tradeTheMorning(now);
    }

    private TickerState add(Instrument instrument) {
        TickerState underlying = instrument.terms() == null
                ? null
                : byCode.get(instrument.terms().underlying());
        TickerState state = underlying == null
                ? byCode.computeIfAbsent(instrument.code(), code -> new TickerState(instrument, null))
                : new TickerState(instrument, underlying);
        byCode.put(state.code(), state);
        states.add(state);
        int rank = states.size() - 1;
        cumulativeWeights = rank < cumulativeWeights.length
                ? cumulativeWeights
                : Arrays.copyOf(cumulativeWeights, Math.max(16, 2 * rank));
        cumulativeWeights[rank] = (rank == 0 ? 0 : cumulativeWeights[rank - 1]) + 1.0 / (rank + 1);
        return state;
    }

    /** Takes up an instrument that is not listed, as the least busy of all. */
    void list(Instrument instrument) {
        byCode.remove(instrument.code());
        states.removeIf(state -> state.code().equals(instrument.code()));
        add(instrument);
    }

    /**
     * Entered at 10:00, the day already has an open, a high, a low and a volume. Entered before the open or on a day without
     * a session, the last session has them, its close included.
     */
    private void tradeTheMorning(LocalDateTime now) {
        LocalDate day = now.toLocalDate();
        boolean started = MarketPhase.isSession(day) && !now.toLocalTime().isBefore(MarketPhase.OPEN);
        if (!started) {
            do {
                day = day.minusDays(1);
            } while (!MarketPhase.isSession(day));
        }
        firstDay = day;
        LocalDateTime open = day.atTime(MarketPhase.OPEN);
        LocalDateTime lastContinuous =
                day.atTime(MarketPhase.CLOSING_AUCTION_START).minusMinutes(1);
        LocalDateTime until = now.isBefore(lastContinuous) ? now : lastContinuous;
        Duration step = Duration.between(open, until).dividedBy(TRADES_BEFORE_ENTRY);
        boolean closed = !now.isBefore(day.atTime(MarketPhase.CLOSE));
        for (TickerState state : states) {
            if (!state.mayTrade(MarketPhase.REGULAR, day)) {
                continue;
            }
            for (int count = 0; count < TRADES_BEFORE_ENTRY; count++) {
                state.trade(random, open.plus(step.multipliedBy(count)), MarketPhase.REGULAR);
            }
            if (closed && state.instrument().kind().hasAuctions()) {
                state.auction(random, day.atTime(MarketPhase.CLOSE), MarketPhase.REGULAR);
            }
        }
    }

    /**
     * Lets one message's worth of trades happen: mostly one trade, sometimes several of one instrument, sometimes of two. In
     * an auction an expected price moves instead. Nothing happens while the market is closed, but the first message after an
     * auction ends it with one trade of each instrument, whatever the rate.
     */
    void message(LocalDateTime now, MarketListener listener) {
        MarketPhase current = MarketPhase.at(now);
        if (current != phase) {
            endAuction(now, listener);
            phase = current;
            phaseDay = now.toLocalDate();
        }
        releaseInterruptions(now, listener);
        if (current == MarketPhase.CLOSED) {
            return;
        }
        TickerState first = draw(current, now.toLocalDate());
        if (first == null) {
            return;
        }
        int shape = random.nextInt(20);
        move(first, now, current, listener);
        if (current.isAuction()) {
            return;
        }
        if (shape < 2) {
            move(first, now, current, listener);
        }
        if (shape == 0) {
            move(first, now, current, listener);
        }
        if (shape == 2) {
            move(draw(current, now.toLocalDate()), now, current, listener);
        }
    }

    /** Interrupts an instrument now, whatever its price; returns whether it could be: it trades and is not interrupted. */
    boolean interrupt(TickerState state, LocalDateTime now, MarketListener listener) {
        if (state.isInterrupted() || !state.mayTrade(MarketPhase.at(now), now.toLocalDate())) {
            return false;
        }
        begin(state, now, listener);
        return true;
    }

    /** Ends an instrument's interruption now, with its auction's trade; returns whether there was one. */
    boolean release(TickerState state, LocalDateTime now, MarketListener listener) {
        if (!interrupted.remove(state)) {
            return false;
        }
        end(state, now, listener);
        return true;
    }

    private void begin(TickerState state, LocalDateTime now, MarketListener listener) {
        interrupted.add(state);
        listener.interrupted(state, state.interrupt(now), false);
    }

    private void end(TickerState state, LocalDateTime now, MarketListener listener) {
        Interruption ended = state.release();
        if (ended == null) {
            return;
        }
        listener.interrupted(state, ended, true);
        if (state.mayTrade(MarketPhase.REGULAR, now.toLocalDate())) {
            state.auction(random, now, MarketPhase.REGULAR);
            listener.traded(state);
        }
    }

    /** Interruptions end by the clock; the closing auction and the night swallow those that are left. */
    private void releaseInterruptions(LocalDateTime now, MarketListener listener) {
        if (interrupted.isEmpty()) {
            return;
        }
        List<TickerState> due = interrupted.stream()
                .filter(state -> state.interruption() == null
                        || !now.isBefore(state.interruption().endsAt()))
                .toList();
        interrupted.removeAll(due);
        due.forEach(state -> end(state, now, listener));
    }

    private void endAuction(LocalDateTime now, MarketListener listener) {
        if (!phase.isAuction() || !phaseDay.equals(now.toLocalDate())) {
            return;
        }
        LocalDateTime at = phaseDay.atTime(phase == MarketPhase.OPENING_AUCTION ? MarketPhase.OPEN : MarketPhase.CLOSE);
        for (TickerState state : states) {
            if (state.mayTrade(phase, phaseDay)) {
                state.auction(random, at, MarketPhase.REGULAR);
                listener.traded(state);
            }
        }
    }

    private void move(TickerState state, LocalDateTime now, MarketPhase current, MarketListener listener) {
        if (current.isAuction() || state.isInterrupted()) {
            state.expect(random, now);
            listener.expected(state);
            return;
        }
        boolean jumps = interruptsByItself
                && current == MarketPhase.REGULAR
                && state.instrument().kind().hasInterruptions()
                && !now.isBefore(nextJump);
        if (jumps) {
            nextJump = now.plus(TIME_BETWEEN_JUMPS);
            state.jump(random);
        }
        state.trade(random, now, current);
        listener.traded(state);
        TickerState warrant = state.underlying() != null ? state : state.nextWarrant();
        if (warrant != null) {
            listener.valued(warrant);
        }
        if (interruptsByItself && current == MarketPhase.REGULAR && state.isInterruptionDue()) {
            begin(state, now, listener);
        }
    }

    /** An instrument by its activity; the draw moves on to the next one in the list that may trade, null if none may. */
    private TickerState draw(MarketPhase phase, LocalDate today) {
        double point = random.nextDouble() * cumulativeWeights[states.size() - 1];
        int found = Arrays.binarySearch(cumulativeWeights, 0, states.size(), point);
        int index = found >= 0 ? found : -found - 1;
        for (int offset = 0; offset < states.size(); offset++) {
            TickerState state = states.get((index + offset) % states.size());
            if (state.mayTrade(phase, today)) {
                return state;
            }
        }
        return null;
    }

    /** The session this market began with; base prices of the instruments are closes of the one before. */
    LocalDate firstDay() {
        return firstDay;
    }

    /** The instrument of that code, delisted and expired ones too. */
    Optional<TickerState> find(String code) {
        return Optional.ofNullable(byCode.get(code));
    }

    /** The instrument of that code if the exchange lists it on that day. */
    Optional<TickerState> findListed(String code, LocalDate today) {
        return find(code).filter(state -> state.isListed(today));
    }

    List<TickerState> states() {
        return List.copyOf(states);
    }
}
