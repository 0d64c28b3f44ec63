package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.typeutils.base.DateSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The writer against a real server, of last values and of series; the test's thread is the task thread. */
class LastValueSinkITCase {
    /** So that only the test flushes. */
    private static final Duration SELDOM = Duration.ofSeconds(10);

    private static EmbeddedRedis redis;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static RedisCommands<String, String> commands;

    private static Leaks leaks;

    private final QuoteSerializer serializer = new QuoteSerializer();

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
    void emptyRedis() {
        commands.flushall();
        commands.scriptFlush();
    }

    @AfterEach
    void leaveNoThread() {
        leaks.assertNoneNamed("redis-sink");
    }

    @Test
    void writesTheValueItsVersionAndTheirTtls() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            task.write(Quote.of("005930", 7, 12, "70100"));
            task.write(Quote.of("000660", 7, 13, "184000").publishedToo());
            task.flush();

            assertThat(commands.get("price:005930")).isEqualTo("70100");
            assertThat(commands.get("seq:{price:005930}")).isEqualTo("7 12");
            assertThat(commands.pttl("price:005930")).isBetween(5_001L, 10_000L);
            assertThat(commands.ttl("price:000660")).isBetween(20L, 30L);
            assertThat(commands.ttl("seq:{price:005930}")).isBetween(36 * 3600L - 5, 36 * 3600L);
            assertThat(task.counter("written")).isEqualTo(2);
            assertThat(task.counter("published")).isEqualTo(1);
            assertThat(task.gauge("pending")).isEqualTo(0);
            assertThat(task.gauge("connected")).isEqualTo(1);
            assertThat(task.gauge("pipeline_size")).isEqualTo(2L);
        }
    }

    @Test
    void refusesAnOlderVersionAndTakesAnEqualOne() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            flushed(task, Quote.of("005930", 1, 5, "five"));
            flushed(task, Quote.of("005930", 1, 4, "four"));
            assertThat(commands.get("price:005930")).isEqualTo("five");
            assertThat(task.counter("refused_older")).isEqualTo(1);

            flushed(task, Quote.of("005930", 1, 5, "five again"));
            assertThat(commands.get("price:005930")).isEqualTo("five again");
            assertThat(task.counter("written")).isEqualTo(2);
        }
    }

    @Test
    void comparesTheEpochBeforeTheSeqAndBothAsNumbers() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            flushed(task, Quote.of("005930", 9, 9, "9 9"));
            flushed(task, Quote.of("005930", 9, 10, "9 10"));
            assertThat(commands.get("price:005930")).isEqualTo("9 10");
            flushed(task, Quote.of("005930", 10, 1, "10 1"));
            assertThat(commands.get("price:005930")).isEqualTo("10 1");
            flushed(task, Quote.of("005930", 9, 5_000, "9 5000"));
            assertThat(commands.get("price:005930")).isEqualTo("10 1");

            // Beyond what a double tells apart.
            flushed(task, Quote.of("000660", 1, Long.MAX_VALUE - 1, "newer"));
            flushed(task, Quote.of("000660", 1, Long.MAX_VALUE - 2, "older"));
            assertThat(commands.get("price:000660")).isEqualTo("newer");
            assertThat(commands.get("seq:{price:000660}")).isEqualTo("1 " + (Long.MAX_VALUE - 1));
            assertThat(task.counter("refused_older")).isEqualTo(2);
        }
    }

    @Test
    void overwritesAVersionThatIsNoVersion() throws Exception {
        commands.set("seq:{price:005930}", "neither epoch nor seq");
        try (WriterTask<Quote> task = task(SELDOM)) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            assertThat(commands.get("price:005930")).isEqualTo("first");
        }
    }

    @Test
    void encodesAndSendsOnlyTheNewestOfManyValuesOfAKey() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            for (int seq = 1; seq <= 1_000; seq++) {
                task.write(Quote.of("005930", 1, seq, "price " + seq));
            }
            task.write(Quote.of("005930", 1, 7, "late"));
            task.flush();

            assertThat(commands.get("price:005930")).isEqualTo("price 1000");
            assertThat(serializer.encoded).hasValue(1);
            assertThat(task.counter("conflated")).isEqualTo(999);
            assertThat(task.counter("ignored_older")).isEqualTo(1);
        }
    }

    @Test
    void publishesWhatIsAskedForAndOnlyThat() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub();
                WriterTask<Quote> task = task(SELDOM)) {
            subscriber.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    heard.add(channel + " " + message);
                }
            });
            subscriber.sync().subscribe("price:005930", "price:000660");
            flushed(task, Quote.of("005930", 1, 5, "silent"));
            flushed(task, Quote.of("000660", 1, 5, "loud").publishedToo());
            flushed(task, Quote.of("000660", 1, 4, "refused").publishedToo());
            flushed(task, Quote.of("005930", 1, 6, "last").publishedToo());

            Awaitility.await().until(() -> heard.contains("price:005930 last"));
            assertThat(heard).containsExactly("price:000660 loud", "price:005930 last");
            assertThat(task.counter("published")).isEqualTo(2);
        }
    }

    @Test
    void flushesByItselfAfterTheInterval() throws Exception {
        try (WriterTask<Quote> task = task(Duration.ofMillis(20))) {
            task.write(Quote.of("005930", 1, 1, "first"));
            task.runUntil(() -> task.counter("written") == 1);
            assertThat(commands.get("price:005930")).isEqualTo("first");
        }
    }

    @Test
    void sendsMoreKeysThanOnePipelineHolds() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            for (int key = 0; key < 5_001; key++) {
                task.write(Quote.of("key" + key, 1, 1, "value " + key));
            }
            task.flush();
            assertThat(task.counter("written")).isEqualTo(5_001);
            assertThat(task.counter("pipelines")).isEqualTo(3);
            assertThat(commands.get("price:key5000")).isEqualTo("value 5000");
        }
    }

    @Test
    void aPipelineOnItsWayDoesNotBlockWriting() throws Exception {
        try (WriterTask<Quote> task = task(Duration.ZERO)) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            serializer.encoded.set(0);
            commands.clientPause(300);
            for (int seq = 2; seq <= 1_000; seq++) {
                task.write(Quote.of("005930", 1, seq, "price " + seq));
            }
            assertThat(task.counter("written")).isEqualTo(1);
            task.flush();

            assertThat(commands.get("price:005930")).isEqualTo("price 1000");
            assertThat(serializer.encoded).hasValue(2);
        }
    }

    @Test
    void aBarrierWaitsForTheReplies() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            commands.clientPause(400);
            long start = System.nanoTime();
            flushed(task, Quote.of("005930", 1, 2, "second"));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
            assertThat(task.counter("written")).isEqualTo(2);
            assertThat(commands.get("price:005930")).isEqualTo("second");
        }
    }

    @Test
    void loadsTheScriptAgainWhenRedisForgotIt() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            commands.scriptFlush();
            flushed(task, Quote.of("005930", 1, 2, "second"));

            assertThat(commands.get("price:005930")).isEqualTo("second");
            assertThat(task.counter("retries")).isEqualTo(1);
        }
    }

    @Test
    void sendsOnlyTheNewestAfterAnOutageAndARestart() throws Exception {
        try (WriterTask<Quote> task = task(Duration.ofMillis(20))) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            redis.stop();
            task.write(Quote.of("005930", 1, 2, "second"));
            task.runUntil(() -> task.gauge("connected").equals(0));
            for (int seq = 3; seq <= 500; seq++) {
                task.write(Quote.of("005930", 1, seq, "price " + seq));
                task.write(Quote.of("000660", 1, seq, "other " + seq));
            }
            task.write(Quote.of("005930", 1, 2, "late"));
            assertThat(task.gauge("pending")).isEqualTo(2);

            redis.restart();
            task.flush();

            assertThat(commands.get("price:005930")).isEqualTo("price 500");
            assertThat(commands.get("seq:{price:005930}")).isEqualTo("1 500");
            assertThat(commands.get("price:000660")).isEqualTo("other 500");
            assertThat(task.counter("written")).isEqualTo(3);
            assertThat(task.gauge("pending")).isEqualTo(0);
            assertThat(task.gauge("connected")).isEqualTo(1);
        }
    }

    @Test
    void startsWhileRedisIsAwayAndCatchesUp() throws Exception {
        redis.stop();
        try (WriterTask<Quote> task = task(SELDOM)) {
            task.write(Quote.of("005930", 1, 1, "first"));
            restartSoon();
            task.flush();
            assertThat(commands.get("price:005930")).isEqualTo("first");
        }
    }

    @Test
    void moreKeysThanMayBePendingBlockTheNextOne() throws Exception {
        redis.stop();
        WriterSettings settings = new WriterSettings(RedisAddress.of(redis.uri()), SELDOM, Duration.ofSeconds(2), 3);
        try (WriterTask<Quote> task = new WriterTask<>(settings, serializer)) {
            task.write(Quote.of("a", 1, 1, "a"));
            task.write(Quote.of("b", 1, 1, "b"));
            task.write(Quote.of("b", 1, 2, "b again"));
            assertThat(task.gauge("pending")).isEqualTo(2);
            restartSoon();
            task.write(Quote.of("c", 1, 1, "c"));
            task.flush();
            assertThat(commands.mget("price:a", "price:b", "price:c").stream()
                            .map(value -> value.getValueOrElse("none")))
                    .containsExactly("a", "b again", "c");
        }
    }

    @Test
    void replacesAConnectionThatDoesNotAnswer() throws Exception {
        WriterSettings settings = new WriterSettings(RedisAddress.of(redis.uri()), SELDOM, Duration.ofMillis(300), 100);
        try (WriterTask<Quote> task = new WriterTask<>(settings, serializer)) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            commands.clientPause(1_000);
            flushed(task, Quote.of("005930", 1, 2, "second"));

            assertThat(commands.get("price:005930")).isEqualTo("second");
            assertThat(task.counter("retries")).isPositive();
        }
    }

    @Test
    void survivesBeingDisconnectedByTheServer() throws Exception {
        try (WriterTask<Quote> task = task(Duration.ZERO)) {
            for (int seq = 1; seq <= 2_000; seq++) {
                if (seq % 500 == 0) {
                    commands.clientKill(KillArgs.Builder.typeNormal().skipme());
                }
                task.write(Quote.of("005930", 1, seq, "price " + seq));
                task.write(Quote.of("key" + seq, 1, seq, "value " + seq));
            }
            task.flush();
            assertThat(commands.get("price:005930")).isEqualTo("price 2000");
            assertThat(commands.dbsize()).isEqualTo(2 * 2_001);
        }
    }

    @Test
    void leavesNoThreadWhenTheTaskIsCancelled() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            // So Flink calls close() of a cancelled task; leaveNoThread() is the assertion.
            Thread.currentThread().interrupt();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void copiesWhatMayChangeUnderObjectReuse() throws Exception {
        try (WriterTask<Date> task =
                new WriterTask<>(WriterTask.settings(redis.uri(), SELDOM), new DateValues(), DateSerializer.INSTANCE)) {
            Date reused = new Date(1);
            task.write(reused);
            reused.setTime(2);
            task.flush();
            assertThat(commands.get("price:date")).isEqualTo("1");
        }
    }

    @Test
    void aKeyOfTheWrongTypeDoesNotHurtTheOthers() throws Exception {
        commands.lpush("seq:{price:005930}", "a list");
        try (WriterTask<Quote> task = task(SELDOM)) {
            task.write(Quote.of("000660", 1, 1, "before"));
            task.write(Quote.of("005930", 1, 1, "in vain"));
            task.write(Quote.of("035420", 1, 1, "after"));
            task.flush();

            assertThat(commands.get("price:000660")).isEqualTo("before");
            assertThat(commands.get("price:005930")).isNull();
            assertThat(commands.get("price:035420")).isEqualTo("after");
            assertThat(task.dropped("wrongtype")).isEqualTo(1);
            assertThat(task.gauge("connected")).isEqualTo(1);
        }
    }

    @Test
    void dropsAndCountsWhatCannotBeWritten() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            task.write(Quote.of("", 1, 1, "no key"));
            task.write(Quote.of(null, 1, 1, "no key"));
            task.write(Quote.of("{005930}", 1, 1, "braces"));
            task.write(Quote.of("005930", -1, 1, "negative"));
            task.write(Quote.of("005930", 1, -1, "negative"));
            task.write(Quote.of("000660", 1, 1, "unencodable"));
            task.write(Quote.of("035420", 1, 1, "good"));
            task.flush();

            assertThat(commands.keys("price:*")).containsExactly("price:035420");
            assertThat(task.dropped("invalid_key")).isEqualTo(3);
            assertThat(task.dropped("invalid_version")).isEqualTo(2);
            assertThat(task.dropped("encoding")).isEqualTo(1);
        }
    }

    @Test
    void retriesWhileRedisIsOutOfMemory() throws Exception {
        try (WriterTask<Quote> task = task(Duration.ofMillis(20))) {
            flushed(task, Quote.of("005930", 1, 1, "first"));
            commands.configSet("maxmemory", "1");
            try {
                task.write(Quote.of("005930", 1, 2, "second"));
                task.runUntil(() -> task.counter("retries") > 1);
            } finally {
                commands.configSet("maxmemory", "0");
            }
            task.flush();
            assertThat(commands.get("price:005930")).isEqualTo("second");
            assertThat(task.dropped("oom")).isZero();
        }
    }

    @Test
    void failsWithAClearMessageWhenRedisWantsAnotherPassword() throws Exception {
        commands.configSet("requirepass", "right");
        try {
            try (WriterTask<Quote> task = new WriterTask<>(
                    WriterTask.settings("redis://:wrong@127.0.0.1:" + redis.port(), SELDOM), serializer)) {
                task.write(Quote.of("005930", 1, 1, "first"));
                assertThatThrownBy(task::flush)
                        .hasMessageContaining("check address, user, password and permissions")
                        .hasMessageContaining("WRONGPASS")
                        .hasMessageNotContaining("wrong@");
            }
            try (WriterTask<Quote> task = task(SELDOM)) {
                task.write(Quote.of("005930", 1, 1, "first"));
                assertThatThrownBy(task::flush).hasMessageContaining("NOAUTH");
            }
            try (WriterTask<Quote> task = new WriterTask<>(
                    WriterTask.settings("redis://:right@127.0.0.1:" + redis.port(), SELDOM), serializer)) {
                flushed(task, Quote.of("005930", 1, 1, "first"));
                assertThat(commands.get("price:005930")).isEqualTo("first");
            }
        } finally {
            commands.configSet("requirepass", "");
        }
    }

    @Test
    void failsWithAClearMessageWhenTheUserMayNotWriteTheKeys() throws Exception {
        setUser("limited", "~other:*", "+@all");
        try (WriterTask<Quote> task = taskOf("limited")) {
            task.write(Quote.of("005930", 1, 1, "first"));
            assertThatThrownBy(task::flush).hasMessageContaining("NOPERM");
        }
    }

    @Test
    void failsWithAClearMessageWhenTheUserMayNotPublish() throws Exception {
        setUser("mute", "~*", "resetchannels", "+@all");
        try (WriterTask<Quote> task = taskOf("mute")) {
            flushed(task, Quote.of("005930", 1, 1, "silent"));
            task.write(Quote.of("005930", 1, 2, "loud").publishedToo());
            assertThatThrownBy(task::flush).hasMessageContaining("can't publish to the channel");
        }
    }

    @Test
    void aPointIsValueAndSeqInTheHashOfItsDay() throws Exception {
        try (WriterTask<Point> task = series(SELDOM)) {
            task.write(new Point("005930", 20261120, "0901", 71_000, 1_234));
            task.write(new Point("005930", 20261120, "0902", 71_100, 1_300));
            task.write(new Point("000660", 20261120, "0901", 184_000, 9));
            task.flush();

            assertThat(commands.hgetall("intraday:005930"))
                    .isEqualTo(Map.of("day", "20261120", "0901", "71000 1234", "0902", "71100 1300"));
            assertThat(commands.hgetall("intraday:000660")).isEqualTo(Map.of("day", "20261120", "0901", "184000 9"));
            assertThat(commands.ttl("intraday:005930")).isBetween(20 * 3600L - 5, 20 * 3600L);
            // Those of one key in one call.
            assertThat(task.counter("written")).isEqualTo(2);
        }
    }

    @Test
    void aPointIsSetAgainByAnEqualOrLargerSeqOnly() throws Exception {
        try (WriterTask<Point> task = series(SELDOM)) {
            flushed(task, new Point("005930", 20261120, "0901", 71_000, 999));
            flushed(task, new Point("005930", 20261120, "0901", 71_100, 1_000));
            // A replay: what is older changes nothing, also compared as a number.
            flushed(task, new Point("005930", 20261120, "0901", 71_000, 999));
            assertThat(commands.hget("intraday:005930", "0901")).isEqualTo("71100 1000");
            assertThat(task.counter("refused_older")).isEqualTo(1);

            flushed(task, new Point("005930", 20261120, "0901", 71_200, 1_000));
            assertThat(commands.hget("intraday:005930", "0901")).isEqualTo("71200 1000");
            commands.hset("intraday:005930", "0901", "no point");
            flushed(task, new Point("005930", 20261120, "0901", 71_300, 1));
            assertThat(commands.hget("intraday:005930", "0901")).isEqualTo("71300 1");
        }
    }

    @Test
    void aNewerDayBeginsANewSeriesAndAnOlderOneIsRefused() throws Exception {
        try (WriterTask<Point> task = series(SELDOM)) {
            flushed(task, new Point("005930", 20261120, "1530", 71_000, 900));
            flushed(task, new Point("005930", 20261120, "1959", 71_500, 950));
            task.write(new Point("005930", 20261120, "1958", 71_400, 940));
            task.write(new Point("005930", 20261123, "0901", 72_000, 5));
            task.write(new Point("005930", 20261120, "1959", 71_600, 960));
            task.flush();
            assertThat(commands.hgetall("intraday:005930")).isEqualTo(Map.of("day", "20261123", "0901", "72000 5"));
            assertThat(task.counter("ignored_older")).isEqualTo(1);

            flushed(task, new Point("005930", 20261120, "1959", 71_600, 960));
            assertThat(commands.hgetall("intraday:005930")).isEqualTo(Map.of("day", "20261123", "0901", "72000 5"));
            assertThat(task.counter("refused_older")).isEqualTo(1);
            commands.hset("intraday:005930", "day", "no day");
            flushed(task, new Point("005930", 20261123, "0902", 72_100, 6));
            assertThat(commands.hgetall("intraday:005930")).isEqualTo(Map.of("day", "20261123", "0902", "72100 6"));
        }
    }

    @Test
    void onlyTheNewestOfAPointIsSentAndEachPointOnce() throws Exception {
        try (WriterTask<Point> task = series(SELDOM)) {
            for (int seq = 1; seq <= 100; seq++) {
                task.write(new Point("005930", 20261120, "0901", 71_000 + seq, seq));
            }
            task.write(new Point("005930", 20261120, "0902", 72_000, 101));
            task.write(new Point("005930", 20261120, "0901", 71_007, 7));
            task.flush();

            assertThat(commands.hgetall("intraday:005930"))
                    .isEqualTo(Map.of("day", "20261120", "0901", "71100 100", "0902", "72000 101"));
            assertThat(task.counter("written")).isEqualTo(1);
            // Of several points in one call each is compared with its own.
            task.write(new Point("005930", 20261120, "0901", 71_099, 99));
            task.write(new Point("005930", 20261120, "0902", 72_001, 102));
            task.flush();
            assertThat(commands.hgetall("intraday:005930"))
                    .isEqualTo(Map.of("day", "20261120", "0901", "71100 100", "0902", "72001 102"));
        }
    }

    @Test
    void pointsOutliveAnOutageARestartAndAForgottenScript() throws Exception {
        try (WriterTask<Point> task = series(Duration.ofMillis(20))) {
            flushed(task, new Point("005930", 20261120, "0901", 71_000, 1));
            commands.scriptFlush();
            flushed(task, new Point("005930", 20261120, "0902", 71_100, 2));
            assertThat(task.counter("retries")).isEqualTo(1);
            redis.stop();
            task.write(new Point("005930", 20261120, "0903", 71_200, 3));
            task.runUntil(() -> task.gauge("connected").equals(0));
            task.write(new Point("005930", 20261120, "0903", 71_300, 4));
            task.write(new Point("005930", 20261120, "0903", 71_200, 3));
            task.write(new Point("005930", 20261120, "0904", 71_400, 5));
            restartSoon();
            task.flush();

            assertThat(commands.hgetall("intraday:005930"))
                    .isEqualTo(Map.of("day", "20261120", "0903", "71300 4", "0904", "71400 5"));
        }
    }

    @Test
    void pointsThatHaveToBeSentAgainGoWithThoseWrittenMeanwhile() throws Exception {
        try (WriterTask<Point> task = series(Duration.ZERO)) {
            flushed(task, new Point("005930", 20261120, "0901", 71_000, 1));
            commands.scriptFlush();
            // On its way, and refused because the script is gone; the task reads no answer before the flush.
            task.write(new Point("005930", 20261120, "0902", 71_100, 2));
            task.write(new Point("005930", 20261120, "0903", 71_200, 3));
            task.flush();

            assertThat(commands.hgetall("intraday:005930"))
                    .isEqualTo(Map.of("day", "20261120", "0901", "71000 1", "0902", "71100 2", "0903", "71200 3"));
            assertThat(task.counter("retries")).isEqualTo(1);
        }
    }

    @Test
    void dropsAndCountsPointsThatCannotBeWritten() throws Exception {
        try (WriterTask<Point> task = series(SELDOM)) {
            task.write(new Point(null, 20261120, "0901", 1, 1));
            task.write(new Point("", 20261120, "0901", 1, 1));
            task.write(new Point("{005930}", 20261120, "0901", 1, 1));
            task.write(new Point("005930", 20261120, "", 1, 1));
            task.write(new Point("005930", 20261120, "day", 1, 1));
            task.write(new Point("005930", 20261120, "0901", 1, -1));
            task.write(new Point("005930", 20261120, "0902", -1, 1));
            task.flush();

            assertThat(commands.keys("*")).isEmpty();
            assertThat(task.dropped("invalid_key")).isEqualTo(3);
            assertThat(task.dropped("invalid_point")).isEqualTo(4);
        }
    }

    @Test
    void holdsAllMinutesOfADay() throws Exception {
        try (WriterTask<Point> task = series(SELDOM)) {
            for (int minute = 0; minute < 1_440; minute++) {
                task.write(new Point("005930", 20261120, String.format("%04d", minute), 71_000, minute));
            }
            task.flush();

            assertThat(commands.hlen("intraday:005930")).isEqualTo(1_441);
        }
    }

    private static WriterTask<Point> series(Duration flushInterval) {
        return new WriterTask<>(WriterTask.settings(redis.uri(), flushInterval), new Point.Serializer());
    }

    private static void setUser(String name, String... rules) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        arguments.add("SETUSER").add(name).add("reset").add("on").add(">secret");
        for (String rule : rules) {
            arguments.add(rule);
        }
        commands.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    private WriterTask<Quote> taskOf(String user) {
        return new WriterTask<>(
                WriterTask.settings("redis://" + user + ":secret@127.0.0.1:" + redis.port(), SELDOM), serializer);
    }

    private WriterTask<Quote> task(Duration flushInterval) {
        return new WriterTask<>(WriterTask.settings(redis.uri(), flushInterval), serializer);
    }

    private static <T> void flushed(WriterTask<T> task, T value) throws Exception {
        task.write(value);
        task.flush();
    }

    private static void restartSoon() {
        new Thread(() -> redis.restart(), "restart").start();
    }

    /** Of a type that can change. */
    private static final class DateValues implements LastValueSerializer<Date> {
        @Override
        public String key(Date value) {
            return "date";
        }

        @Override
        public long epoch(Date value) {
            return 1;
        }

        @Override
        public long seq(Date value) {
            return value.getTime();
        }

        @Override
        public Duration ttl(Date value) {
            return Duration.ofSeconds(10);
        }

        @Override
        public boolean publish(Date value) {
            return false;
        }

        @Override
        public byte[] value(Date value, long writeTimeMillis) {
            return Long.toString(value.getTime()).getBytes(StandardCharsets.UTF_8);
        }
    }
}
