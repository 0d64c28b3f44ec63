package dev.sise.reference.functions;

import java.time.Duration;
import java.util.Locale;

/** How far a subtask is with its share of the tickers; tickers that were done before the run are none of it. One thread writes, any reads. */
final class LoadProgress {
    private final String who;
    private final long startedAt;
    private volatile long total;
    private volatile long done;

    /**
     * @param who is loading what, to follow "tickers of"
     * @param now UTC milliseconds
     */
    LoadProgress(String who, long now) {
        this.who = who;
        this.startedAt = now;
    }

    void total(long tickers) {
        total = tickers;
    }

    void doneOne() {
        done = done + 1;
    }

    long total() {
        return total;
    }

    long done() {
        return done;
    }

    /** Tickers a second since the start; 0 before the first. */
    double perSecond(long now) {
        return done == 0 ? 0 : done * 1_000.0 / Math.max(1, now - startedAt);
    }

    /** Seconds that the rest will take at the rate so far; -1 before the first ticker. */
    long secondsLeft(long now) {
        return done == 0 ? -1 : Math.round(Math.ceil((total - done) / perSecond(now)));
    }

    /** Such as {@code loaded 1200 of 2700 tickers of daily_prices, 3.9/s, 6 min 24 s left}. */
    String words(long now) {
        String rest = "";
        if (done > 0) {
            Duration left = Duration.ofSeconds(secondsLeft(now));
            String minutes = left.toMinutes() == 0 ? "" : left.toMinutes() + " min ";
            rest = String.format(Locale.ROOT, ", %.1f/s, %s%d s left", perSecond(now), minutes, left.toSecondsPart());
        }
        return "loaded " + done + " of " + total + " tickers of " + who + rest;
    }
}
