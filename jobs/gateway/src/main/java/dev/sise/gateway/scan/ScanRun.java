package dev.sise.gateway.scan;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * A row of the table {@code scan_runs}. Moments are of the database's clock.
 *
 * @param id of the scan
 * @param kind {@code nightly} or {@code adhoc}
 * @param asOf the session whose bars were the last to be looked at
 * @param request what was asked for
 * @param state where it stands
 * @param progressDone tickers that are done
 * @param progressTotal all of them; empty before they are counted
 * @param totals what was counted; empty before the end
 * @param published whether it is the board of its day
 * @param requestedAt when it was asked for
 * @param startedAt when the job began
 * @param endedAt when it ended
 * @param error why it failed
 * @param flinkJobId the job that does it; written when the row is made, and anew by a job that takes it over
 */
record ScanRun(
        String id,
        String kind,
        LocalDate asOf,
        JsonObject request,
        State state,
        int progressDone,
        Optional<Integer> progressTotal,
        Optional<JsonObject> totals,
        boolean published,
        Instant requestedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<String> error,
        Optional<String> flinkJobId) {

    /** Where a scan stands. */
    enum State {
        /** The job has not begun. */
        WAITING,
        /** The job works on it. */
        RUNNING,
        /** Its result is there. */
        DONE,
        /** There is no result, and there will be none. */
        FAILED,
        /** Somebody called it off. */
        CANCELLED;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The word in the table and over HTTP. */
        String code() {
            return code;
        }

        boolean isEnd() {
            return switch (this) {
                case WAITING, RUNNING -> false;
                case DONE, FAILED, CANCELLED -> true;
            };
        }

        static State of(String code) {
            for (State state : values()) {
                if (state.code.equals(code)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("There is no state '" + code + "' of a scan");
        }
    }
}
