package dev.sise.scan.functions;

/**
 * What was found wrong in rows up to the analysis date, counted.
 *
 * @param duplicates rows of a day that a later row of the same day replaced
 * @param halts rows without trades, dropped
 * @param repairs traded rows whose high or low did not enclose open and close
 * @param breaks moves from close to close beyond what the exchange allows, at each of which history restarts
 * @param rejectedFlows days on which net buying was larger than all that was traded, as when shares are taken for won
 */
public record Cleaning(int duplicates, int halts, int repairs, int breaks, int rejectedFlows) {
    static final Cleaning NONE = new Cleaning(0, 0, 0, 0, 0);

    Cleaning plus(Cleaning other) {
        return new Cleaning(
                duplicates + other.duplicates,
                halts + other.halts,
                repairs + other.repairs,
                breaks + other.breaks,
                rejectedFlows + other.rejectedFlows);
    }

    Cleaning withRejectedFlows(int rejected) {
        return new Cleaning(duplicates, halts, repairs, breaks, rejected);
    }
}
