package dev.sise.connector.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The hub on a real server, two event loops, with clients of the JDK and on plain sockets. */
class FanOutHubITCase {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MANY = 2_000_000;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void setPatience() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @Test
    void aNewSubscriberGetsTheLastValueAfterItsAcknowledgementAndThenTheUpdates() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 2)) {
            TextClient first = new TextClient(http, server.uri(0)).send("+a");
            assertThat(first.next()).isEqualTo("ok a");
            publish(server, "a", 1, 5, "five");
            assertThat(first.next()).isEqualTo("five");

            TextClient second = new TextClient(http, server.uri(1)).send("+a");
            assertThat(second.next()).isEqualTo("ok a");
            assertThat(second.next()).isEqualTo("five");
            publish(server, "a", 1, 6, "six");

            assertThat(second.next()).isEqualTo("six");
            assertThat(first.next()).isEqualTo("six");
        }
    }

    @Test
    void refusesWhatIsStrictlyOlderAndTakesWhatIsEqual() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 1)) {
            TextClient client = new TextClient(http, server.uri(0)).send("+a");
            assertThat(client.next()).isEqualTo("ok a");

            assertThat(publish(server, "a", 2, 10, "first")).isEqualTo(1);
            assertThat(client.next()).isEqualTo("first");
            assertThat(publish(server, "a", 2, 9, "older")).isZero();
            assertThat(publish(server, "a", 1, 99, "older epoch")).isZero();
            assertThat(publish(server, "a", 2, 10, "heartbeat")).isEqualTo(1);
            assertThat(client.next()).isEqualTo("heartbeat");
            assertThat(publish(server, "a", 3, 0, "new epoch")).isEqualTo(1);
            assertThat(client.next()).isEqualTo("new epoch");
            assertThat(publish(server, "b", 1, 1, "nobody")).isZero();

            assertThat(server.hub.metrics().refusedOlder()).isEqualTo(2);
            assertThat(server.hub.metrics().unwatched()).isEqualTo(1);
        }
    }

    @Test
    void whatIsSaidWhileThereIsNoValueReachesLaterSubscribersToo() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 1)) {
            TextClient first = new TextClient(http, server.uri(0)).send("+a");
            assertThat(first.next()).isEqualTo("ok a");
            server.hub.publish("a", Version.LOWEST, "nothing yet".getBytes(StandardCharsets.UTF_8));
            assertThat(first.next()).isEqualTo("nothing yet");

            TextClient second = new TextClient(http, server.uri(0)).send("+a");
            assertThat(second.next()).isEqualTo("ok a");
            assertThat(second.next()).isEqualTo("nothing yet");
            assertThat(publish(server, "a", 0, 0, "a value")).isEqualTo(2);
            assertThat(second.next()).isEqualTo("a value");
            assertThat(server.hub.publish("a", Version.LOWEST, "too late".getBytes(StandardCharsets.UTF_8)))
                    .isZero();
        }
    }

    @Test
    void aClientThatLeavesATopicAndComesBackIsShownNothingOlder() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 1)) {
            TextClient client = new TextClient(http, server.uri(0)).send("+a");
            assertThat(client.next()).isEqualTo("ok a");
            publish(server, "a", 1, 10, "ten");
            assertThat(client.next()).isEqualTo("ten");
            client.send("-a").send("+a");
            assertThat(List.of(client.next(), client.next())).containsExactly("gone a", "ok a");

            server.hub.publish("a", Version.LOWEST, "nothing yet".getBytes(StandardCharsets.UTF_8));
            assertThat(client.next()).isEqualTo("nothing yet");
            assertThat(publish(server, "a", 1, 9, "late")).isZero();
            assertThat(publish(server, "a", 1, 10, "ten")).isEqualTo(1);
            assertThat(client.next()).isEqualTo("ten");
        }
    }

    @Test
    void aClientSubscribingTwiceCountsOnceAndATopicOpensAndClosesInOrder() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 2)) {
            TextClient first = new TextClient(http, server.uri(0)).send("+a").send("+a");
            assertThat(List.of(first.next(), first.next())).containsExactly("ok a", "ok a");
            TextClient second = new TextClient(http, server.uri(1)).send("+a");
            assertThat(second.next()).isEqualTo("ok a");
            first.send("-a").send("-a");
            assertThat(List.of(first.next(), first.next())).containsExactly("gone a", "gone a");

            second.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            await().until(() -> server.hub.metrics().topics() == 0);

            assertThat(server.counts).containsExactly("a 0>1", "a 1>2", "a 2>1", "a 1>0");
            assertThat(server.hub.metrics().subscriptions()).isZero();
        }
    }

    @Test
    void subscribingLeavingAndSubscribingAgainStaysConsistentOnSeveralEventLoops() throws Exception {
        int rounds = 300;
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 2)) {
            List<TextClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(new TextClient(http, server.uri(i)));
            }
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
                for (int seq = 0; seq < 20_000; seq++) {
                    publish(server, "a", 1, seq, "v" + seq);
                }
            });
            for (int round = 0; round < rounds; round++) {
                clients.forEach(client -> client.send("+a").send("-a"));
            }
            clients.forEach(client -> client.send("+a"));
            publishing.get(30, TimeUnit.SECONDS);
            await().until(() -> server.hub.metrics().subscriptions() == 4);
            publish(server, "a", 1, 20_000, "last");

            for (TextClient client : clients) {
                int subscribed = 0;
                long newest = -1;
                for (String text : client.until("last")) {
                    if (text.startsWith("v")) {
                        assertThat(subscribed)
                                .as("a value without a subscription")
                                .isOne();
                        long seq = Long.parseLong(text.substring(1));
                        assertThat(seq).isGreaterThanOrEqualTo(newest);
                        newest = seq;
                    } else if (!text.equals("last")) {
                        subscribed += text.equals("ok a") ? 1 : -1;
                    }
                }
            }
            assertThat(server.hub.metrics().topics()).isOne();
            int count = 0;
            for (String change : server.counts) {
                assertThat(change).startsWith("a " + count + ">");
                count = Integer.parseInt(change.substring(change.indexOf('>') + 1));
            }
            assertThat(count).isEqualTo(4);
        }
    }

    @Test
    void fiftyClientsGetTheSameBytes() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 2)) {
            List<TextClient> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(new TextClient(http, server.uri(i)).send("+a"));
            }
            for (TextClient client : clients) {
                assertThat(client.next()).isEqualTo("ok a");
            }
            String value = "{\"name\":\"삼성전자\",\"padding\":\"" + "x".repeat(300) + "\"}";
            publish(server, "a", 1, 1, value);

            for (TextClient client : clients) {
                assertThat(client.next()).isEqualTo(value);
            }
            assertThat(server.hub.metrics().written()).isEqualTo(50);
        }
    }

    @Test
    void aClientThatStopsReadingCostsOneValuePerTopicAndGetsTheLatestWhenItResumes() throws Exception {
        int topics = 10;
        String padding = " ".repeat(1_000);
        try (HubServer server = new HubServer(settings(LONG, LONG), 1);
                RawClient slow = new RawClient(server.uri(0))) {
            for (int topic = 0; topic < topics; topic++) {
                slow.send("+t" + topic);
                assertThat(slow.next()).isEqualTo("ok t" + topic);
            }
            TextClient fast = new TextClient(http, server.uri(0)).send("+t0");
            assertThat(fast.next()).isEqualTo("ok t0");

            // The buffers of the operating system fill first, so how many values that takes is not known.
            int published = 0;
            while (server.hub.metrics().heldValues() < topics) {
                publish(
                        server,
                        "t" + published % topics,
                        1,
                        published,
                        "t" + published % topics + " " + published + padding);
                published++;
                assertThat(published).as("values until the buffers are full").isLessThan(MANY);
            }
            long mostHeld = 0;
            int values = published + 10_000 * topics;
            for (; published < values; published++) {
                publish(
                        server,
                        "t" + published % topics,
                        1,
                        published,
                        "t" + published % topics + " " + published + padding);
                mostHeld = Math.max(mostHeld, server.hub.metrics().heldValues());
            }
            long first = published - topics;
            assertThat(mostHeld).isEqualTo(topics);
            assertThat(server.hub.metrics().conflated()).isPositive();
            fast.until("t0 " + ((published - 1) / topics * topics) + padding);

            Map<String, Integer> last = new HashMap<>();
            int got = 0;
            while (last.values().stream().filter(seq -> seq >= first).count() < topics) {
                String[] words = slow.next().trim().split(" ");
                int seq = Integer.parseInt(words[1]);
                Integer before = last.put(words[0], seq);
                assertThat(seq).isGreaterThan(before == null ? -1 : before);
                got++;
            }
            assertThat(got).isLessThan(values);
            assertThat(server.hub.metrics().heldValues()).isZero();

            slow.send("-t0").send("+u");
            assertThat(List.of(slow.next(), slow.next())).containsExactly("gone t0", "ok u");
        }
    }

    @Test
    void aClientWhoseBufferStaysFullIsClosed() throws Exception {
        try (HubServer server = new HubServer(settings(Duration.ofMillis(300), LONG), 1);
                RawClient slow = new RawClient(server.uri(0))) {
            slow.send("+a");
            assertThat(slow.next()).isEqualTo("ok a");
            String value = "x".repeat(60_000);
            for (int i = 0; server.hub.metrics().heldValues() == 0; i++) {
                publish(server, "a", 1, i, value);
                assertThat(i).as("values until the buffers are full").isLessThan(MANY);
            }

            await().until(() -> server.hub.metrics().clients() == 0);

            assertThat(server.hub.metrics().closedSlow()).isOne();
            assertThat(server.hub.metrics().heldValues()).isZero();
            assertThat(server.counts).containsExactly("a 0>1", "a 1>0");
        }
    }

    @Test
    void aClientThatAnswersNoPingIsCutOff() throws Exception {
        try (HubServer server = new HubServer(settings(LONG, Duration.ofSeconds(1)), 1);
                RawClient silent = new RawClient(server.uri(0))) {
            TextClient answering = new TextClient(http, server.uri(0)).send("+a");
            assertThat(answering.next()).isEqualTo("ok a");

            await().until(() -> server.hub.metrics().closedSilent() == 1);

            assertThat(silent.next()).isEqualTo("close 1001");
            await().until(() -> server.hub.metrics().clients() == 1);
            assertThat(answering.closed).isNotDone();
        }
    }

    @Test
    void theIdleTimeoutOfTheServerEndsPlainConnectionsAndNoClients() throws Exception {
        try (HubServer server = new HubServer(settings(LONG, LONG), 1);
                RawClient quiet = new RawClient(server.uri(0));
                Socket plain = new Socket("127.0.0.1", server.uri(0).getPort())) {
            plain.setSoTimeout(10_000);
            assertThat(plain.getInputStream().read()).isEqualTo(-1);
            try (Socket later = new Socket("127.0.0.1", server.uri(0).getPort())) {
                later.setSoTimeout(10_000);
                assertThat(later.getInputStream().read()).isEqualTo(-1);
            }

            assertThat(quiet.send("+a").next()).isEqualTo("ok a");
        }
    }

    @Test
    void tooManyBadMessagesCloseWith1008() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 1)) {
            TextClient client = new TextClient(http, server.uri(0));
            for (int i = 0; i <= FanOutSettings.DEFAULTS.maxBadMessages(); i++) {
                client.send("?");
            }

            assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThat(server.hub.metrics().closedForBadMessages()).isOne();
        }
    }

    @Test
    void aMessageAboveTheLimitClosesWith1009InOneFrameOrInMany() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 1)) {
            String half = "+" + "x".repeat(40_000);
            TextClient one = new TextClient(http, server.uri(0));
            one.socket().sendText(half + half, true);
            TextClient many = new TextClient(http, server.uri(0));
            many.socket().sendText(half, false).join();
            many.socket().sendText(half, true);

            assertThat(one.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
            assertThat(many.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
            assertThat(server.hub.metrics().closedTooBig()).isEqualTo(2);
        }
    }

    @Test
    void aBinaryMessageClosesWith1003() throws Exception {
        try (HubServer server = new HubServer(FanOutSettings.DEFAULTS, 1)) {
            TextClient client = new TextClient(http, server.uri(0));
            client.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true);

            assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1003);
            assertThat(server.hub.metrics().closedUnsupported()).isEqualTo(1);
        }
    }

    @Test
    void oneClientHoldsNoMoreTopicsThanAllowed() throws Exception {
        FanOutSettings two = new FanOutSettings(1024, 2, 2_000, 500, 0, 1024, LONG, LONG);
        try (HubServer server = new HubServer(two, 1)) {
            TextClient client = new TextClient(http, server.uri(0))
                    .send("+a")
                    .send("+b")
                    .send("+c")
                    .send("+a");

            assertThat(client.until("full c")).containsExactly("ok a", "ok b", "full c");
            assertThat(client.next()).isEqualTo("ok a");
            assertThat(server.hub.metrics().subscriptions()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatChangesTopicsTooFastHasToWaitAndMayAlwaysLeave() throws Exception {
        FanOutSettings fourChanges = new FanOutSettings(1024, 2, 4, 1, 0, 1024, LONG, LONG);
        try (HubServer server = new HubServer(fourChanges, 1)) {
            TextClient client = new TextClient(http, server.uri(0))
                    .send("+a")
                    .send("+a")
                    .send("-x")
                    .send("-a")
                    .send("+b")
                    .send("+c")
                    .send("+d")
                    .send("-c")
                    .send("+d");

            assertThat(client.until("gone c"))
                    .containsExactly("ok a", "ok a", "gone x", "gone a", "ok b", "ok c", "full d", "gone c");
            assertThat(client.next()).isEqualTo("later d");
            assertThat(server.counts).containsExactly("a 0>1", "a 1>0", "b 0>1", "c 0>1", "c 1>0");
            await().until(() -> client.send("+d").next().equals("ok d"));
        }
    }

    @Test
    void closingTheHubClosesEveryClientWith1001EvenOneThatDoesNotRead() throws Exception {
        HubServer server = new HubServer(FanOutSettings.DEFAULTS, 2);
        TextClient reading = new TextClient(http, server.uri(0)).send("+a");
        assertThat(reading.next()).isEqualTo("ok a");
        try (RawClient silent = new RawClient(server.uri(1))) {
            server.close();

            assertThat(silent.next()).isEqualTo("close 1001");
        }
        assertThat(reading.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
        assertThat(server.hub.metrics().clients()).isZero();
        assertThat(server.counts).containsExactly("a 0>1", "a 1>0");
    }

    @Test
    void aSocketThatCannotBeTakenOverIsCutAndNotWaitedForAtTheEnd() throws Exception {
        HubServer server = new HubServer(FanOutSettings.DEFAULTS, 1, true);
        try (RawClient client = new RawClient(server.uri(0))) {
            assertThatThrownBy(client::next).isInstanceOf(EOFException.class);
            assertThat(server.refused).hasSize(1);
            await().until(() -> server.hub.metrics().clients() == 0);
        } finally {
            // Fails if a client is still counted.
            server.close();
        }
    }

    private static FanOutSettings settings(Duration slowClientTimeout, Duration pingInterval) {
        return new FanOutSettings(64 * 1024, 500, 2_000, 500, 20, 64 * 1024, slowClientTimeout, pingInterval);
    }

    private static int publish(HubServer server, String topic, long epoch, long seq, String text) {
        return server.hub.publish(topic, new Version(epoch, seq), text.getBytes(StandardCharsets.UTF_8));
    }
}
