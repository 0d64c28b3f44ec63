package dev.sise.scan.functions;

import java.util.Objects;

/**
 * Net buying in one ticker by day, a column each and in any order. The arrays are not copied.
 *
 * @param ticker the code
 * @param days days since 1970
 * @param foreign net buying of foreigners (외국인 순매수) in won
 * @param institution net buying of institutions (기관 순매수) in won
 * @param tradedValue traded value (누적거래대금) in won; 0 where it is not known, that of the prices then stands for it
 */
public record FlowHistory(String ticker, int[] days, long[] foreign, long[] institution, long[] tradedValue) {

    /** @throws IllegalArgumentException when the columns are not of one length, naming the ticker */
    public FlowHistory {
        Objects.requireNonNull(ticker, "ticker");
        if (foreign.length != days.length || institution.length != days.length || tradedValue.length != days.length) {
            throw new IllegalArgumentException("the columns of " + ticker + " must all have " + days.length
                    + " rows as its days have, but have " + foreign.length + ", " + institution.length + " and "
                    + tradedValue.length);
        }
    }

    /** How many rows there are. */
    public int size() {
        return days.length;
    }
}
