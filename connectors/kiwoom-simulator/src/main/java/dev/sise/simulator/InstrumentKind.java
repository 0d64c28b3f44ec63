package dev.sise.simulator;

/** What a synthetic instrument is; decides its tick size, its price limit, its auctions and its trading hours. */
public enum InstrumentKind {
    /** A common stock (보통주). */
    COMMON,
    /** A preferred stock (우선주). */
    PREFERRED,
    /** A special purpose acquisition company (기업인수목적회사, 스팩). */
    SPAC,
    /** A real estate investment trust (리츠). */
    REIT,
    /** An infrastructure or mutual fund listed like a stock. */
    FUND,
    /** An exchange traded fund. */
    ETF,
    /** An exchange traded note. */
    ETN,
    /** An equity linked warrant. */
    ELW,
    /** A stock of KONEX (코넥스). */
    KONEX,
    /** A stock of K-OTC (장외주식): not on the exchange and never on the feed. */
    OTC;

    /** Only stocks of KOSPI and KOSDAQ trade in the after-market of 16:00 to 20:00 (protocol.md section 6). */
    boolean tradesAfterMarket() {
        return this == COMMON || this == PREFERRED || this == SPAC || this == REIT || this == FUND;
    }

    /** Everything on the exchange opens and closes by a call auction (단일가매매). */
    boolean hasAuctions() {
        return this != OTC;
    }

    /** Warrants, KONEX and K-OTC know no volatility interruption (변동성완화장치, VI). */
    boolean hasInterruptions() {
        return this != ELW && this != KONEX && this != OTC;
    }
}
