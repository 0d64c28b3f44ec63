package dev.sise.gateway.schedule;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.gateway.SchemaVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table {@code schedule_runs}. Each method is one statement on a connection of its own, so it blocks and is never called on an event
 * loop; any other thread. Whatever is written about a run that is worked on holds only while its claim is the newest: an owner that was
 * replaced changes nothing.
 */
final class ScheduleRuns {
    /** A server that went away without a word is noticed long before a lease ends. */
    private static final int ANSWER_MILLIS = 10_000;

    private static final String COLUMNS =
            "name, day, state, owner, claim, flink_job_id, attempts, heartbeat_at, started_at, ended_at, retry_at, error";

    /**
     * One statement, so that of any number of gateways one gets the run. A run that has a job keeps it and is joined, unless it is done: then
     * it was asked for again. Without a job the work begins anew.
     */
    private static final String CLAIM =
            """
            INSERT INTO schedule_runs AS run (name, day, state, owner, heartbeat_at, flink_job_id, started_at)
            VALUES (?, ?, 'running', ?, clock_timestamp(), ?, clock_timestamp())
            ON CONFLICT (name, day) DO UPDATE SET
                state = 'running',
                owner = EXCLUDED.owner,
                heartbeat_at = EXCLUDED.heartbeat_at,
                claim = run.claim + 1,
                flink_job_id = CASE WHEN run.state = 'done' THEN EXCLUDED.flink_job_id
                                    ELSE COALESCE(run.flink_job_id, EXCLUDED.flink_job_id) END,
                attempts = CASE WHEN run.state = 'running' AND run.flink_job_id IS NOT NULL THEN run.attempts
                                ELSE run.attempts + 1 END,
                started_at = CASE WHEN run.state = 'running' AND run.flink_job_id IS NOT NULL THEN run.started_at
                                  ELSE EXCLUDED.started_at END,
                ended_at = NULL,
                retry_at = NULL,
                error = NULL
            WHERE (run.state = 'running' AND run.heartbeat_at < clock_timestamp() - ? * interval '1 millisecond')
               OR (run.state = 'failed' AND (? OR run.retry_at <= clock_timestamp()))
               OR (run.state = 'done' AND ?)
            RETURNING\s"""
                    + COLUMNS;

    private static final String MINE = " WHERE name = ? AND day = ? AND owner = ? AND claim = ? AND state = 'running'";
    private static final String HEARTBEAT =
            "UPDATE schedule_runs SET heartbeat_at = clock_timestamp(), error = ?" + MINE;
    private static final String RELEASE = "UPDATE schedule_runs SET heartbeat_at = 'epoch'" + MINE;
    private static final String DONE =
            "UPDATE schedule_runs SET state = 'done', ended_at = clock_timestamp(), error = NULL" + MINE;
    private static final String FAILED =
            "UPDATE schedule_runs SET state = 'failed', ended_at = clock_timestamp(), error = ?,"
                    + " flink_job_id = CASE WHEN ? THEN NULL ELSE flink_job_id END,"
                    + " retry_at = clock_timestamp() + ? * interval '1 millisecond'" + MINE;
    private static final String LATEST =
            "SELECT DISTINCT ON (name) " + COLUMNS + " FROM schedule_runs WHERE name = ANY (?) ORDER BY name, day DESC";
    private static final String ONE = "SELECT " + COLUMNS + " FROM schedule_runs WHERE name = ? AND day = ?";
    private static final String LAST_SUCCESSES =
            "SELECT name, max(ended_at) AS ended_at FROM schedule_runs WHERE state = 'done' GROUP BY name";
    private static final String FORGET = "DELETE FROM schedule_runs WHERE day < ? AND state <> 'running'";
    private static final String SCAN_CANCELLED = "SELECT 1 FROM scan_runs WHERE id = ? AND state = 'cancelled'";
    private static final String HAND_OVER =
            "INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, flink_job_id, started_at)"
                    + " VALUES (?, ?, 'running', ?, 'epoch', ?, clock_timestamp()) ON CONFLICT DO NOTHING";

    private final PostgresAddress database;
    private final Duration lease;

    ScheduleRuns(PostgresAddress database, Duration lease) {
        this.database = database;
        this.lease = lease;
    }

    /**
     * Takes a run if it is to be had: nobody has it yet, its owner gave no sign of life for a lease, or it failed and its time has come.
     *
     * @param flinkJobId of the job to be, for a run that has none; empty where no job does the work
     * @param asked somebody asked for it: one that is done, or failed for good, is to be had too
     * @return the run, now this owner's; empty if it is not to be had
     */
    Optional<ScheduleRun> claim(
            Schedule schedule, LocalDate day, String owner, Optional<String> flinkJobId, boolean asked)
            throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setString(1, schedule.code());
            statement.setObject(2, day);
            statement.setString(3, owner);
            statement.setString(4, flinkJobId.orElse(null));
            statement.setLong(5, lease.toMillis());
            statement.setBoolean(6, asked);
            statement.setBoolean(7, asked);
            return first(statement);
        }
    }

    /**
     * A sign of life.
     *
     * @param trouble what keeps the run from going on; empty if nothing does
     * @return whether the run is still its owner's
     */
    boolean heartbeat(ScheduleRun run, Optional<String> trouble) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(HEARTBEAT)) {
            statement.setString(1, trouble.orElse(null));
            return isMine(run, statement, 2);
        }
    }

    /** Lets others take the run over at once; its owner ends. */
    void release(ScheduleRun run) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            isMine(run, statement, 1);
        }
    }

    /** @return whether the run was still its owner's */
    boolean done(ScheduleRun run) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(DONE)) {
            return isMine(run, statement, 1);
        }
    }

    /**
     * Ends an attempt.
     *
     * @param jobEnded whether its job will not run any more, so that the next attempt needs another
     * @param retryAfter when to try again; empty for never
     * @return whether the run was still its owner's
     */
    boolean failed(ScheduleRun run, String error, boolean jobEnded, Optional<Duration> retryAfter) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(FAILED)) {
            statement.setString(1, error);
            statement.setBoolean(2, jobEnded);
            statement.setObject(3, retryAfter.map(Duration::toMillis).orElse(null), Types.BIGINT);
            return isMine(run, statement, 4);
        }
    }

    /** The latest run of each schedule that ever ran. */
    List<ScheduleRun> latest() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(LATEST)) {
            // Of the schedules known here: a newer gateway may have others.
            statement.setArray(1, connection.createArrayOf("varchar", codes()));
            return all(statement);
        }
    }

    Optional<ScheduleRun> find(Schedule schedule, LocalDate day) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setString(1, schedule.code());
            statement.setObject(2, day);
            return first(statement);
        }
    }

    /** Writes a run that nobody owns and whose job runs: the next gateway that looks joins it. One that is there stays. */
    void handOver(Schedule schedule, LocalDate day, String from, String flinkJobId) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(HAND_OVER)) {
            statement.setString(1, schedule.code());
            statement.setObject(2, day);
            statement.setString(3, from);
            statement.setString(4, flinkJobId);
            statement.executeUpdate();
        }
    }

    /** When a run of each schedule was last done; nothing of one that never was. */
    Map<Schedule, Instant> lastSuccesses() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(LAST_SUCCESSES);
                ResultSet row = statement.executeQuery()) {
            Map<Schedule, Instant> moments = new EnumMap<>(Schedule.class);
            while (row.next()) {
                Optional<Schedule> schedule = Schedule.of(row.getString("name"));
                Optional<Instant> moment = moment(row, "ended_at");
                if (schedule.isPresent() && moment.isPresent()) {
                    moments.put(schedule.get(), moment.get());
                }
            }
            return moments;
        }
    }

    /**
     * Deletes what ended, of the days before one.
     *
     * @return how many rows those were
     */
    int forgetBefore(LocalDate day) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setObject(1, day);
            return statement.executeUpdate();
        }
    }

    /** Whether somebody called off the scan that the job of a run works on. */
    boolean isScanCancelled(ScheduleRun run) throws SQLException {
        if (run.scanId().isEmpty()) {
            return false;
        }
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(SCAN_CANCELLED)) {
            statement.setString(1, run.scanId().get());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Why nothing can be done with the tables; empty where it can. */
    Optional<String> schemaProblem() throws SQLException {
        try (Connection connection = connect()) {
            return SchemaVersion.problem(connection);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = database.connect();
        connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        return connection;
    }

    private static boolean isMine(ScheduleRun run, PreparedStatement statement, int first) throws SQLException {
        statement.setString(first, run.schedule().code());
        statement.setObject(first + 1, run.day());
        statement.setString(first + 2, run.owner());
        statement.setInt(first + 3, run.claim());
        return statement.executeUpdate() == 1;
    }

    private static String[] codes() {
        Schedule[] schedules = Schedule.values();
        String[] codes = new String[schedules.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = schedules[i].code();
        }
        return codes;
    }

    private static Optional<ScheduleRun> first(PreparedStatement statement) throws SQLException {
        return all(statement).stream().findFirst();
    }

    private static List<ScheduleRun> all(PreparedStatement statement) throws SQLException {
        List<ScheduleRun> runs = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                runs.add(new ScheduleRun(
                        Schedule.of(row.getString("name")).orElseThrow(),
                        row.getObject("day", LocalDate.class),
                        ScheduleRun.State.of(row.getString("state")),
                        row.getString("owner"),
                        row.getInt("claim"),
                        Optional.ofNullable(row.getString("flink_job_id")),
                        row.getInt("attempts"),
                        moment(row, "heartbeat_at").orElseThrow(),
                        moment(row, "started_at").orElseThrow(),
                        moment(row, "ended_at"),
                        moment(row, "retry_at"),
                        Optional.ofNullable(row.getString("error"))));
            }
        }
        return runs;
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
