package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastValueReaderITCase {
    private static Leaks leaks;
    private static EmbeddedRedis redis;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static RedisCommands<String, String> commands;

    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final ConnectionListener recorder = new ConnectionListener() {
        @Override
        public void connected() {
            events.add("connected");
        }

        @Override
        public void disconnected() {
            events.add("disconnected");
        }
    };

    @BeforeAll
    static void startRedis() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
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
    void emptyRedis() {
        commands.flushall();
    }

    @AfterEach
    void leaveNoThread() {
        leaks.assertNoneNamed("redis-reader");
    }

    @Test
    void readsOneAndManyValues() throws Exception {
        commands.set("price:005930", "70100");
        List<String> keys = new ArrayList<>();
        for (int key = 0; key < 1_201; key++) {
            keys.add("price:" + key);
            if (key % 2 == 0) {
                commands.set("price:" + key, "value " + key);
            }
        }
        try (LastValueReader reader = connected()) {
            assertThat(await(reader.get("price:005930"))).hasValue("70100".getBytes(StandardCharsets.UTF_8));
            assertThat(await(reader.get("price:000000"))).isEmpty();
            Map<String, byte[]> found = await(reader.getAll(keys));
            assertThat(found).hasSize(601).doesNotContainKey("price:1");
            assertThat(found.get("price:1200")).asString(StandardCharsets.UTF_8).isEqualTo("value 1200");
            assertThat(await(reader.getAll(List.of()))).isEmpty();
        }
    }

    @Test
    void anErrorReplyIsHandedOnAndHurtsNobodyElse() throws Exception {
        commands.lpush("price:005930", "a list");
        try (LastValueReader reader = connected()) {
            assertThatThrownBy(() -> await(reader.get("price:005930")))
                    .cause()
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("WRONGTYPE");
            assertThat(await(reader.get("price:000660"))).isEmpty();
            assertThat(events).containsExactly("connected");
        }
    }

    @Test
    void deliversMessagesOfSubscribedChannelsOnly() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (LastValueReader reader = connected()) {
            await(reader.subscribe(List.of("a", "b", "a"), (channel, message) -> heard.add(channel + text(message))));
            assertThat(commands.pubsubNumsub("a", "b")).containsEntry("a", 1L).containsEntry("b", 1L);
            commands.publish("a", "1");
            commands.publish("c", "2");
            // What comes after the listener is gone is nobody's.
            Awaitility.await().until(() -> heard.contains("a1"));
            await(reader.unsubscribe(List.of("a", "unknown")));
            assertThat(commands.pubsubNumsub("a")).containsEntry("a", 0L);
            commands.publish("a", "3");
            commands.publish("b", "4");
            Awaitility.await().until(() -> heard.contains("b4"));
            assertThat(heard).containsExactly("a1", "b4");
        }
    }

    @Test
    void anotherListenerTakesTheChannelOver() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (LastValueReader reader = connected()) {
            await(reader.subscribe(List.of("a"), (channel, message) -> heard.add("first " + text(message))));
            await(reader.subscribe(List.of("a"), (channel, message) -> heard.add("second " + text(message))));
            commands.publish("a", "1");
            Awaitility.await().until(() -> !heard.isEmpty());
            assertThat(heard).containsExactly("second 1");
        }
    }

    @Test
    void aListenerThatThrowsIsCalledAgain() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (LastValueReader reader = connected()) {
            await(reader.subscribe(List.of("a"), (channel, message) -> {
                heard.add(text(message));
                throw new IllegalStateException("thrown by the test");
            }));
            commands.publish("a", "1");
            commands.publish("a", "2");
            Awaitility.await().until(() -> heard.size() == 2);
            assertThat(reader.isConnected()).isTrue();
        }
    }

    /** The sequence other systems lost subscriptions with. */
    @Test
    void subscribeUnsubscribeSubscribeInQuickSuccessionEndsSubscribed() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (LastValueReader reader = connected()) {
            for (int round = 0; round < 200; round++) {
                List<String> channels = List.of("a", "b" + round % 7, "c" + round % 3);
                reader.subscribe(channels, (channel, message) -> heard.add("old"));
                reader.unsubscribe(channels);
                CompletionStage<Void> last = reader.subscribe(channels, (channel, message) -> heard.add(text(message)));
                await(last);
                commands.publish("a", "round " + round);
                String expected = "round " + round;
                Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> heard.contains(expected));
                reader.unsubscribe(channels);
                reader.subscribe(channels, (channel, message) -> heard.add("old"));
                await(reader.unsubscribe(channels));
                assertThat(commands.pubsubNumsub("a")).containsEntry("a", 0L);
            }
            assertThat(heard).doesNotContain("old").hasSize(200);
        }
    }

    /** A writer counts up while readers come and go: the value read and the messages have to make an unbroken row. */
    @Test
    void subscribeThenGetMissesNothing() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            try (StatefulRedisConnection<String, String> own = client.connect()) {
                for (long seq = 1; !stop.get(); seq++) {
                    String text = Long.toString(seq);
                    // The sink's script does both at once.
                    own.sync()
                            .eval(
                                    "redis.call('SET', KEYS[1], ARGV[1]) redis.call('PUBLISH', KEYS[1], ARGV[1])",
                                    ScriptOutputType.STATUS,
                                    new String[] {"price:005930"},
                                    text);
                }
            }
        });
        writer.start();
        try (LastValueReader reader = connected()) {
            Awaitility.await().until(() -> commands.get("price:005930") != null);
            for (int round = 0; round < 300; round++) {
                Queue<Long> heard = new ConcurrentLinkedQueue<>();
                await(reader.subscribe(
                        List.of("price:005930"), (channel, message) -> heard.add(Long.parseLong(text(message)))));
                long snapshot =
                        Long.parseLong(text(await(reader.get("price:005930")).orElseThrow()));
                Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> heard.stream()
                        .anyMatch(seq -> seq > snapshot + 3));
                await(reader.unsubscribe(List.of("price:005930")));
                List<Long> after = heard.stream().filter(seq -> seq > snapshot).toList();
                assertThat(after)
                        .containsExactlyElementsOf(IntStream.range(0, after.size())
                                .mapToObj(index -> snapshot + 1 + index)
                                .toList());
            }
        } finally {
            stop.set(true);
            writer.join(10_000);
        }
    }

    @Test
    void changesThousandsOfChannelsInFewCommands() throws Exception {
        List<String> channels =
                IntStream.range(0, 5_000).mapToObj(index -> "channel" + index).toList();
        Map<String, String> heard = new ConcurrentHashMap<>();
        try (LastValueReader reader = connected()) {
            commands.configResetstat();
            List<CompletionStage<Void>> all = new ArrayList<>();
            for (String channel : channels) {
                all.add(reader.subscribe(List.of(channel), (name, message) -> heard.put(name, text(message))));
            }
            for (CompletionStage<Void> one : all) {
                await(one);
            }
            assertThat(commands.pubsubNumsub("channel0", "channel4999"))
                    .containsEntry("channel0", 1L)
                    .containsEntry("channel4999", 1L);
            assertThat(calls("subscribe")).isLessThan(1_000);
            commands.publish("channel4999", "hello");
            Awaitility.await().until(() -> heard.containsKey("channel4999"));
            await(reader.unsubscribe(channels));
            assertThat(commands.pubsubChannels()).isEmpty();
            assertThat(calls("unsubscribe")).isLessThan(10);
        }
    }

    @Test
    void tellsOfALostConnectionAndHasSubscribedAgainWhenItTellsOfTheNext() throws Exception {
        List<String> channels =
                IntStream.range(0, 2_500).mapToObj(index -> "channel" + index).toList();
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (LastValueReader reader = connected()) {
            await(reader.subscribe(channels, (channel, message) -> heard.add(channel + " " + text(message))));
            await(reader.subscribe(List.of("withdrawn"), (channel, message) -> heard.add("withdrawn")));
            redis.stop();
            Awaitility.await().until(() -> events.contains("disconnected"));
            assertThat(reader.isConnected()).isFalse();
            assertThatThrownBy(() -> await(reader.get("price:005930")))
                    .hasCauseInstanceOf(RedisUnavailableException.class);
            assertThatThrownBy(() -> await(reader.subscribe(
                            List.of("new"), (channel, message) -> heard.add(channel + " " + text(message)))))
                    .hasCauseInstanceOf(RedisUnavailableException.class);
            assertThatThrownBy(() -> await(reader.unsubscribe(List.of("withdrawn"))))
                    .hasCauseInstanceOf(RedisUnavailableException.class);

            redis.restart();
            Awaitility.await().until(() -> events.size() == 3);
            assertThat(events).containsExactly("connected", "disconnected", "connected");
            assertThat(reader.isConnected()).isTrue();
            assertThat(commands.pubsubChannels()).hasSize(2_501);
            commands.publish("withdrawn", "no");
            commands.publish("channel2499", "again");
            commands.publish("new", "too");
            Awaitility.await().until(() -> heard.size() == 2);
            assertThat(heard).containsExactly("channel2499 again", "new too");
        }
    }

    @Test
    void replacesAConnectionThatDoesNotAnswer() throws Exception {
        try (LastValueReader reader = connected()) {
            commands.clientPause(5_000);
            assertThatThrownBy(() -> await(reader.get("price:005930")))
                    .hasCauseInstanceOf(RedisUnavailableException.class);
            Awaitility.await().until(() -> events.contains("disconnected"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(reader::isConnected);
            assertThat(await(reader.get("price:005930"))).isEmpty();
        }
    }

    @Test
    void connectsWhenRedisComesLater() throws Exception {
        redis.stop();
        try (LastValueReader reader = LastValueReader.open(RedisAddress.of(redis.uri()), recorder)) {
            assertThatThrownBy(() -> await(reader.get("price:005930")))
                    .hasCauseInstanceOf(RedisUnavailableException.class);
            redis.restart();
            Awaitility.await().until(reader::isConnected);
            assertThat(await(reader.get("price:005930"))).isEmpty();
        }
    }

    @Test
    void whatWaitsFailsWhenTheReaderIsClosed() throws Exception {
        CompletionStage<?> waiting;
        CompletionStage<?> subscribing;
        try (LastValueReader reader = connected()) {
            commands.clientPause(1_500);
            waiting = reader.get("price:005930");
            subscribing = reader.subscribe(List.of("a"), (channel, message) -> {});
        }
        assertThatThrownBy(() -> await(waiting)).hasCauseInstanceOf(RedisUnavailableException.class);
        assertThatThrownBy(() -> await(subscribing)).hasCauseInstanceOf(RedisUnavailableException.class);
        assertThat(events).containsExactly("connected");
    }

    private LastValueReader connected() {
        LastValueReader reader = LastValueReader.open(RedisAddress.of(redis.uri()), recorder);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(reader::isConnected);
        return reader;
    }

    private static long calls(String command) {
        return commands.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .findFirst()
                .orElse(0);
    }

    private static <R> R await(CompletionStage<R> stage)
            throws ExecutionException, InterruptedException, TimeoutException {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
