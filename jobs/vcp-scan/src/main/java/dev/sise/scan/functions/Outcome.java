package dev.sise.scan.functions;

import dev.sise.market.SignalType;
import java.util.List;

/**
 * How a ticker ended that is no signal of a type.
 *
 * @param type the direction
 * @param ticker the code
 * @param reasons the first reason that holds; where that is a clause of the base, all clauses that failed, in order
 */
public record Outcome(SignalType type, String ticker, List<Reason> reasons) {

    /** The reason it is counted under. */
    public Reason reason() {
        return reasons.get(0);
    }
}
