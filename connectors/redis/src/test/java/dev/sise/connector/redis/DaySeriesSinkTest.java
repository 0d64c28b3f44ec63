package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class DaySeriesSinkTest {
    @Test
    void refusesSettingsOutOfTheirRangeInWords() {
        assertThatThrownBy(() -> sink("intraday:{", Duration.ofHours(20)))
                .hasMessage("A key prefix has no braces, got intraday:{");
        assertThatThrownBy(() -> sink("intraday:", Duration.ofMillis(999)))
                .hasMessageStartingWith("The TTL is PT1S to");
    }

    @Test
    void isShippedToTheTasks() throws Exception {
        DaySeriesSink<Point> sink = sink("intraday:", Duration.ofHours(20));
        assertThat(InstantiationUtil.clone(sink)).isNotSameAs(sink);
    }

    private static DaySeriesSink<Point> sink(String keyPrefix, Duration ttl) {
        return DaySeriesSink.of(RedisAddress.of("redis://localhost"), keyPrefix, ttl, new Point.Serializer());
    }
}
