package dev.sise.gateway;

import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;

/**
 * Samples how old the prices are that clients have: since {@code as_of}, when a trade or a poll last confirmed them. In market hours only,
 * because nothing confirms a price outside of them. Any thread.
 */
final class PriceAges {
    private final InstrumentList instruments;
    private final StandIns standIns;
    private final MarketClock clock;
    private final GatewayMeters meters;

    PriceAges(InstrumentList instruments, StandIns standIns, MarketClock clock, GatewayMeters meters) {
        this.instruments = instruments;
        this.standIns = standIns;
        this.clock = clock;
        this.meters = meters;
    }

    void sample(Ticker ticker, PriceValue shown) {
        if (standIns.isInHours(ticker)) {
            shown.age(clock.now()).ifPresent(age -> meters.recordAge(instruments.classOf(ticker), age));
        }
    }
}
