package dev.sise.gateway;

import dev.sise.gateway.http.ApiError;
import dev.sise.market.Ticker;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tickers of a request over HTTP, each once and in the order asked: spellings of one ticker are one, and what is between two commas and
 * empty is nothing, as with the old backend.
 *
 * @param tickers that are served, if they exist
 * @param refused what is none of ours, as it was written, with the stable word that says why
 */
record TickerList(Set<Ticker> tickers, Map<String, String> refused) {
    private static final String FIELD = "tickers";

    /** What became of the parameter. */
    sealed interface Parsed {}

    /** It can be answered. */
    record Good(TickerList list) implements Parsed {}

    /** It is missing, or has too many codes. */
    record Bad(ApiError error) implements Parsed {}

    /** @param max codes that may be asked for at once, counted before spellings of one ticker are seen to be one */
    static Parsed parse(MultiMap parameters, int max) {
        String text = last(parameters, FIELD);
        if (text == null) {
            return new Bad(ApiError.badValue(FIELD, "codes with commas between them", null));
        }
        Set<Ticker> tickers = new LinkedHashSet<>();
        Map<String, String> refused = new LinkedHashMap<>();
        int count = 0;
        for (String part : text.split(",")) {
            String code = part.strip();
            if (code.isEmpty()) {
                continue;
            }
            count++;
            PriceTopic.Parsed parsed = PriceTopic.parseCode(code);
            if (parsed instanceof PriceTopic.Refused no) {
                refused.put(code, no.reason().code());
            } else {
                tickers.add(((PriceTopic.Accepted) parsed).ticker());
            }
        }
        return count > max
                ? new Bad(ApiError.badValue(FIELD, "at most " + max + " codes", count + " codes"))
                : new Good(new TickerList(tickers, refused));
    }

    /** The value of a parameter; of one that is repeated the last, as with the old backend; null if it is missing. */
    static String last(MultiMap parameters, String name) {
        List<String> values = parameters.getAll(name);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    int size() {
        return tickers.size() + refused.size();
    }
}
