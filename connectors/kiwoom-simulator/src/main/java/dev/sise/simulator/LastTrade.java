package dev.sise.simulator;

import java.time.LocalDateTime;

/**
 * The newest trade of the synthetic market in one ticker, as the truth to compare a client's view with.
 *
 * @param ticker bare KRX code
 * @param price in won, without a sign; the previous close before the day's first trade
 * @param volume cumulative volume of the day in shares, 0 before the day's first trade
 * @param time market time in Seoul, to the second as FID 20; midnight before the day's first trade
 */
public record LastTrade(String ticker, long price, long volume, LocalDateTime time) {}
