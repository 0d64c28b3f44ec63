package dev.sise.connector.kiwoom;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.apache.flink.metrics.Gauge;

/**
 * Milliseconds between the exchange's time of the last trade and its receipt. Trades carry whole seconds and no date, so up to
 * a second of it is rounding. The task thread writes, a metric reporter reads.
 */
final class FetchLag implements Gauge<Long> {
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    private static final long DAY_MS = 86_400_000;

    private final Clock clock;
    private final Clock marketClock;
    private volatile long lag = -1;

    FetchLag(Clock clock, Clock marketClock) {
        this.clock = clock;
        this.marketClock = marketClock;
    }

    void observe(KiwoomEvent.Trade trade) {
        long marketOffset = marketClock.millis() - clock.millis();
        long received = LocalTime.ofInstant(Instant.ofEpochMilli(trade.receivedAt() + marketOffset), KOREA)
                        .toNanoOfDay()
                / 1_000_000;
        int time = trade.time();
        long traded = ((time / 10_000 * 60L + time / 100 % 100) * 60 + time % 100) * 1_000;
        long sinceTrade = Math.floorMod(received - traded, DAY_MS);
        // Clocks differ: a trade from a moment ahead is not one from yesterday.
        lag = sinceTrade > DAY_MS / 2 ? 0 : sinceTrade;
    }

    /** -1 before the first trade. */
    @Override
    public Long getValue() {
        return lag;
    }
}
