package dev.sise.market;

import java.util.Objects;

/**
 * What Kiwoom's instrument list (종목정보 리스트, ka10099) says that decides the class of an instrument. Texts are kept as
 * answered; an absent field is the empty text.
 *
 * @param ticker the code
 * @param requestMarket the {@code mrkt_tp} of the request whose answer named it, such as 0 (KOSPI) or 3 (ELW)
 * @param marketCode {@code marketCode} of the answer, such as 8 (ETF) within KOSPI
 * @param kind {@code kind} of the answer: Q for an ETN; not documented by Kiwoom
 * @param name {@code name} of the answer
 */
public record InstrumentRecord(Ticker ticker, String requestMarket, String marketCode, String kind, String name) {
    public InstrumentRecord {
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(requestMarket, "requestMarket");
        Objects.requireNonNull(marketCode, "marketCode");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }
}
