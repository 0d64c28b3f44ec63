package dev.sise.ingest.functions;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;

/**
 * Counts and logs what the feed says of the market as a whole (장시작시간). It drives nothing: it is pushed once and not repeated, and which codes
 * announce the after-market of 2026-09-14 is not documented; calendar and clock tell the state. Task thread only.
 */
final class MarketStates {
    /** Kiwoom's codes and what they announce; those in the guide of 2026 and those seen in older ones. Case matters. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("0", "KRX is about to open"),
            Map.entry("2", "KRX is about to close"),
            Map.entry("3", "KRX opened"),
            Map.entry("4", "KRX closed"),
            Map.entry("8", "the regular session ended"),
            Map.entry("9", "all sessions ended"),
            Map.entry("a", "trading at the closing price began"),
            Map.entry("b", "trading at the closing price ended"),
            Map.entry("c", "single-price trading began"),
            Map.entry("d", "single-price trading ended"),
            Map.entry("s", "derivatives are about to close"),
            Map.entry("e", "derivatives closed"),
            Map.entry("P", "NXT's pre-market opened"),
            Map.entry("Q", "NXT's pre-market closed"),
            Map.entry("R", "NXT's main market opened"),
            Map.entry("S", "NXT's main market closed"),
            Map.entry("T", "the auction of NXT's after-market began"),
            Map.entry("U", "NXT's after-market opened"),
            Map.entry("V", "NXT's trading at the closing price ended"),
            Map.entry("W", "NXT's after-market ended"));
    /** More than there are; what sends more different ones is not the market. */
    private static final int MAX_UNKNOWN = 100;

    private final Logger log;
    private final Counter known;
    private final Counter unknown;
    private final Set<String> seenUnknown = new HashSet<>();
    private String last;

    MarketStates(Logger log, MetricGroup operator) {
        this.log = log;
        MetricGroup group = operator.addGroup("marketState");
        known = group.counter("known");
        unknown = group.counter("unknown");
    }

    /** Takes a state; one that only counts down is logged once. */
    void take(FeedEvent event) {
        String words = WORDS.get(event.state);
        if (words == null) {
            unknown.inc();
            if (seenUnknown.size() < MAX_UNKNOWN && seenUnknown.add(event.state)) {
                log.warn("{}: market state '{}' came and is not known", event.position, event.state);
            }
            return;
        }
        known.inc();
        if (!event.state.equals(last)) {
            last = event.state;
            log.info(
                    "{}: market state {} came, {}, stamped {}, {} s ahead",
                    event.position,
                    event.state,
                    words,
                    event.time,
                    Math.max(0, event.remainingSeconds));
        }
    }
}
