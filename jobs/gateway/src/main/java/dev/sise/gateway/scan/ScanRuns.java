package dev.sise.gateway.scan;

import dev.sise.gateway.JobLauncher;
import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.scan.ScanRun.State;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements on the table {@code scan_runs} and what decides them. Whatever ends a scan here holds only while the job has not ended it, and
 * the other way round. Each method blocks. Stateless; the connection is the caller's.
 */
final class ScanRuns {
    /** Scans that were asked for and are not done, all gateways together. */
    static final int MAX_UNDONE = 8;
    /** Scans that were asked for and have ended, so that the table stays small however many are asked for. */
    private static final int MAX_ENDED = 1_000;

    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
    /** Of the transaction that decides whether a request begins a scan or joins one; no other program uses the number. */
    private static final long LOCK = 0x5153_4341_4eL;

    private static final String COLUMNS =
            "id, kind, as_of, request::text AS request, state, progress_done, progress_total, totals::text AS totals,"
                    + " published, requested_at, started_at, ended_at, error, flink_job_id";

    /** A scan that a request at a gateway began; the id of one that was started by hand has a date, or was given to it. */
    private static final String ASKED_FOR = " id ~ '^adhoc-[0-9a-f]{32}$' ";

    private static final String UNDONE = " state IN ('waiting', 'running') ";
    /**
     * As the job finds it: a day on which something traded. Not one whose prices are still being written, nor one whose load broke off unless that
     * day is asked for.
     */
    private static final String NEWEST_SESSION = "SELECT date FROM daily_prices WHERE date <= ? AND isfinite(date)"
            + " AND volume > 0 AND open > 0 AND high > 0 AND low > 0 AND close > 0 AND date <> ALL (ARRAY(SELECT day"
            + " FROM schedule_runs WHERE name = 'nightly-load' AND (state = 'running' OR state <> 'done' AND day <> ?)))"
            + " ORDER BY date DESC LIMIT 1";

    private static final String EQUAL = "SELECT id, flink_job_id FROM scan_runs WHERE" + ASKED_FOR + "AND" + UNDONE
            + "AND as_of = ? AND request = ?::jsonb ORDER BY requested_at LIMIT 1";
    private static final String COUNT_UNDONE = "SELECT count(*) FROM scan_runs WHERE" + ASKED_FOR + "AND" + UNDONE;
    private static final String INSERT =
            "INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at, flink_job_id)"
                    + " VALUES (?, 'adhoc', ?, ?::jsonb, 'waiting', clock_timestamp(), ?)";
    private static final String END = "UPDATE scan_runs SET state = ?, error = ?, ended_at = clock_timestamp()"
            + " WHERE id = ? AND" + UNDONE + "RETURNING flink_job_id";
    private static final String ONE = "SELECT " + COLUMNS + " FROM scan_runs WHERE id = ?";
    private static final String NEWEST = "SELECT " + COLUMNS
            + " FROM scan_runs WHERE (?::text IS NULL OR state = ?) AND (?::text IS NULL OR kind = ?)"
            + " ORDER BY requested_at DESC, id LIMIT ?";
    private static final String STATES = "SELECT id, state FROM scan_runs WHERE id = ANY (?)";
    /** A job may have come to life after its scan was cancelled. */
    private static final String FOLLOWED = "SELECT id, state, flink_job_id,"
            + ASKED_FOR + "AND requested_at < clock_timestamp() - ? * interval '1 millisecond' AS late FROM scan_runs"
            + " WHERE (" + UNDONE + "OR (state = 'cancelled' AND ended_at > clock_timestamp() - interval '5 minutes'))"
            + " AND flink_job_id IS NOT NULL";

    private static final String GIVE_UP =
            "UPDATE scan_runs SET state = 'failed', ended_at = clock_timestamp(), error = ?" + " WHERE" + UNDONE
                    + "AND requested_at < clock_timestamp() - interval '1 hour' RETURNING id";

    private static final String FORGET = "DELETE FROM scan_runs WHERE"
            + " (kind = 'adhoc' AND requested_at < clock_timestamp() - interval '7 days'"
            + " OR kind = 'nightly' AND requested_at < clock_timestamp() - interval '400 days'"
            + " OR id IN (SELECT id FROM scan_runs WHERE kind = 'adhoc' AND NOT (" + UNDONE + ")"
            + " ORDER BY requested_at DESC, id OFFSET " + MAX_ENDED + "))"
            + " AND id NOT IN (SELECT id FROM scan_runs WHERE published ORDER BY as_of DESC LIMIT 1)";

    /** The scan that a request began or joined. */
    record Reserved(String id, String flinkJobId, boolean joined) {}

    /** A scan and the job that does it, or did. {@code late} where Flink should know the job by now, because a gateway gave it to Flink. */
    record Followed(String id, State state, String flinkJobId, boolean late) {}

    private ScanRuns() {}

    /** Of a scan that a request is about to begin. */
    static String newId() {
        return "adhoc-" + JobLauncher.newId();
    }

    /**
     * The newest day that has all its prices, at or before one.
     *
     * @param askedFor a day that may have had a load that failed; null for none
     */
    static Optional<LocalDate> newestSession(Connection connection, LocalDate atMost, LocalDate askedFor)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST_SESSION)) {
            statement.setObject(1, atMost);
            statement.setObject(2, askedFor == null ? LocalDate.EPOCH : askedFor);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, LocalDate.class)) : Optional.empty();
            }
        }
    }

    /**
     * Finds an undone scan of the same request, or makes one. Of any number of gateways with equal requests one makes it; the connection is
     * in a transaction.
     *
     * @param request as canonical JSON
     * @param id of the scan that may be made, from {@link #newId}
     * @param flinkJobId of its job
     * @throws ScanRefusedException when too many are undone
     */
    static Reserved reserve(Connection connection, LocalDate asOf, String request, String id, String flinkJobId)
            throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK);
            lock.execute();
        }
        try (PreparedStatement statement = connection.prepareStatement(EQUAL)) {
            statement.setObject(1, asOf);
            statement.setString(2, request);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    return new Reserved(row.getString("id"), row.getString("flink_job_id"), true);
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(COUNT_UNDONE);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getInt(1) >= MAX_UNDONE) {
                throw new ScanRefusedException(ApiError.tooMany(
                        "too_many_scans",
                        row.getInt(1) + " scans are waiting or running, and at most " + MAX_UNDONE
                                + " may: ask again later, or cancel one",
                        ASK_AGAIN));
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, id);
            statement.setObject(2, asOf);
            statement.setString(3, request);
            statement.setString(4, flinkJobId);
            statement.executeUpdate();
        }
        return new Reserved(id, flinkJobId, false);
    }

    /**
     * Ends a scan that is waiting or running.
     *
     * @param error why; null where somebody called it off
     * @return whether it was; its job, where one is known
     */
    static Optional<Optional<String>> end(Connection connection, String id, State state, String error)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setString(1, state.code());
            statement.setString(2, error);
            statement.setString(3, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(Optional.ofNullable(row.getString(1))) : Optional.empty();
            }
        }
    }

    /**
     * Ends what was not done within an hour, whatever became of its job; a job that does it later is refused.
     *
     * @return the ids
     */
    static List<String> giveUp(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GIVE_UP)) {
            statement.setString(1, "It was not done within an hour, so it was given up");
            List<String> ids = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString("id"));
                }
            }
            return ids;
        }
    }

    static Optional<ScanRun> find(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setString(1, id);
            return all(statement).stream().findFirst();
        }
    }

    /** The newest first; of one state or kind only where they are given. */
    static List<ScanRun> newest(Connection connection, Optional<String> state, Optional<String> kind, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setString(1, state.orElse(null));
            statement.setString(2, state.orElse(null));
            statement.setString(3, kind.orElse(null));
            statement.setString(4, kind.orElse(null));
            statement.setInt(5, limit);
            return all(statement);
        }
    }

    /** Where scans stand; nothing of one that is gone. */
    static Map<String, State> states(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATES)) {
            statement.setArray(1, connection.createArrayOf("varchar", ids.toArray()));
            Map<String, State> states = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    states.put(row.getString("id"), State.of(row.getString("state")));
                }
            }
            return states;
        }
    }

    /** The scans whose jobs have to be looked after. */
    static List<Followed> followed(Connection connection, Duration startWithin) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FOLLOWED)) {
            statement.setLong(1, startWithin.toMillis());
            List<Followed> scans = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    scans.add(new Followed(
                            row.getString("id"),
                            State.of(row.getString("state")),
                            row.getString("flink_job_id"),
                            row.getBoolean("late")));
                }
            }
            return scans;
        }
    }

    /**
     * Deletes what is long past, but never the newest board.
     *
     * @return how many scans those were; their signals went with them
     */
    static int forget(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            return statement.executeUpdate();
        }
    }

    private static List<ScanRun> all(PreparedStatement statement) throws SQLException {
        List<ScanRun> runs = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                runs.add(new ScanRun(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getObject("as_of", LocalDate.class),
                        new JsonObject(row.getString("request")),
                        State.of(row.getString("state")),
                        row.getInt("progress_done"),
                        Optional.ofNullable(row.getObject("progress_total", Integer.class)),
                        Optional.ofNullable(row.getString("totals")).map(JsonObject::new),
                        row.getBoolean("published"),
                        moment(row, "requested_at").orElseThrow(),
                        moment(row, "started_at"),
                        moment(row, "ended_at"),
                        Optional.ofNullable(row.getString("error")),
                        Optional.ofNullable(row.getString("flink_job_id"))));
            }
        }
        return runs;
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
