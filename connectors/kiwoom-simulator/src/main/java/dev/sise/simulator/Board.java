package dev.sise.simulator;

/** Where an instrument is listed, with its {@code mrkt_tp} of ka10099 and the name its rows carry. */
enum Board {
    KOSPI("0", "거래소"),
    KOSDAQ("10", "코스닥"),
    ELW("3", "ELW"),
    KONEX("50", "코넥스"),
    OTC("30", "K-OTC");

    private final String marketType;
    private final String marketName;

    Board(String marketType, String marketName) {
        this.marketType = marketType;
        this.marketName = marketName;
    }

    String marketType() {
        return marketType;
    }

    String marketName() {
        return marketName;
    }

    /** The board most instruments of a kind are on. */
    static Board usual(InstrumentKind kind) {
        return switch (kind) {
            case COMMON, PREFERRED, REIT, FUND, ETF, ETN -> KOSPI;
            case SPAC -> KOSDAQ;
            case ELW -> ELW;
            case KONEX -> KONEX;
            case OTC -> OTC;
        };
    }
}
