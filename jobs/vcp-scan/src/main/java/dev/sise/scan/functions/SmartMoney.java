package dev.sise.scan.functions;

import java.util.Arrays;

/**
 * Whether foreigners and institutions buy: net buying over traded value, in won, over the last 5 and 20 traded days. The traded value of a day is what
 * its flow row tells, which counts the same trades as the net buying beside it; else that of the prices.
 *
 * @param foreign5 of foreigners over 5 days, a fraction of the traded value
 * @param foreign20 of foreigners over 20 days
 * @param institution5 of institutions over 5 days
 * @param institution20 of institutions over 20 days
 * @param score 0 to 100; above 50 they buy
 */
public record SmartMoney(double foreign5, double foreign20, double institution5, double institution20, double score) {
    private static final int SHORT = 5;
    private static final int LONG = 20;

    /**
     * What the flows of the last 20 bars tell.
     *
     * @param flows null where there are none; the score is null too where one of those bars has no row
     */
    static Reading read(Bars bars, FlowHistory flows) {
        if (flows == null) {
            return new Reading(null, 0);
        }
        double[] foreign = new double[LONG];
        double[] institution = new double[LONG];
        double[] traded = new double[LONG];
        int rejected = 0;
        int filled = 0;
        int first = bars.size() - LONG;
        for (int row : DayOrder.rowsThrough(flows.days(), bars.days[bars.last()])) {
            int bar = Arrays.binarySearch(bars.days, flows.days()[row]);
            if (bar < 0) {
                continue;
            }
            double ofForeigners = flows.foreign()[row];
            double ofInstitutions = flows.institution()[row];
            double ofAll = flows.tradedValue()[row] > 0 ? flows.tradedValue()[row] : bars.tradedValue[bar];
            if (Tolerance.greater(Math.abs(ofForeigners), ofAll)
                    || Tolerance.greater(Math.abs(ofInstitutions), ofAll)) {
                rejected++;
            } else if (bar >= first) {
                foreign[bar - first] = ofForeigners;
                institution[bar - first] = ofInstitutions;
                traded[bar - first] = ofAll;
                filled++;
            }
        }
        return new Reading(filled == LONG ? of(foreign, institution, traded) : null, rejected);
    }

    private static SmartMoney of(double[] foreign, double[] institution, double[] traded) {
        double foreignShort = sum(foreign, SHORT);
        double institutionShort = sum(institution, SHORT);
        double f5 = foreignShort / sum(traded, SHORT);
        double f20 = sum(foreign, LONG) / sum(traded, LONG);
        double i5 = institutionShort / sum(traded, SHORT);
        double i20 = sum(institution, LONG) / sum(traded, LONG);
        int bought = 0;
        for (int day = 0; day < LONG; day++) {
            if (Tolerance.greater(foreign[day] + institution[day], 0)) {
                bought++;
            }
        }
        double dual = 0;
        if (Tolerance.greater(foreignShort, 0) && Tolerance.greater(institutionShort, 0)) {
            dual = 1;
        } else if (Tolerance.less(foreignShort, 0) && Tolerance.less(institutionShort, 0)) {
            dual = -1;
        }
        double raw = 25 * clipped(f5 / .15)
                + 20 * clipped(f20 / .10)
                + 20 * clipped(i5 / .10)
                + 15 * clipped(i20 / .08)
                + 10 * (2.0 * bought / LONG - 1)
                + 10 * dual;
        return new SmartMoney(f5, f20, i5, i20, 50 + raw / 2);
    }

    private static double sum(double[] values, int newest) {
        double sum = 0;
        for (int i = values.length - newest; i < values.length; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static double clipped(double value) {
        return Math.min(1, Math.max(-1, value));
    }

    /**
     * A score and how many rows were refused.
     *
     * @param score null where the rows do not cover the last 20 bars
     * @param rejected rows that tell of more net buying than there was trading
     */
    record Reading(SmartMoney score, int rejected) {}
}
