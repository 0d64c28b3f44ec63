-- What the schedules of the gateways ran and run: one row for each schedule and market day, so that of any number of gateways one runs it.
-- All moments are of this server's clock, which is the same for all gateways.
CREATE TABLE schedule_runs (
    name          varchar(32) NOT NULL,
    -- Market day that the run is for, also where it ran late.
    day           date        NOT NULL,
    state         varchar(8)  NOT NULL,
    -- Gateway that has or had it.
    owner         varchar(64) NOT NULL,
    -- Last sign of life of the owner; a running row without one for a minute is taken over.
    heartbeat_at  timestamptz NOT NULL,
    -- How often it changed hands or was begun: an owner that comes back late writes nothing.
    claim         integer     NOT NULL DEFAULT 1,
    -- Written before Flink is given the job, which refuses a second one with the same id; null where no Flink job does the work, and
    -- after a job that ended without doing it.
    flink_job_id  char(32),
    -- How often the work was begun; joining a job that runs is none.
    attempts      integer     NOT NULL DEFAULT 1,
    -- Of the last attempt.
    started_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    -- Of a failed one: when it is tried again; null for never.
    retry_at      timestamptz,
    -- Why the last attempt failed.
    error         text,

    CONSTRAINT schedule_runs_key PRIMARY KEY (name, day),
    CONSTRAINT schedule_runs_state CHECK (state IN ('running', 'done', 'failed'))
);
