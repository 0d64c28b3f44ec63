package dev.sise.simulator;

/**
 * One synthetic instrument as it stands before its first trade.
 *
 * @param basePrice previous regular close (기준가) in won, on the tick grid
 * @param listedShares number of listed shares
 * @param previousVolume shares traded on the day before
 */
record Instrument(
        String code, String name, InstrumentKind kind, long basePrice, long listedShares, long previousVolume) {}
