package dev.sise.connector.kiwoom;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The numbered fields (FID) of real-time rows that this connector reads. One number means the same in every type. */
enum Fid {
    TIME("20", "time"),
    PRICE("10", "price"),
    CHANGE("11", "change"),
    CHANGE_RATE("12", "change rate"),
    CUMULATIVE_VOLUME("13", "cumulative volume"),
    VOLUME("15", "volume"),
    THEORY_PRICE("670", "theory price"),
    IMPLIED_VOLATILITY("671", "implied volatility"),
    DELTA("672", "delta"),
    GAMMA("673", "gamma"),
    THETA("674", "theta"),
    VEGA("675", "vega"),
    RHO("676", "rho"),
    BID_IMPLIED_VOLATILITY("706", "implied volatility of the quotes"),
    PARITY("666", "parity"),
    PREMIUM("1211", "premium"),
    GEARING("667", "gearing"),
    BREAK_EVEN_RATE("668", "break-even rate"),
    CAPITAL_SUPPORT("669", "capital support point"),
    MARKET_CODE("215", "market state"),
    REMAINING("214", "remaining time"),
    INTERRUPTED_ITEM("9001", "item"),
    INTERRUPTION_ACTION("9068", "activation or release"),
    INTERRUPTION_PRICE("1221", "price of the interruption"),
    INTERRUPTION_TIME("1223", "time of the interruption"),
    RELEASE_TIME("1224", "time of the release"),
    INTERRUPTION_CAUSE("1225", "cause"),
    STATIC_REFERENCE("1236", "static reference"),
    DYNAMIC_REFERENCE("1237", "dynamic reference");

    static final int COUNT = values().length;

    private static final Map<String, Fid> BY_NUMBER =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(fid -> fid.number, Function.identity()));

    private final String number;
    private final String label;

    Fid(String number, String meaning) {
        this.number = number;
        this.label = "field " + number + " (" + meaning + ")";
    }

    /** Null for a number that is not read. */
    static Fid ofNumber(String number) {
        return BY_NUMBER.get(number);
    }

    /** For people: {@code field 10 (price)}. */
    String label() {
        return label;
    }
}
