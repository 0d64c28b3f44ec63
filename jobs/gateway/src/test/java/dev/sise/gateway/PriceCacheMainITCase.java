package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's command against a real Redis. */
class PriceCacheMainITCase {
    private static final String SAMSUNG = Prices.data("005930", 316_500, -17_500, 10);
    private static final String HYNIX = Prices.data("000660", 250_000, 0, 11);

    private static Leaks leaks;
    private static EmbeddedRedis redis;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static RedisCommands<String, String> commands;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void startRedis() {
        leaks = Leaks.watch();
        redis = EmbeddedRedis.start();
        client = RedisClient.create(redis.uri());
        connection = client.connect();
        commands = connection.sync();
    }

    @AfterAll
    static void stopRedis() {
        connection.close();
        client.shutdown();
        redis.close();
        leaks.assertNone();
    }

    @BeforeEach
    void fill() {
        commands.flushall();
        commands.mset(Map.of(
                "price:005930",
                SAMSUNG,
                "price:000660",
                HYNIX,
                "seq:{price:005930}",
                "1782880000000 10",
                "other",
                "x"));
    }

    @Test
    void getPrintsThePricesInTheOrderAskedForAndNamesWhatIsMissing() {
        assertThat(run("get", "000660", "A005930")).isZero();
        assertThat(printed(out)).containsExactly("000660\t" + HYNIX, "005930\t" + SAMSUNG);

        assertThat(run("get", "035420", "005930")).isEqualTo(1);
        assertThat(printed(out)).containsExactly("005930\t" + SAMSUNG);
        assertThat(printed(err)).containsExactly("035420 has no cached price");
    }

    @Test
    void listPrintsAllPricesAndNothingElseThatIsInRedis() {
        assertThat(run("list")).isZero();
        assertThat(printed(out)).containsExactly("000660\t" + HYNIX, "005930\t" + SAMSUNG);
    }

    @Test
    void setCachesAPriceForItsTtl() {
        String price = Prices.data("005930", 1, 0, 10);
        assertThat(run("set", "005930", price, "--ttl", "30 s")).isZero();
        assertThat(printed(out)).containsExactly("005930 was set");
        assertThat(commands.get("price:005930")).isEqualTo(price);
        assertThat(commands.pttl("price:005930")).isCloseTo(30_000, within(3_000L));

        assertThat(run("set", "005930", price)).isZero();
        assertThat(commands.pttl("price:005930")).isCloseTo(10_000, within(3_000L));
    }

    @Test
    void clearRemovesWhatIsNamedOrAllAndLeavesTheVersions() {
        assertThat(run("clear", "005930", "035420")).isEqualTo(1);
        assertThat(printed(out)).containsExactly("005930 was cleared");
        assertThat(printed(err)).containsExactly("035420 has no cached price");
        assertThat(commands.keys("*")).containsExactlyInAnyOrder("price:000660", "seq:{price:005930}", "other");

        assertThat(run("clear", "--all")).isZero();
        assertThat(printed(out)).containsExactly("1 price was cleared");
        assertThat(commands.keys("*")).containsExactlyInAnyOrder("seq:{price:005930}", "other");
    }

    @Test
    void aCommandThatMakesNoSenseIsASentenceAndChangesNothing() {
        refuses("The command must be get, list, set or clear, was ''; --help tells more");
        refuses("The command must be get, list, set or clear, was 'delete'; --help tells more", "delete", "005930");
        refuses("the command needs a ticker, such as 005930; --help tells more", "get");
        refuses("list takes no ticker; use get; --help tells more", "list", "005930");
        refuses("set takes a ticker and the JSON of its price, quoted; --help tells more", "set", "005930");
        refuses("clear takes tickers, or --all and no ticker; --help tells more", "clear");
        refuses("clear takes tickers, or --all and no ticker; --help tells more", "clear", "005930", "--all");
        refuses("--all goes with clear only; --help tells more", "list", "--all");
        refuses("ticker must be 005930, is null", "set", "005930", "{\"price\":1}");
        refuses("ticker must be 005930, is 000660", "set", "005930", HYNIX);
        refuses("A TTL is 1 ms or more, got PT0S", "set", "005930", SAMSUNG, "--ttl", "0 s");
        assertThat(run("get", "1234567890")).isEqualTo(2);
        assertThat(run("get", "005930", "--colour", "red")).isEqualTo(2);
        assertThat(printed(err).get(0)).startsWith("--colour is no setting of price-cache");
        assertThat(commands.get("price:005930")).isEqualTo(SAMSUNG);
        assertThat(commands.dbsize()).isEqualTo(4);
    }

    @Test
    void helpTellsCommandsSettingsAndHowItEnds() {
        assertThat(run("--help")).isZero();
        assertThat(printed(out))
                .contains(
                        "Usage: price-cache COMMAND [--setting value]...",
                        "  --redis.url  (REDIS_URL)",
                        "      Default: PT10S")
                .anyMatch(line -> line.startsWith("  clear --all"));
    }

    @Test
    void aRedisThatIsNotThereOrRefusesIsASentence() {
        commands.lpush("price:035420", "no string");
        assertThat(run("get", "035420")).isEqualTo(1);
        redis.stop();
        try {
            assertThat(run("list")).isEqualTo(3);
            assertThat(printed(err)).singleElement().satisfies(line -> assertThat(line)
                    .startsWith("Redis at redis://127.0.0.1:" + redis.port() + " did not answer: "));
        } finally {
            redis.restart();
        }
    }

    @Test
    void runsAsAProcessAndTakesItsRedisFromTheEnvironment() throws Exception {
        Process process = start("get", "005930");
        assertThat(output(process)).containsExactly("005930\t" + SAMSUNG);
        assertThat(process.exitValue()).isZero();
        assertThat(waitFor(start("clear"))).isEqualTo(2);
    }

    private void refuses(String sentence, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(printed(err)).containsExactly(sentence);
        assertThat(printed(out)).isEmpty();
    }

    /** In this process. */
    private int run(String... arguments) {
        out.reset();
        err.reset();
        return PriceCacheMain.run(
                arguments,
                Map.of("REDIS_URL", redis.uri()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static List<String> printed(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Process start(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PriceCacheMain.class.getName()),
                        Stream.of(arguments))
                .toList());
        builder.environment().put("REDIS_URL", redis.uri());
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static List<String> output(Process process) throws Exception {
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        waitFor(process);
        return lines;
    }

    private static int waitFor(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
