package dev.sise.gateway;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

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

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
