package dev.sise.gateway;

import dev.sise.connector.redis.LastValueReader;
import dev.sise.gateway.http.ApiError;
import dev.sise.market.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The minutes of a day as price-broadcast keeps them: hash {@code intraday:<ticker>}, field {@code day} as yyyymmdd, and fields HHmm with
 * {@code "<close> <cumulative volume>"}. Called on event loops, and answers on the caller's.
 */
final class IntradayPrices {
    /** Each may have some 800 minutes. */
    static final int MAX_TICKERS = 100;

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final long READ_MILLIS = 1_000;
    private static final String PREFIX = "intraday:";
    private static final String DAY = "day";
    private static final Pattern DATE = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern MINUTE = Pattern.compile("([01]\\d|2[0-3])([0-5]\\d)");
    private static final Pattern POINT = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

    private final LastValueReader redis;

    IntradayPrices(LastValueReader redis) {
        this.redis = redis;
    }

    /** Never fails because of others: what cannot be had is named in the answer. */
    Future<Answer> ask(TickerList list) {
        Map<String, Ticker> keys = new LinkedHashMap<>();
        list.tickers().forEach(ticker -> keys.put(PREFIX + ticker.code(), ticker));
        JsonObject errors = new JsonObject();
        list.refused().forEach(errors::put);
        if (keys.isEmpty()) {
            return Future.succeededFuture(answer(null, new JsonObject(), errors));
        }
        return Future.fromCompletionStage(redis.getHashes(keys.keySet()), Vertx.currentContext())
                .timeout(READ_MILLIS, TimeUnit.MILLISECONDS)
                .transform(read -> {
                    JsonObject days = new JsonObject();
                    keys.forEach((key, ticker) -> {
                        JsonObject day =
                                read.failed() ? null : day(read.result().getOrDefault(key, Map.of()));
                        if (day == null) {
                            errors.put(ticker.code(), read.failed() ? "cache_down" : "no_data");
                        } else {
                            days.put(ticker.code(), day);
                        }
                    });
                    ApiError error = read.failed()
                            ? ApiError.unavailable(
                                    "cache_down", "the cache with the day's minutes cannot be reached", ASK_AGAIN)
                            : null;
                    return Future.succeededFuture(answer(error, days, errors));
                });
    }

    private static Answer answer(ApiError error, JsonObject days, JsonObject errors) {
        JsonObject body = error == null ? new JsonObject() : error.body();
        return new Answer(
                error, body.put("intraday", days).put("errors", errors).toBuffer());
    }

    /** Null if the fields are no day; a point that is none is left out. */
    private static JsonObject day(Map<String, byte[]> fields) {
        Matcher date = DATE.matcher(text(fields.getOrDefault(DAY, new byte[0])));
        if (!date.matches()) {
            return null;
        }
        Map<String, byte[]> inOrder = new TreeMap<>(fields);
        JsonArray minutes = new JsonArray();
        Long before = null;
        for (Map.Entry<String, byte[]> field : inOrder.entrySet()) {
            Matcher minute = MINUTE.matcher(field.getKey());
            Matcher point = POINT.matcher(text(field.getValue()));
            if (minute.matches() && point.matches()) {
                long volume = Long.parseLong(point.group(2));
                minutes.add(new JsonObject()
                        .put("time", minute.group(1) + ":" + minute.group(2))
                        .put("close", Long.parseLong(point.group(1)))
                        // What was traded before the first minute is not known.
                        .put("volume", before == null ? null : Math.max(0, volume - before)));
                before = volume;
            }
        }
        return new JsonObject()
                .put(DAY, date.group(1) + "-" + date.group(2) + "-" + date.group(3))
                .put("minutes", minutes);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
