package dev.sise.scan.functions;

import dev.sise.market.SignalType;

/**
 * What a signal is worth, in its direction.
 *
 * @param total 0 to 100, unrounded
 * @param vcp of the pattern
 * @param smartMoney of who buys, as measured: a bearish total counts 100 minus its score; null where flows are missing
 * @param relativeStrength 1 to 99, 100 minus that for a bearish signal; null where it is not ranked
 */
public record Scores(double total, VcpScore vcp, SmartMoney smartMoney, Integer relativeStrength) {
    private static final double VCP_WEIGHT = .65;
    private static final double SMART_MONEY_WEIGHT = .20;
    private static final double STRENGTH_WEIGHT = .15;

    /** The parts weighted; where one is missing the others keep their proportion. */
    static Scores of(SignalType type, VcpScore vcp, SmartMoney smartMoney, Integer relativeStrength) {
        double sum = VCP_WEIGHT * vcp.total();
        double weights = VCP_WEIGHT;
        if (smartMoney != null) {
            double buying =
                    switch (type) {
                        case BULLISH -> smartMoney.score();
                        case BEARISH -> 100 - smartMoney.score();
                    };
            sum += SMART_MONEY_WEIGHT * buying;
            weights += SMART_MONEY_WEIGHT;
        }
        if (relativeStrength != null) {
            sum += STRENGTH_WEIGHT * relativeStrength;
            weights += STRENGTH_WEIGHT;
        }
        return new Scores(sum / weights, vcp, smartMoney, relativeStrength);
    }
}
