package dev.sise.market;

/** Where a price was made, which Kiwoom writes as a suffix of the code ({@code 005930_NX}). */
public enum Venue {
    /** Korea Exchange (한국거래소); a bare code. */
    KRX(""),
    /** Nextrade (넥스트레이드), the alternative trading system; suffix {@code _NX}. */
    NXT("_NX"),
    /** Both venues seen as one book, as a smart order router sees them (통합); suffix {@code _AL}. */
    UNIFIED("_AL");

    private final String suffix;

    Venue(String suffix) {
        this.suffix = suffix;
    }

    /** What Kiwoom appends to the six characters of the code; empty for {@link #KRX}. */
    public String suffix() {
        return suffix;
    }
}
