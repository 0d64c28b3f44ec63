package dev.sise.simulator;

import java.time.Duration;
import java.time.LocalDateTime;

/**
 * A static volatility interruption (정적 VI, 변동성완화장치): a price ten percent away from the last auction's ends continuous
 * trading for two minutes of call auction.
 *
 * @param trigger the price that set it off, in won
 * @param reference the price of the last auction, in won
 * @param count how many the instrument has had on that day, this one included
 */
record Interruption(long trigger, long reference, LocalDateTime activatedAt, int count) {

    static final Duration LENGTH = Duration.ofMinutes(2);

    private static final long SHARE = 10;

    /** Whether a price is far enough from the last auction's. */
    static boolean isDue(long price, long reference) {
        return reference > 0 && Math.abs(price - reference) * SHARE >= reference;
    }

    /** When it ends by the clock. */
    LocalDateTime endsAt() {
        return activatedAt.plus(LENGTH);
    }
}
