package dev.sise.gateway;

import dev.sise.gateway.http.ApiError;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What is asked of the polling API.
 *
 * @param tickers at most {@link #MAX_TICKERS}
 * @param includeElw false if warrants are to be left out
 * @param maxAge of a price that need not be fetched, 0 to {@link #MAX_AGE}
 */
record PollingQuery(TickerList tickers, boolean includeElw, Duration maxAge) {
    static final int MAX_TICKERS = 1_000;
    static final Duration MAX_AGE = Duration.ofHours(1);
    private static final Duration DEFAULT_AGE = Duration.ofSeconds(10);
    private static final String INCLUDE_ELW = "include_elw";
    private static final String CACHE_TTL = "cache_ttl";
    /** What the old backend took for a truth value. */
    private static final Set<String> TRUE = Set.of("true", "1", "on", "t", "y", "yes");

    private static final Set<String> FALSE = Set.of("false", "0", "off", "f", "n", "no");

    /** What became of a query. */
    sealed interface Parsed {}

    /** It can be answered. */
    record Good(PollingQuery query) implements Parsed {}

    /** One of its values is not allowed. */
    record Bad(ApiError error) implements Parsed {}

    static Parsed parse(MultiMap parameters) {
        TickerList.Parsed tickers = TickerList.parse(parameters, MAX_TICKERS);
        if (tickers instanceof TickerList.Bad bad) {
            return new Bad(bad.error());
        }
        String elw = TickerList.last(parameters, INCLUDE_ELW);
        boolean includeElw = elw == null || TRUE.contains(elw.toLowerCase(Locale.ROOT));
        if (!includeElw && !FALSE.contains(elw.toLowerCase(Locale.ROOT))) {
            return new Bad(ApiError.badValue(INCLUDE_ELW, "true or false", elw));
        }
        String ttl = TickerList.last(parameters, CACHE_TTL);
        Duration maxAge = ttl == null ? DEFAULT_AGE : seconds(ttl);
        if (maxAge == null) {
            return new Bad(ApiError.badValue(CACHE_TTL, "a whole number of seconds, 0 to " + MAX_AGE.toSeconds(), ttl));
        }
        return new Good(new PollingQuery(((TickerList.Good) tickers).list(), includeElw, maxAge));
    }

    /** Null if it is none that is allowed. */
    private static Duration seconds(String text) {
        try {
            Duration age = Duration.ofSeconds(Integer.parseInt(text.strip()));
            return age.isNegative() || age.compareTo(MAX_AGE) > 0 ? null : age;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
