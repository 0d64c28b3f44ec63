package dev.sise.market;

import java.util.Locale;

/**
 * What an instrument is. The instrument list of the exchange is the truth ({@link #of}); the shape of the code
 * ({@link #ofShape}) is used only while that list does not have the ticker.
 */
public enum InstrumentClass {
    /** Common stock (보통주) of KOSPI or KOSDAQ. */
    COMMON(true),
    /** Preferred stock (우선주): a stock whose code does not end in 0. */
    PREFERRED(true),
    /** Exchange-traded fund (상장지수펀드). */
    ETF(false),
    /** Exchange-traded note (상장지수증권). */
    ETN(false),
    /** Equity-linked warrant (주식워런트증권): a listed option with an expiry and a liquidity provider. */
    ELW(false),
    /** Special purpose acquisition company (기업인수목적회사, 스팩). */
    SPAC(true),
    /** Real estate investment trust (부동산투자회사, 리츠). */
    REIT(true),
    /** Infrastructure fund (인프라투융자회사). */
    INFRASTRUCTURE_FUND(true),
    /** Listed mutual or high-yield fund (뮤추얼펀드). */
    FUND(false),
    /** Subscription warrant (신주인수권증권). */
    SUBSCRIPTION_WARRANT(false),
    /** Stock of the market for small companies, KONEX (코넥스). */
    KONEX(false),
    /** Stock of the over-the-counter market K-OTC (장외시장). */
    OTC(false),
    /** Something like a stock that no list has named yet: a common stock, fund, SPAC, REIT or ETN ending in 0. */
    UNKNOWN(true);

    private final boolean afterMarket;
    private final String code = name().toLowerCase(Locale.ROOT);

    InstrumentClass(boolean afterMarket) {
        this.afterMarket = afterMarket;
    }

    /**
     * The class that the shape of a code allows. ELW are told apart without error (5, a digit, a letter, three more: no
     * other class has a letter in third place); five digits and a last character other than 0 are a preferred stock, or an
     * ETN if they are digits alone that begin with 5, 6 or 7. All else is {@link #UNKNOWN}: neither a letter nor a range
     * of numbers tells a stock from a fund.
     */
    public static InstrumentClass ofShape(Ticker ticker) {
        String code = ticker.code();
        char first = code.charAt(0);
        char last = code.charAt(5);
        if (first == '5' && isDigit(code.charAt(1)) && !isDigit(code.charAt(2))) {
            return ELW;
        }
        for (int i = 0; i < 5; i++) {
            if (!isDigit(code.charAt(i))) {
                return UNKNOWN;
            }
        }
        if (last == '0') {
            return UNKNOWN;
        }
        return first >= '5' && first <= '7' && isDigit(last) ? ETN : PREFERRED;
    }

    /**
     * The class that the instrument list states. The list asked for decides; the lists of KOSPI and KOSDAQ, which hold
     * funds too, are refined by the market code and the kind, and their stocks by name and code. A list or market code that
     * is not known yields what the shape of the code allows.
     */
    public static InstrumentClass of(InstrumentRecord instrument) {
        return switch (instrument.requestMarket()) {
            case "3" -> ELW;
            case "4", "9" -> FUND;
            case "5" -> SUBSCRIPTION_WARRANT;
            case "6" -> REIT;
            case "8" -> ETF;
            case "30" -> OTC;
            case "50" -> KONEX;
            case "0", "10" -> ofStockMarket(instrument);
            default -> ofShape(instrument.ticker());
        };
    }

    private static InstrumentClass ofStockMarket(InstrumentRecord instrument) {
        if (instrument.kind().equals("Q")) {
            return ETN;
        }
        return switch (instrument.marketCode()) {
            case "2" -> INFRASTRUCTURE_FUND;
            case "3" -> ELW;
            case "4" -> FUND;
            case "6" -> REIT;
            case "8" -> ETF;
            case "60", "70", "90" -> ETN;
            case "0", "10" -> ofStock(instrument);
            default -> ofShape(instrument.ticker());
        };
    }

    private static InstrumentClass ofStock(InstrumentRecord instrument) {
        if (instrument.name().contains("스팩")) {
            return SPAC;
        }
        return instrument.ticker().code().endsWith("0") ? COMMON : PREFERRED;
    }

    /** The word used in JSON, lower case, such as {@code common} or {@code subscription_warrant}. */
    public String code() {
        return code;
    }

    /** Whether this is {@link #ELW}, the one class that clients are told. */
    public boolean isElw() {
        return this == ELW;
    }

    /**
     * Whether it trades in the after-market of 16:00 to 20:00. That market takes the stocks of KOSPI and KOSDAQ; funds and
     * notes are reported to be excluded, and ELW are taken to be. {@link #UNKNOWN} is included, because most of it is
     * stocks and a needless poll costs less than a missed price.
     */
    public boolean hasAfterMarket() {
        return afterMarket;
    }

    /** Whether Kiwoom's WebSocket may carry its trades; OTC is polled only, everything else is worth a try. */
    public boolean mayUseWebSocket() {
        return this != OTC;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
