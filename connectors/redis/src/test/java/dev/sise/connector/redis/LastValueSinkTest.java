package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class LastValueSinkTest {
    @Test
    void refusesSettingsOutOfTheirRangeInWords() {
        assertThatThrownBy(() -> LastValueSink.<Quote>builder().build())
                .hasMessage("A LastValueSink needs an address and a serializer, got address null and serializer null");
        assertThatThrownBy(() -> builder().flushInterval(Duration.ofMillis(-1)).build())
                .hasMessage("The flush interval is PT0S to PT10S, got PT-0.001S");
        assertThatThrownBy(() -> builder().versionTtl(Duration.ofMillis(999)).build())
                .hasMessageStartingWith("The version TTL is PT1S to");
        assertThatThrownBy(() -> builder().replyTimeout(Duration.ofMinutes(2)).build())
                .hasMessage("The reply timeout is PT0.1S to PT1M, got PT2M");
        assertThatThrownBy(() -> builder().maxPendingKeys(0).build())
                .hasMessage("1 to 10,000,000 keys may be pending, got 0");
        assertThatThrownBy(() -> builder().keyPrefix("price:{").build())
                .hasMessage("A key prefix has no braces, got price:{");
    }

    @Test
    void isShippedToTheTasks() throws Exception {
        LastValueSink<Quote> sink = builder().build();
        assertThat(InstantiationUtil.clone(sink)).isNotSameAs(sink);
    }

    private static LastValueSink.Builder<Quote> builder() {
        return LastValueSink.<Quote>builder()
                .address(RedisAddress.of("redis://localhost"))
                .serializer(new QuoteSerializer());
    }
}
