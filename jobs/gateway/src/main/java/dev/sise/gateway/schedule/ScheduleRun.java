package dev.sise.gateway.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The run of a schedule for a day, as the database has it. Moments are of the database's clock.
 *
 * @param schedule what runs
 * @param day market day that it is for
 * @param state where it stands
 * @param owner gateway that has or had it
 * @param claim how often it changed hands or was begun
 * @param flinkJobId job that does the work; empty if none does, and after one that ended without doing it
 * @param attempts how often the work was begun, from 1
 * @param heartbeatAt last sign of life of the owner
 * @param startedAt of the last attempt
 * @param endedAt of the last attempt, once it ended
 * @param retryAt when a failed one is tried again; empty for never
 * @param error why the last attempt failed, or what keeps it from going on
 */
public record ScheduleRun(
        Schedule schedule,
        LocalDate day,
        State state,
        String owner,
        int claim,
        Optional<String> flinkJobId,
        int attempts,
        Instant heartbeatAt,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<Instant> retryAt,
        Optional<String> error) {

    /** The row of {@code scan_runs} that its job works on; another attempt is another job, and so another scan. Empty where it is no scan. */
    public Optional<String> scanId() {
        return schedule == Schedule.NIGHTLY_SCAN
                ? flinkJobId.map(job -> "nightly-" + day + "-" + job)
                : Optional.empty();
    }

    /** Where a run stands. */
    public enum State {
        /** Somebody works on it, or did until a moment ago. */
        RUNNING("running"),
        /** The work is done. */
        DONE("done"),
        /** The last attempt failed. */
        FAILED("failed");

        private final String code;

        State(String code) {
            this.code = code;
        }

        /** The word in the table and over HTTP. */
        public String code() {
            return code;
        }

        static State of(String code) {
            for (State state : values()) {
                if (state.code.equals(code)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("The state of a run is running, done or failed, was '" + code + "'");
        }
    }
}
