package dev.sise.simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The synthetic market: a seeded random walk over all instruments, the first far busier than the last. Prices, volumes and
 * their order depend on the seed and the number of messages alone; the clock adds the times and the phase. Feed thread
 * only.
 */
final class Market {

    /** Trades an instrument has behind it when the market is entered in the middle of a day. */
    private static final int TRADES_BEFORE_ENTRY = 20;

    private final List<TickerState> states = new ArrayList<>();
    private final Map<String, TickerState> byCode = new HashMap<>();
    private final SplittableRandom random;
    private double[] cumulativeWeights = {};

    Market(List<Instrument> instruments, long seed, LocalDateTime now) {
        this.random = new SplittableRandom(seed);
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

    /** Entered at 10:00, the day already has an open, a high, a low and a volume. */
    private void tradeTheMorning(LocalDateTime now) {
        if (MarketPhase.at(now) == MarketPhase.CLOSED) {
            return;
        }
        LocalDate today = now.toLocalDate();
        LocalDateTime open = now.toLocalDate().atTime(MarketPhase.OPEN);
        LocalDateTime until = now.isBefore(now.toLocalDate().atTime(15, 19))
                ? now
                : now.toLocalDate().atTime(15, 19);
        Duration step = Duration.between(open, until).dividedBy(TRADES_BEFORE_ENTRY);
        for (TickerState state : states) {
            if (!state.mayTrade(MarketPhase.REGULAR, today)) {
                continue;
            }
            for (int count = 0; count < TRADES_BEFORE_ENTRY; count++) {
                state.trade(random, open.plus(step.multipliedBy(count)), MarketPhase.REGULAR);
            }
        }
    }

    /**
     * Lets one message's worth of trades happen: mostly one trade, sometimes several of one instrument, sometimes of two.
     * Nothing happens while the market is closed.
     *
     * @param afterTrade called after each trade with the state as that trade left it
     */
    void message(LocalDateTime now, Consumer<TickerState> afterTrade) {
        MarketPhase phase = MarketPhase.at(now);
        if (phase == MarketPhase.CLOSED) {
            return;
        }
        TickerState first = draw(phase, now.toLocalDate());
        if (first == null) {
            return;
        }
        int shape = random.nextInt(20);
        trade(first, now, phase, afterTrade);
        if (shape < 2) {
            trade(first, now, phase, afterTrade);
        }
        if (shape == 0) {
            trade(first, now, phase, afterTrade);
        }
        if (shape == 2) {
            trade(draw(phase, now.toLocalDate()), now, phase, afterTrade);
        }
    }

    private void trade(TickerState state, LocalDateTime now, MarketPhase phase, Consumer<TickerState> afterTrade) {
        state.trade(random, now, phase);
        afterTrade.accept(state);
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
