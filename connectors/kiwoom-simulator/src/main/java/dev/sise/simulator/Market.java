package dev.sise.simulator;

import java.time.Duration;
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
    private final double[] cumulativeWeights;
    private final SplittableRandom random;

    Market(List<Instrument> instruments, long seed, LocalDateTime now) {
        this.random = new SplittableRandom(seed);
        this.cumulativeWeights = new double[instruments.size()];
        double sum = 0;
        for (int rank = 0; rank < instruments.size(); rank++) {
            TickerState state = new TickerState(instruments.get(rank));
            states.add(state);
            byCode.put(state.code(), state);
            sum += 1.0 / (rank + 1);
            cumulativeWeights[rank] = sum;
        }
        tradeTheMorning(now);
    }

    /** Entered at 10:00, the day already has an open, a high, a low and a volume. */
    private void tradeTheMorning(LocalDateTime now) {
        if (MarketPhase.at(now) == MarketPhase.CLOSED) {
            return;
        }
        LocalDateTime open = now.toLocalDate().atTime(MarketPhase.OPEN);
        LocalDateTime until = now.isBefore(now.toLocalDate().atTime(15, 19))
                ? now
                : now.toLocalDate().atTime(15, 19);
        Duration step = Duration.between(open, until).dividedBy(TRADES_BEFORE_ENTRY);
        for (TickerState state : states) {
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
        TickerState first = draw(phase);
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
            trade(draw(phase), now, phase, afterTrade);
        }
    }

    private void trade(TickerState state, LocalDateTime now, MarketPhase phase, Consumer<TickerState> afterTrade) {
        state.trade(random, now, phase);
        afterTrade.accept(state);
    }

    /** An instrument by its activity; in the after-market the draw moves on to the next stock in the list. */
    private TickerState draw(MarketPhase phase) {
        double point = random.nextDouble() * cumulativeWeights[cumulativeWeights.length - 1];
        int found = Arrays.binarySearch(cumulativeWeights, point);
        int index = found >= 0 ? found : -found - 1;
        for (int offset = 0; offset < states.size(); offset++) {
            TickerState state = states.get((index + offset) % states.size());
            if (phase == MarketPhase.REGULAR || state.instrument().kind().tradesAfterMarket()) {
                return state;
            }
        }
        return null;
    }

    Optional<TickerState> find(String code) {
        return Optional.ofNullable(byCode.get(code));
    }

    List<TickerState> states() {
        return List.copyOf(states);
    }
}
