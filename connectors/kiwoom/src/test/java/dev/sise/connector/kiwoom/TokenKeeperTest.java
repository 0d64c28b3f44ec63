package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenKeeperTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final InMemoryTokenStore store = new InMemoryTokenStore(nanos::get);
    private Instant now = START;
    private KiwoomCallException issuerFailure;
    private final TokenKeeper keeper = keeper();

    @Test
    void issuesOneTokenForEverybody() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(24);
        CountDownLatch together = new CountDownLatch(24);
        List<Callable<KiwoomToken>> calls = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            calls.add(() -> {
                together.countDown();
                together.await();
                return keeper.current();
            });
        }
        try {
            for (Future<KiwoomToken> token : callers.invokeAll(calls)) {
                assertThat(token.get().value()).isEqualTo("token-1");
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(issued).hasValue(1);
    }

    @Test
    void refreshesTenMinutesBeforeTheTokenExpires() throws Exception {
        keeper.current();

        now = START.plus(Duration.ofHours(24)).minus(Duration.ofMinutes(10)).minusSeconds(1);
        assertThat(keeper.current().value()).isEqualTo("token-1");
        now = now.plusSeconds(1);
        nanos.addAndGet(Duration.ofHours(24).toNanos());
        assertThat(keeper.current().value()).isEqualTo("token-2");
    }

    @Test
    void usesATokenToItsEndWhileNoOtherCanBeHad() throws Exception {
        keeper.current();
        nanos.addAndGet(Duration.ofHours(24).toNanos());
        issuerFailure = new KiwoomCallException(AnswerClass.RETRY, "Kiwoom has a bad moment");

        now = START.plus(Duration.ofHours(24)).minusSeconds(1);
        assertThat(keeper.current().value()).isEqualTo("token-1");
        assertThat(issued).hasValue(2);
        // One that was refused is no use whenever it expires.
        nanos.addAndGet(TokenKeeper.COOLDOWN.toNanos());
        assertThatThrownBy(() -> keeper.replace("token-1")).isSameAs(issuerFailure);
        assertThatThrownBy(keeper::current).isInstanceOf(KiwoomCallException.class);
        issuerFailure = null;
        nanos.addAndGet(TokenKeeper.COOLDOWN.toNanos());
        assertThat(keeper.current().value()).isEqualTo("token-4");

        issuerFailure = new KiwoomCallException(AnswerClass.RETRY, "Kiwoom has a bad moment");
        nanos.addAndGet(TokenKeeper.COOLDOWN.toNanos());
        now = now.plus(Duration.ofHours(24));
        assertThatThrownBy(keeper::current).isSameAs(issuerFailure);
    }

    @Test
    void takesTheTokenAnotherProcessStoredBeforeItIssuesOne() throws Exception {
        keeper.current();
        TokenKeeper other = keeper();
        nanos.addAndGet(TokenKeeper.SHORT_LIFE.toNanos());

        assertThat(other.current().value()).isEqualTo("token-1");
        assertThat(keeper.replace("token-1").value()).isEqualTo("token-2");
        assertThat(other.replace("token-1").value()).isEqualTo("token-2");
        assertThat(issued).hasValue(2);
    }

    @Test
    void replacesATokenOnlyOnceForManyWhoSawItRefused() throws Exception {
        keeper.current();
        nanos.addAndGet(TokenKeeper.SHORT_LIFE.toNanos());

        assertThat(keeper.replace("token-1").value()).isEqualTo("token-2");
        assertThat(keeper.replace("token-1").value()).isEqualTo("token-2");
        assertThat(issued).hasValue(2);
    }

    @Test
    void leavesAPauseBetweenTwoAttempts() throws Exception {
        issuerFailure = new KiwoomCallException(AnswerClass.FAIL, "the key is not accepted");
        assertThatThrownBy(keeper::current).isSameAs(issuerFailure);
        issuerFailure = null;

        assertThatThrownBy(keeper::current)
                .isInstanceOfSatisfying(KiwoomCallException.class, exception -> assertThat(exception.answerClass())
                        .isEqualTo(AnswerClass.RETRY));
        assertThat(issued).hasValue(1);
        nanos.addAndGet(TokenKeeper.COOLDOWN.toNanos());
        assertThat(keeper.current().value()).isEqualTo("token-2");
    }

    @Test
    void issuesNothingWhileAnotherProcessOwnsTheAppKey() throws Exception {
        TokenStore.Ownership owned =
                store.tryOwn("main", Duration.ofSeconds(30)).orElseThrow();

        assertThatThrownBy(keeper::current).isInstanceOf(KiwoomCallException.class);
        assertThat(issued).hasValue(0);
        owned.close();
        assertThat(keeper.current().value()).isEqualTo("token-1");
    }

    @Test
    void doesNotPlayPingPongWithAProcessThatDoesNotShareItsTokens() throws Exception {
        List<TokenKeeper> keepers =
                List.of(keeper(new InMemoryTokenStore(nanos::get)), keeper(new InMemoryTokenStore(nanos::get)));
        List<Integer> issuedByMinute = new ArrayList<>();
        for (int second = 0; second < 3_600; second++) {
            if (second % 60 == 0) {
                issuedByMinute.add(issued.get());
            }
            for (TokenKeeper one : keepers) {
                call(one);
            }
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        // 5 s, 10 s, 20 s ... for each, then a token each five minutes; without pauses that grow it were 700 an hour.
        assertThat(issuedByMinute.get(10)).isLessThanOrEqualTo(16);
        assertThat(issued.get() - issuedByMinute.get(30)).isLessThanOrEqualTo(12);
        assertThat(keepers).allSatisfy(one -> assertThat(one.voided()).isBetween(5L, 20L));
    }

    /** Kiwoom knows only the newest token. One call a second, repeated once if the token is refused, as the client does. */
    private void call(TokenKeeper one) {
        try {
            KiwoomToken token = one.current();
            if (!token.value().equals("token-" + issued.get())) {
                one.replace(token.value());
            }
        } catch (KiwoomCallException paused) {
            assertThat(paused.answerClass()).isEqualTo(AnswerClass.RETRY);
        }
    }

    @Test
    void waitsBeforeItReplacesANewTokenThatWasRefusedAndSaysWhy() throws Exception {
        keeper.current();
        nanos.addAndGet(TokenKeeper.SHORT_LIFE.minusSeconds(1).toNanos());

        for (int pause : List.of(5, 10, 20)) {
            String refused = keeper.current().value();
            // Neither the one who saw it refused nor others are given it again, although the store still has it.
            assertThatThrownBy(() -> keeper.replace(refused))
                    .isInstanceOf(KiwoomCallException.class)
                    .hasMessageContaining("main: no token was issued")
                    .hasMessageContaining("another process seems to use the app key");
            assertThatThrownBy(keeper::current).isInstanceOf(KiwoomCallException.class);
            nanos.addAndGet(Duration.ofSeconds(pause).toNanos() - 1);
            assertThatThrownBy(() -> keeper.replace(refused)).isInstanceOf(KiwoomCallException.class);
            nanos.addAndGet(1);
            assertThat(keeper.replace(refused).value()).isNotEqualTo(refused);
        }
        assertThat(keeper.voided()).isEqualTo(3);

        // One that lived long enough is replaced at once, and the next pause is the shortest again.
        nanos.addAndGet(TokenKeeper.SHORT_LIFE.toNanos());
        String old = keeper.current().value();
        String fresh = keeper.replace(old).value();
        assertThat(keeper.voided()).isEqualTo(3);
        assertThatThrownBy(() -> keeper.replace(fresh)).hasMessageContaining("PT5S");
    }

    @Test
    void takesWhatAnotherProcessStoredWhileItWaits() throws Exception {
        String refused = keeper.current().value();
        assertThatThrownBy(() -> keeper.replace(refused)).isInstanceOf(KiwoomCallException.class);
        KiwoomToken theirs = new KiwoomToken("theirs", now.plus(Duration.ofHours(24)));
        try (TokenStore.Ownership other =
                store.tryOwn("main", Duration.ofSeconds(30)).orElseThrow()) {
            other.store(theirs);
        }

        assertThat(keeper.current()).isEqualTo(theirs);
        // It was new when it was found, and is refused at once: somebody does not share his tokens with us two.
        assertThatThrownBy(() -> keeper.replace("theirs")).hasMessageContaining("PT10S");
        assertThat(keeper.voided()).isEqualTo(2);
    }

    @Test
    void replacesATokenAtOnceThatWasFoundAtTheStartAndIsRefused() throws Exception {
        keeper.current();
        TokenKeeper restarted = keeper();

        assertThat(restarted.current().value()).isEqualTo("token-1");
        assertThat(restarted.replace("token-1").value()).isEqualTo("token-2");
        assertThat(restarted.voided()).isZero();
    }

    @Test
    void storesNothingAfterItsOwnershipHasEnded() throws Exception {
        KiwoomToken token = new KiwoomToken("late", START);
        TokenStore.Ownership late = store.tryOwn("main", Duration.ofSeconds(1)).orElseThrow();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        TokenStore.Ownership next = store.tryOwn("main", Duration.ofSeconds(1)).orElseThrow();

        assertThat(late.store(token)).isFalse();
        late.close();
        assertThat(store.tryOwn("main", Duration.ofSeconds(1))).isEmpty();
        assertThat(next.store(token)).isTrue();
        assertThat(store.load("main")).contains(token);
    }

    @Test
    void keepsATokenThatCouldNotBeStored() throws Exception {
        for (Exception failure : List.of(new IOException("on purpose"), new IllegalStateException("on purpose"))) {
            issued.set(0);
            TokenKeeper withoutStore = keeper(new FaultyTokenStore() {
                @Override
                void beforeStore() throws IOException {
                    fail(failure);
                }

                @Override
                void beforeRelease() throws IOException {
                    fail(failure);
                }
            });

            assertThat(withoutStore.current().value()).isEqualTo("token-1");
            assertThat(withoutStore.current().value()).isEqualTo("token-1");
            assertThat(issued).hasValue(1);
        }
    }

    private static void fail(Exception failure) throws IOException {
        if (failure instanceof IOException unreachable) {
            throw unreachable;
        }
        throw (RuntimeException) failure;
    }

    @Test
    void readsTheExpiryAsKoreanTimeWhereverItRuns() {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("UTC", "Asia/Seoul", "America/New_York")) {
                TimeZone.setDefault(TimeZone.getTimeZone(ZoneId.of(zone)));
                assertThat(KiwoomToken.of("t", "20241107083713").expiresAt())
                        .isEqualTo(Instant.parse("2024-11-06T23:37:13Z"));
            }
        } finally {
            TimeZone.setDefault(before);
        }
        assertThatThrownBy(() -> KiwoomToken.of("t", "2024-11-07"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("yyyyMMddHHmmss")
                .hasMessageContaining("2024-11-07");
    }

    @Test
    void hidesSecrets() {
        assertThat(new KiwoomToken("token-secret", START).toString()).doesNotContain("token-secret");
        assertThat(new KiwoomCredentials("main", "key-secret", "more-secret").toString())
                .doesNotContain("secret,")
                .doesNotContain("key-secret")
                .doesNotContain("more-secret")
                .contains("main");
    }

    private TokenKeeper keeper() {
        return keeper(store);
    }

    private TokenKeeper keeper(TokenStore tokens) {
        Clock marketClock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new TokenKeeper("main", tokens, this::issue, marketClock, nanos::get);
    }

    private KiwoomToken issue() throws KiwoomCallException {
        issued.incrementAndGet();
        if (issuerFailure != null) {
            throw issuerFailure;
        }
        return new KiwoomToken("token-" + issued.get(), now.plus(Duration.ofHours(24)));
    }
}
