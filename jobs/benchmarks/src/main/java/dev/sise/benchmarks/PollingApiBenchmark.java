package dev.sise.benchmarks;

import dev.sise.connector.redis.ConnectionListener;
import dev.sise.connector.redis.LastValueReader;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.connector.redis.ValueCache;
import dev.sise.gateway.Gateway;
import dev.sise.gateway.GatewayOptions;
import dev.sise.gateway.GatewaySettings;
import dev.sise.market.MarketClock;
import dev.sise.runtime.CommonOptions;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedRedis;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;

/**
 * How long the polling API takes for 50 tickers that the cache has, beside a bare Vert.x server that reads the same keys with one MGET and returns
 * their bytes one after the other. One connection asks again as soon as it has its answer; rounds of the two alternate, so that what else
 * the machine does is shared.
 */
final class PollingApiBenchmark implements Benchmarks.Benchmark {
    private static final int TICKERS = 50;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 10);
    private static final int REQUESTS = Integer.getInteger("bench.requests", 2_000);
    private static final int WARM_UP_ROUNDS = 3;
    private static final Duration READY = Duration.ofSeconds(30);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+09:00'");
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+09:00'");

    @Override
    public void run() throws Exception {
        List<String> tickers = new ArrayList<>();
        for (int i = 0; i < TICKERS; i++) {
            tickers.add(String.format(Locale.ROOT, "%06d", 10 * (i + 1)));
        }
        List<String> keys = tickers.stream().map(ticker -> "price:" + ticker).toList();
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedRedis redis = EmbeddedRedis.start();
                Gateway gateway = Gateway.start(settings(kafka, redis), Clock.systemUTC())) {
            RedisAddress address = RedisAddress.of(redis.uri());
            CompletableFuture<Void> connected = new CompletableFuture<>();
            Vertx vertx = Vertx.vertx();
            try (ValueCache cache = ValueCache.open(address, "price:");
                    LastValueReader reader = LastValueReader.open(address, new Connected(connected))) {
                connected.get(READY.toSeconds(), TimeUnit.SECONDS);
                for (String ticker : tickers) {
                    cache.set(ticker, price(ticker), Duration.ofHours(1))
                            .toCompletableFuture()
                            .get(READY.toSeconds(), TimeUnit.SECONDS);
                }
                int port = serveBare(vertx, reader, keys);
                measure(
                        gateway.port(),
                        port,
                        "/api/kr/realtime-prices/polling?cache_ttl=3600&tickers=" + String.join("%2C", tickers));
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().get(READY.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private record Connected(CompletableFuture<Void> first) implements ConnectionListener {
        @Override
        public void connected() {
            first.complete(null);
        }

        @Override
        public void disconnected() {
            throw new IllegalStateException("Redis went away, and the figures are worth nothing");
        }
    }

    private static GatewaySettings settings(EmbeddedKafka kafka, EmbeddedRedis redis) {
        Configuration config = new Configuration();
        config.set(GatewayOptions.HTTP_HOST, "127.0.0.1");
        config.set(GatewayOptions.HTTP_PORT, 0);
        config.set(CommonOptions.REDIS_URL, redis.uri());
        config.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        return GatewaySettings.from(config);
    }

    private static String price(String ticker) {
        LocalDateTime now = MarketClock.of(Clock.systemUTC(), Duration.ZERO).now();
        return "{\"v\":1,\"ticker\":\"" + ticker + "\",\"price\":316500,\"change\":-17500,\"change_rate\":-5.24,"
                + "\"volume\":20631648,\"timestamp\":\"" + SECONDS.format(now) + "\",\"as_of\":\""
                + MILLIS.format(now) + "\",\"is_realtime\":true,\"is_polling\":false,\"is_elw\":false,"
                + "\"status\":\"trading\",\"epoch\":1782870000000,\"seq\":12345,\"hops\":{\"exchange\":1782870000000,"
                + "\"ingest\":1782870000000,\"join\":1782870000000,\"redis\":1782870000000}}";
    }

    /** As many servers on one port as the gateway has; returns the port. */
    private static int serveBare(Vertx vertx, LastValueReader redis, List<String> keys) throws Exception {
        AtomicInteger port = new AtomicInteger();
        vertx.deployVerticle(
                        () -> new VerticleBase() {
                            @Override
                            public Future<HttpServer> start() {
                                return vertx.createHttpServer()
                                        .requestHandler(
                                                request -> Future.fromCompletionStage(redis.getAll(keys), context)
                                                        .onSuccess(values -> {
                                                            Buffer body = Buffer.buffer();
                                                            values.values().forEach(body::appendBytes);
                                                            request.response()
                                                                    .putHeader("Content-Type", "application/json")
                                                                    .end(body);
                                                        })
                                                        .onFailure(failure -> request.response()
                                                                .setStatusCode(500)
                                                                .end(failure.toString())))
                                        .listen(-1, "127.0.0.1")
                                        .onSuccess(server -> port.set(server.actualPort()));
                            }
                        },
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(READY.toSeconds(), TimeUnit.SECONDS);
        return port.get();
    }

    private static void measure(int gatewayPort, int barePort, String path) throws IOException {
        long[] gateway = new long[ROUNDS * REQUESTS];
        long[] bare = new long[ROUNDS * REQUESTS];
        try (Connection toGateway = new Connection(gatewayPort, path, "\"cached\":" + TICKERS + ",");
                Connection toBare = new Connection(barePort, "/", "\"seq\":12345")) {
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                for (int i = 0; i < REQUESTS; i++) {
                    long nanos = toGateway.ask();
                    if (round >= 0) {
                        gateway[round * REQUESTS + i] = nanos;
                    }
                }
                for (int i = 0; i < REQUESTS; i++) {
                    long nanos = toBare.ask();
                    if (round >= 0) {
                        bare[round * REQUESTS + i] = nanos;
                    }
                }
            }
        }
        Arrays.sort(gateway);
        Arrays.sort(bare);
        print("polling_api_p50_us", at(gateway, 50));
        print("polling_api_p99_us", at(gateway, 99));
        print("bare_mget_p50_us", at(bare, 50));
        print("bare_mget_p99_us", at(bare, 99));
        print("ratio", at(gateway, 50) / at(bare, 50));
        print("ratio_p99", at(gateway, 99) / at(bare, 99));
    }

    private static double at(long[] sortedNanos, int percent) {
        return sortedNanos[(int) ((long) (sortedNanos.length - 1) * percent / 100)] / 1e3;
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s=%.2f%n", name, value);
    }

    /** One connection that asks the same again and again, with as little of its own as can be. */
    private static final class Connection implements AutoCloseable {
        private static final String LENGTH = "content-length:";

        private final Socket socket;
        private final InputStream in;
        private final byte[] request;
        private final byte[] body = new byte[1 << 16];

        private Connection(int port, String path, String expected) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            ask();
            if (!new String(body, StandardCharsets.UTF_8).contains(expected)) {
                throw new IllegalStateException(
                        "An answer must have " + expected + ", is " + new String(body, StandardCharsets.UTF_8).strip());
            }
        }

        /** Nanoseconds until the whole answer was there. */
        private long ask() throws IOException {
            long begun = System.nanoTime();
            socket.getOutputStream().write(request);
            int length = 0;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                    length = Integer.parseInt(line.substring(LENGTH.length()).strip());
                }
            }
            if (in.readNBytes(body, 0, length) < length) {
                throw new IOException("The server closed the connection");
            }
            return System.nanoTime() - begun;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("The server closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
