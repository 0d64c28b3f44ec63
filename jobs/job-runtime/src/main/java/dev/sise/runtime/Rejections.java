package dev.sise.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;

/**
 * Counts what an operator rejects by reason, and logs a sample of it: of each reason the first one, then at most one in {@link #LOG_INTERVAL}.
 * The counters are {@code rejected.<reason>} of the operator. Task thread only.
 */
public final class Rejections {
    static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final Logger log;
    private final Map<String, Reason> reasons = new HashMap<>();

    /**
     * @param log of the operator
     * @param operator gets the counters
     * @param reasons all there are: few words that stay, lower case, for they name metrics
     */
    public Rejections(Logger log, MetricGroup operator, String... reasons) {
        this.log = log;
        MetricGroup rejected = operator.addGroup("rejected");
        for (String reason : reasons) {
            this.reasons.put(reason, new Reason(rejected.counter(reason)));
        }
    }

    /**
     * Counts a record; it also has to go to the topic {@code rejected}.
     *
     * @param reason one of those given to the constructor
     * @param rejected what is rejected, with its words and the time
     * @throws IllegalArgumentException for another reason
     */
    public void count(String reason, RejectedRecord rejected) {
        Reason known = reasons.get(reason);
        if (known == null) {
            throw new IllegalArgumentException(
                    "A reason must be one of " + reasons.keySet() + ", was '" + reason + "'");
        }
        known.counter.inc();
        if (known.counter.getCount() == 1 || rejected.time - known.logged >= LOG_INTERVAL.toMillis()) {
            known.logged = rejected.time;
            log.warn(
                    "{} was rejected as {}, number {} of them: {}",
                    rejected.position,
                    reason,
                    known.counter.getCount(),
                    rejected.reason);
        }
    }

    private static final class Reason {
        private final Counter counter;
        private long logged;

        private Reason(Counter counter) {
            this.counter = counter;
        }
    }
}
