package dev.sise.simulator;

/** How large the synthetic market is. */
public enum SyntheticMarket {
    /** A hundred instruments of every code shape, or as many as {@link KiwoomSimulator.Builder#tickers} says. */
    SMALL,
    /**
     * About 7,300 instruments in the proportions of the real market, the hundred of the small one first: KOSPI 917 stocks,
     * 1,155 ETF, 376 ETN, 23 REIT and 3 funds, KOSDAQ 1,821, ELW 2,870, KONEX 110, K-OTC 40. REST alone serves a quarter of
     * its ELW and all of K-OTC; a hundred stocks or so are halted.
     */
    WHOLE
}
