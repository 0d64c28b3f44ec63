package dev.sise.gateway;

import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealthJson;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays price-broadcast: writes a price under its key and announces it on its channel. Plays tick-ingest too: reports on the source. */
final class Prices implements AutoCloseable {
    private static final long REPORTED_AT = 1_782_885_268_000L;

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    Prices(String uri) {
        client = RedisClient.create(uri);
        connection = client.connect();
    }

    static String data(String ticker, long price, long change, long seq) {
        return "{\"v\":1,\"ticker\":\"" + ticker + "\",\"price\":" + price + ",\"change\":" + change
                + ",\"change_rate\":" + Math.round(10_000.0 * change / (price - change)) / 100.0
                + ",\"volume\":20631648,\"timestamp\":\"2026-07-01T14:54:28+09:00\",\"as_of\":\"2026-07-01T14:54:28.512+09:00\","
                + "\"is_realtime\":true,\"is_polling\":false,\"is_elw\":false,\"status\":\"trading\",\"epoch\":1782880000000,\"seq\":"
                + seq + ",\"hops\":{\"exchange\":1,\"ingest\":2,\"join\":3,\"redis\":4}}";
    }

    /** The broker's word that it has no price. */
    static String noPrice(String ticker, String reason, long seq) {
        return "{\"v\":1,\"ticker\":\"" + ticker + "\",\"no_price\":\"" + reason
                + "\",\"as_of\":\"2026-07-01T14:54:28.512+09:00\",\"epoch\":1782880000000,\"seq\":" + seq + "}";
    }

    /** Into the cache only. */
    void keep(String ticker, String data) {
        connection.sync().set("price:" + ticker, data);
    }

    boolean cached(String ticker) {
        return connection.sync().exists("price:" + ticker) == 1;
    }

    void keepHash(String key, Map<String, String> fields) {
        connection.sync().hset(key, fields);
    }

    /** Has Redis answer nobody for so long, while connections stand. */
    void pause(Duration time) {
        connection.sync().clientPause(time.toMillis());
    }

    /** To whoever listens only; returns how many did. */
    long announce(String ticker, String data) {
        return connection.sync().publish("price:" + ticker, data);
    }

    void write(String ticker, long price, long change, long seq) {
        String data = data(ticker, price, change, seq);
        keep(ticker, data);
        announce(ticker, data);
    }

    /** Plays tick-ingest: reports that the source serves everything. */
    void reportSource() {
        reportSource(SourceHealth.Session.LIVE, List.of());
    }

    /** Reports one app key, whose REST answered a minute ago for the last time. */
    void reportSource(SourceHealth.Session session, List<String> registered) {
        SourceHealth.Key key = new SourceHealth.Key(
                "key1", session, false, REPORTED_AT, REPORTED_AT - 60_000, registered, List.of(), List.of(), 4, 10_000);
        connection
                .sync()
                .set(
                        SourceHealth.REDIS_KEY,
                        new String(
                                SourceHealthJson.write(new SourceHealth(REPORTED_AT, List.of(key))),
                                StandardCharsets.UTF_8));
    }

    /** Nobody reports any more. */
    void endReports() {
        connection.sync().del(SourceHealth.REDIS_KEY);
    }

    /** Whether anyone may read values from the cache. */
    void allowReading(boolean allowed) {
        connection
                .sync()
                .aclSetuser(
                        "default",
                        allowed
                                ? new AclSetuserArgs().addCommand(CommandType.MGET)
                                : new AclSetuserArgs().removeCommand(CommandType.MGET));
    }

    /** One figure of a command's statistics, 0 if it was never called. */
    long statistic(String command, String figure) {
        Matcher found = Pattern.compile("cmdstat_" + command + ":(?:.*,)?" + figure + "=(\\d+)")
                .matcher(connection.sync().info("commandstats"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
