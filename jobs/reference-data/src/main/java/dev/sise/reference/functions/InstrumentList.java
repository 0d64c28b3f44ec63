package dev.sise.reference.functions;

import java.util.Arrays;
import java.util.Optional;

/**
 * The lists of Kiwoom's ka10099 (종목정보 리스트), the most specific first: an instrument that several lists name is what the first of them says.
 * The list of KOSPI holds funds, notes and trusts too.
 */
public enum InstrumentList {
    ELW("3", "ELW"),
    OTC("30", "K-OTC"),
    KONEX("50", "KONEX"),
    SUBSCRIPTION_WARRANT("5", "subscription warrants"),
    ETF("8", "ETF"),
    REIT("6", "REIT"),
    HIGH_YIELD_FUND("9", "high-yield funds"),
    MUTUAL_FUND("4", "mutual funds"),
    KOSDAQ("10", "KOSDAQ"),
    KOSPI("0", "KOSPI");

    private final String marketType;
    private final String title;

    InstrumentList(String marketType, String title) {
        this.marketType = marketType;
        this.title = title;
    }

    /** {@code mrkt_tp} of the request. */
    public String marketType() {
        return marketType;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /** The list that is asked for with this {@code mrkt_tp}. */
    public static Optional<InstrumentList> of(String marketType) {
        return Arrays.stream(values())
                .filter(list -> list.marketType.equals(marketType))
                .findFirst();
    }
}
