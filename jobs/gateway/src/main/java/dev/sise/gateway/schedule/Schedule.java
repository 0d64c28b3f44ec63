package dev.sise.gateway.schedule;

import dev.sise.market.InstrumentClass;
import dev.sise.market.KrxSession;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * What runs by market time on each session day, at most once for each. A new one is a constant here; what it does is a job of the
 * {@link dev.sise.gateway.JobLauncher} or work of the gateway itself.
 */
public enum Schedule {
    /** Reads the list of instruments anew, before the opening auction. */
    LIST_SYNC("list-sync", "08:30 on session days", "reference-data", null) {
        @Override
        Optional<LocalTime> dueOn(KrxSession session) {
            return Optional.of(LIST_SYNC_TIME);
        }
    },
    /** Removes from the cache what closed with the regular session; all classes do on a day without an after-market. */
    CACHE_CLEAR_REGULAR("cache-clear-regular", "2 minutes after the regular close of session days", null, null) {
        @Override
        Optional<LocalTime> dueOn(KrxSession session) {
            return Optional.of(session.regularClose().plus(AFTER_CLOSE));
        }

        @Override
        boolean clears(InstrumentClass instrumentClass, KrxSession session) {
            return session.lastClose(instrumentClass).equals(session.regularClose());
        }
    },
    /** Removes from the cache what closed with the after-market (애프터마켓); not due on a day without one. */
    CACHE_CLEAR_AFTER_MARKET(
            "cache-clear-after-market", "2 minutes after the close of the after-market of session days", null, null) {
        @Override
        Optional<LocalTime> dueOn(KrxSession session) {
            return session.afterMarketOpen().map(open -> session.lastClose().plus(AFTER_CLOSE));
        }

        @Override
        boolean clears(InstrumentClass instrumentClass, KrxSession session) {
            return session.lastClose(instrumentClass).equals(session.lastClose());
        }
    },
    /** Loads the prices and flows of the day. */
    NIGHTLY_LOAD("nightly-load", "20:20 on session days", "reference-data", null) {
        @Override
        Optional<LocalTime> dueOn(KrxSession session) {
            return Optional.of(NIGHTLY_TIME);
        }
    },
    /** Scans what was loaded; waits for the load of the same day. */
    NIGHTLY_SCAN("nightly-scan", "after nightly-load of the day, on session days", "vcp-scan", NIGHTLY_LOAD) {
        @Override
        Optional<LocalTime> dueOn(KrxSession session) {
            return Optional.of(NIGHTLY_TIME);
        }
    };

    private static final LocalTime LIST_SYNC_TIME = LocalTime.of(8, 30);
    /** When the after-market is over on every day, and its closes are settled. */
    private static final LocalTime NIGHTLY_TIME = LocalTime.of(20, 20);

    private static final Duration AFTER_CLOSE = Duration.ofMinutes(2);

    private final String code;
    private final String rule;
    private final String job;
    private final Schedule after;

    Schedule(String code, String rule, String job, Schedule after) {
        this.code = code;
        this.rule = rule;
        this.job = job;
        this.after = after;
    }

    /** Its name in the table and over HTTP. */
    public String code() {
        return code;
    }

    /** When it runs, in words. */
    public String rule() {
        return rule;
    }

    /** The job that does the work; empty where the gateway does it. */
    public Optional<String> job() {
        return Optional.ofNullable(job);
    }

    /** What must be done for the same day before it begins. */
    Optional<Schedule> after() {
        return Optional.ofNullable(after);
    }

    /** The time of day from which it is due on the day of a session, market time; empty if it is not due on that day. */
    abstract Optional<LocalTime> dueOn(KrxSession session);

    /** Whether the run for the day of the session removes prices of this class. */
    boolean clears(InstrumentClass instrumentClass, KrxSession session) {
        return false;
    }

    /** The one with this name. */
    public static Optional<Schedule> of(String code) {
        return Arrays.stream(values())
                .filter(schedule -> schedule.code.equals(code))
                .findFirst();
    }
}
