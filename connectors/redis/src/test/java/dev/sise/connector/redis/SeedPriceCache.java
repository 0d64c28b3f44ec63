package dev.sise.connector.redis;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cache of the backend that this one replaces, command for command: the same keys, SETEX with whole seconds, GET, one GET after the other
 * for many, KEYS and DEL to end all. What it stores and what it finds is what clients of that backend store and find.
 */
final class SeedPriceCache {
    private static final int DEFAULT_TTL_SECONDS = 10;

    private final RedisCommands<String, String> commands;

    SeedPriceCache(RedisCommands<String, String> commands) {
        this.commands = commands;
    }

    /** Null when there is none. */
    String getPrice(String ticker) {
        return commands.get("price:" + ticker);
    }

    void setPrice(String ticker, String json) {
        commands.setex("price:" + ticker, DEFAULT_TTL_SECONDS, json);
    }

    void setPrice(String ticker, String json, int ttlSeconds) {
        commands.setex("price:" + ticker, ttlSeconds, json);
    }

    Map<String, String> getPricesBatch(List<String> tickers) {
        Map<String, String> cached = new LinkedHashMap<>();
        for (String ticker : tickers) {
            String json = getPrice(ticker);
            if (json != null) {
                cached.put(ticker, json);
            }
        }
        return cached;
    }

    void invalidateTicker(String ticker) {
        commands.del("price:" + ticker);
    }

    void invalidateAll() {
        List<String> keys = commands.keys("price:*");
        if (!keys.isEmpty()) {
            commands.del(keys.toArray(String[]::new));
        }
    }

    Map<String, String> getAllCachedPrices() {
        return getPricesBatch(commands.keys("price:*").stream()
                .map(key -> key.split(":", -1)[1])
                .toList());
    }
}
