package dev.sise.simulator;

/** What a synthetic instrument is; decides its tick size, its price limit and its trading hours. */
enum InstrumentKind {
    COMMON,
    PREFERRED,
    ETF,
    ETN,
    ELW;

    /** Only stocks trade in the after-market of 16:00 to 20:00 (protocol.md section 6). */
    boolean tradesAfterMarket() {
        return this == COMMON || this == PREFERRED;
    }
}
