package dev.sise.simulator;

/**
 * The band a price stays in on one day (상한가, 하한가).
 *
 * @param lower lowest possible price in won
 * @param upper highest possible price in won, {@link #NO_LIMIT} for an ELW
 */
record PriceLimits(long lower, long upper) {

    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final long PERCENT = 30;
    private static final long KONEX_PERCENT = 15;

    /**
     * 30 % of the previous close, 15 % on KONEX, cut to that close's tick, either way. ELW have no limit: 57MJ66 was seen at
     * +550 %.
     */
    static PriceLimits of(InstrumentKind kind, long basePrice) {
        if (kind == InstrumentKind.ELW) {
            return new PriceLimits(TickTable.tickAt(kind, 0), NO_LIMIT);
        }
        long tick = TickTable.tickAt(kind, basePrice);
        long percent = kind == InstrumentKind.KONEX ? KONEX_PERCENT : PERCENT;
        long width = basePrice * percent / 100 / tick * tick;
        long lower = TickTable.ceiling(kind, basePrice - width);
        long upper = TickTable.floor(kind, basePrice + width);
        return new PriceLimits(Math.max(lower, TickTable.tickAt(kind, 0)), upper);
    }
}
