package dev.sise.market;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What a scan is asked for. Equal requests have equal results on equal data.
 *
 * @param asOf {@code as_of}, the analysis date; null for the newest session
 * @param market {@code market}
 * @param excludeElw {@code exclude_elw}: without it ELW are looked at too, which can only add reasons
 * @param classes {@code classes}, in the order of the enum
 * @param minMarketCap {@code min_market_cap} in won; null for none
 * @param maxTickers {@code max_tickers}: the largest so many by market capitalization; null for all
 * @param topN {@code top_n}: so many signals of each type; null for all
 * @param sortBy {@code sort_by}
 * @param sortOrder {@code sort_order}, of what is sorted by; equal ones come by score, then by ticker
 * @param minAverageTradedValue {@code min_avg_traded_value} in won, over 20 bars; 0 for none
 * @param signalTypes {@code signal_type}, in the order of the enum
 */
public record ScanRequest(
        @TypeInfo(LocalDateInfoFactory.class) LocalDate asOf,
        Market market,
        boolean excludeElw,
        List<InstrumentClass> classes,
        Long minMarketCap,
        Integer maxTickers,
        Integer topN,
        SortBy sortBy,
        SortOrder sortOrder,
        long minAverageTradedValue,
        List<SignalType> signalTypes)
        implements Serializable {

    private static final int DEFAULT_MAX_TICKERS = 100;
    private static final int DEFAULT_TOP_N = 30;
    private static final long DEFAULT_MIN_AVERAGE_TRADED_VALUE = 1_000_000_000;

    /** @throws InvalidFieldException for a value that is not allowed */
    public ScanRequest {
        Objects.requireNonNull(market, "market");
        Objects.requireNonNull(sortBy, "sort_by");
        Objects.requireNonNull(sortOrder, "sort_order");
        require(!classes.isEmpty(), "classes", "at least one class", classes);
        require(!signalTypes.isEmpty(), "signal_type", "at least one type", signalTypes);
        require(
                !excludeElw || !classes.contains(InstrumentClass.ELW),
                "classes",
                "without elw while exclude_elw is true",
                classes);
        require(minMarketCap == null || minMarketCap >= 0, "min_market_cap", "0 or more", minMarketCap);
        require(maxTickers == null || maxTickers > 0, "max_tickers", "1 or more", maxTickers);
        require(topN == null || topN > 0, "top_n", "1 or more", topN);
        require(minAverageTradedValue >= 0, "min_avg_traded_value", "0 or more", minAverageTradedValue);
        classes = List.copyOf(EnumSet.copyOf(classes));
        signalTypes = List.copyOf(EnumSet.copyOf(signalTypes));
    }

    private static void require(boolean holds, String field, String rule, Object value) {
        if (!holds) {
            throw new InvalidFieldException(field, rule, String.valueOf(value));
        }
    }

    /**
     * What is run every night: the defaults, which are all markets, common stocks and at least 1,000,000,000 won of traded value a day, in both
     * directions, with no {@code max_tickers} and no {@code top_n}.
     */
    public static ScanRequest nightly(LocalDate asOf) {
        return builder()
                .asOf(asOf)
                .maxTickers(null)
                .topN(null)
                .signalTypes(List.of(SignalType.values()))
                .build();
    }

    /** The same of another date. */
    public ScanRequest on(LocalDate date) {
        return new ScanRequest(
                date,
                market,
                excludeElw,
                classes,
                minMarketCap,
                maxTickers,
                topN,
                sortBy,
                sortOrder,
                minAverageTradedValue,
                signalTypes);
    }

    /** A request with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether instruments of a class are looked at. */
    public boolean asksFor(InstrumentClass instrumentClass) {
        return classes.contains(instrumentClass) || (instrumentClass.isElw() && !excludeElw);
    }

    /** Makes requests; what is not set has its default. For one thread. */
    public static final class Builder {
        private LocalDate asOf;
        private Market market = Market.ALL;
        private boolean excludeElw = true;
        private List<InstrumentClass> classes = List.of(InstrumentClass.COMMON);
        private Long minMarketCap;
        private Integer maxTickers = DEFAULT_MAX_TICKERS;
        private Integer topN = DEFAULT_TOP_N;
        private SortBy sortBy = SortBy.SCORE;
        private SortOrder sortOrder = SortOrder.DESC;
        private long minAverageTradedValue = DEFAULT_MIN_AVERAGE_TRADED_VALUE;
        private List<SignalType> signalTypes = List.of(SignalType.BULLISH);

        private Builder() {}

        /** The analysis date; the newest session by default. */
        public Builder asOf(LocalDate value) {
            asOf = value;
            return this;
        }

        /** {@link Market#ALL} by default. */
        public Builder market(Market value) {
            market = value;
            return this;
        }

        /** True by default. */
        public Builder excludeElw(boolean value) {
            excludeElw = value;
            return this;
        }

        /** Common stocks by default. */
        public Builder classes(Collection<InstrumentClass> value) {
            classes = List.copyOf(value);
            return this;
        }

        /** In won; none by default. */
        public Builder minMarketCap(Long value) {
            minMarketCap = value;
            return this;
        }

        /** 100 by default; null for all. */
        public Builder maxTickers(Integer value) {
            maxTickers = value;
            return this;
        }

        /** 30 by default; null for all. */
        public Builder topN(Integer value) {
            topN = value;
            return this;
        }

        /** The score by default. */
        public Builder sortBy(SortBy value) {
            sortBy = value;
            return this;
        }

        /** Largest first by default. */
        public Builder sortOrder(SortOrder value) {
            sortOrder = value;
            return this;
        }

        /** In won, 1,000,000,000 by default; 0 for none. */
        public Builder minAverageTradedValue(long value) {
            minAverageTradedValue = value;
            return this;
        }

        /** Bullish by default. */
        public Builder signalTypes(Collection<SignalType> value) {
            signalTypes = List.copyOf(value);
            return this;
        }

        /** @throws InvalidFieldException for a value that is not allowed */
        public ScanRequest build() {
            return new ScanRequest(
                    asOf,
                    market,
                    excludeElw,
                    classes,
                    minMarketCap,
                    maxTickers,
                    topN,
                    sortBy,
                    sortOrder,
                    minAverageTradedValue,
                    signalTypes);
        }
    }
}
