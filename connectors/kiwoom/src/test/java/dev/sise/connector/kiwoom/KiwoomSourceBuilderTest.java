package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class KiwoomSourceBuilderTest {

    @Test
    void buildsASourceThatTravelsToTheTasks() throws Exception {
        KiwoomSource source = complete()
                .clock(Clock.systemUTC())
                .marketClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(-30)))
                .build();

        KiwoomSource copy = InstantiationUtil.clone(source);

        assertThat(copy.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
        assertThat(copy.getProducedType()).isEqualTo(new KiwoomEventTypeInfo());
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> KiwoomSource.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A KiwoomSource needs endpoint");
        assertThatThrownBy(() -> complete().demand(null).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("demand");
        assertThatThrownBy(() -> complete().timings(null).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("timings");
    }

    @Test
    void refusesNoDoubledOrMalformedAppKeyIds() {
        assertThatThrownBy(() -> complete().appKeyIds(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> complete().appKeyIds(List.of("a", "a"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> complete().appKeyIds(List.of("a/b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a/b");
    }

    @Test
    void refusesAClockThatCannotTravel() {
        Clock clock = new Clock() {
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
                return Instant.EPOCH;
            }
        };

        // java.time.Clock itself is not serialisable, the system's clocks are.
        assertThatThrownBy(() -> complete().marketClock(clock).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("marketClock");
    }

    @Test
    void refusesTimingsAndAddressesThatMakeNoSense() {
        KiwoomTimings fine = KiwoomTimings.defaults();
        assertThatThrownBy(() -> new KiwoomTimings(
                        fine.connect(),
                        fine.betweenRequests(),
                        fine.acknowledgement(),
                        fine.idle(),
                        fine.resumed(),
                        Duration.ofSeconds(61),
                        fine.reconnectAtMost(),
                        fine.afterKick(),
                        fine.poll(),
                        fine.probe()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reconnectAtMost");
        assertThatThrownBy(() -> new KiwoomTimings(
                        Duration.ZERO,
                        fine.betweenRequests(),
                        fine.acknowledgement(),
                        fine.idle(),
                        fine.resumed(),
                        fine.reconnectAtLeast(),
                        fine.reconnectAtMost(),
                        fine.afterKick(),
                        fine.poll(),
                        fine.probe()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connect must be above zero");
        assertThatThrownBy(() -> fine.withPolling(Duration.ofSeconds(1), Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("probe must be above zero");
        assertThatThrownBy(() -> KiwoomSource.builder().callsPerSecond(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Calls a second");
        assertThatThrownBy(() -> new KiwoomEndpoint(URI.create("ws://h"), URI.create("ws://h")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http:// or https://");
        assertThat(KiwoomEndpoint.real().webSocket().getScheme()).isEqualTo("wss");
        assertThat(KiwoomEndpoint.paper().rest().getScheme()).isEqualTo("https");
    }

    @Test
    void refusesAddressesWithoutAHost() {
        for (String rest : List.of("http:/path", "https:///path", "http://:9443", "https:host")) {
            assertThatThrownBy(() -> new KiwoomEndpoint(URI.create(rest), URI.create("wss://h")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has a host");
        }
    }

    @Test
    void sendsSecretsInClearTextToThisMachineOnly() {
        for (String host : List.of("api.kiwoom.com", "10.0.0.1", "127.evil.example", "localhost.example", "[::2]")) {
            assertThatThrownBy(() -> new KiwoomEndpoint(URI.create("http://" + host), URI.create("wss://h")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("REST")
                    .hasMessageContaining("clear text");
            assertThatThrownBy(() -> new KiwoomEndpoint(URI.create("https://h"), URI.create("ws://" + host + ":1/p")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("WebSocket")
                    .hasMessageContaining("wss://");
        }
        for (String host : List.of("localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]")) {
            KiwoomEndpoint here = new KiwoomEndpoint(URI.create("http://" + host + ":1"), URI.create("ws://" + host));
            assertThat(here.rest().getScheme()).isEqualTo("http");
        }
    }

    private static KiwoomSourceBuilder complete() {
        return KiwoomSource.builder()
                .endpoint(KiwoomEndpoint.real())
                .appKeyIds(List.of("main"))
                .credentials(CredentialsProvider.fromEnvironment())
                .tokens(TokenStore.inMemory())
                .demand(TestDemand.factory("builder"));
    }
}
