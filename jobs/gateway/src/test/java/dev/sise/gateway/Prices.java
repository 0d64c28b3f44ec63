package dev.sise.gateway;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays price-broadcast: writes a price under its key and announces it on its channel. */
final class Prices implements AutoCloseable {
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

    /** Into the cache only. */
    void keep(String ticker, String data) {
        connection.sync().set("price:" + ticker, data);
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
