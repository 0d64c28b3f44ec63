package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FetchLagTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-23T05:54:28.512Z");

    @Test
    void measuresFromTheSecondOfTheTradeInKoreanMarketTime() {
        Clock clock = Clock.fixed(RECEIVED, ZoneOffset.UTC);
        FetchLag lag = new FetchLag(clock, clock);
        assertThat(lag.getValue()).isEqualTo(-1);

        lag.observe(trade(145_428));
        assertThat(lag.getValue()).isEqualTo(512);

        lag.observe(trade(145_429));
        assertThat(lag.getValue()).isZero();

        FetchLag moved = new FetchLag(clock, Clock.offset(clock, Duration.ofHours(-5)));
        moved.observe(trade(95_427));
        assertThat(moved.getValue()).isEqualTo(1_512);
    }

    private static KiwoomEvent.Trade trade(int time) {
        return new KiwoomEvent.Trade(
                "005930", time, 1, 0, 0, 1, 1, RECEIVED.toEpochMilli(), new FramePosition("main", 1, 1, 0));
    }
}
