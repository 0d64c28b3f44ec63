package dev.sise.gateway;

import dev.sise.gateway.http.ApiError;
import dev.sise.market.Ticker;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of the polling API, as the old backend's clients read it, and {@code errors} in addition. Prices are the bytes that lie in Redis, as they are.
 * Not thread-safe.
 */
final class PollingAnswer {
    private static final int BYTES_AROUND_A_PRICE = 16;
    private static final int BYTES_AROUND_ALL = 128;

    private final int total;
    private final Map<Ticker, byte[]> prices = new LinkedHashMap<>();
    private final Map<String, String> errors = new LinkedHashMap<>();
    private int cached;
    private int fetched;
    private int bytes = BYTES_AROUND_ALL;

    /** @param total tickers that were asked for */
    PollingAnswer(int total) {
        this.total = total;
    }

    void addCached(Ticker ticker, PriceValue price) {
        cached++;
        add(ticker, price);
    }

    void addFetched(Ticker ticker, PriceValue price) {
        fetched++;
        add(ticker, price);
    }

    /** A close, which neither the cache had nor the broker answered. */
    void addClose(Ticker ticker, PriceValue close) {
        add(ticker, close);
    }

    /** @param reason stable word */
    void addError(String code, String reason) {
        errors.put(code, reason);
    }

    /** @param error what makes the answer an error, null if nothing does; its members come first */
    Buffer toJson(ApiError error) {
        Buffer json = Buffer.buffer(bytes);
        if (error == null) {
            json.appendString("{\"prices\":{");
        } else {
            String begin = error.body().encode();
            json.appendString(begin.substring(0, begin.length() - 1)).appendString(",\"prices\":{");
        }
        String separator = "\"";
        for (Map.Entry<Ticker, byte[]> price : prices.entrySet()) {
            json.appendString(separator).appendString(price.getKey().code()).appendString("\":");
            json.appendBytes(price.getValue());
            separator = ",\"";
        }
        json.appendString(
                "},\"cached\":" + cached + ",\"fetched\":" + fetched + ",\"total\":" + total + ",\"errors\":");
        return json.appendBuffer(Json.encodeToBuffer(errors)).appendString("}");
    }

    private void add(Ticker ticker, PriceValue price) {
        prices.put(ticker, price.data());
        bytes += price.data().length + BYTES_AROUND_A_PRICE;
    }
}
