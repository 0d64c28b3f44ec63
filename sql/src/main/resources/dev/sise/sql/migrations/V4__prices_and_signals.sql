-- What the nightly load brings and the nightly scan finds. No foreign keys to stocks: prices of an instrument may be imported before any list names
-- it, and a signal stays when its instrument is gone. Indexes are made with the empty tables, so none of them needs CONCURRENTLY.

-- One bar a ticker and session, adjusted for splits and the like. Written by reference-data from ka10081, or from CSV files.
CREATE TABLE daily_prices (
    ticker       varchar(10) NOT NULL,
    date         date        NOT NULL,
    -- Won. A halt has zeros for open, high and low, a carried close and no volume; it is kept, because the scan counts it.
    open         bigint      NOT NULL,
    high         bigint      NOT NULL,
    low          bigint      NOT NULL,
    close        bigint      NOT NULL,
    -- Shares.
    volume       bigint      NOT NULL,
    -- Won; null where the source does not tell it.
    traded_value bigint,

    CONSTRAINT daily_prices_key PRIMARY KEY (ticker, date),
    CONSTRAINT daily_prices_not_negative
        CHECK (open >= 0 AND high >= 0 AND low >= 0 AND close >= 0 AND volume >= 0 AND traded_value >= 0)
);

CREATE INDEX idx_daily_prices_ticker_date_desc
    ON daily_prices (ticker, date DESC);

-- For the sessions of the exchange: the days on which anything traded.
CREATE INDEX idx_daily_prices_date
    ON daily_prices (date);

-- Net buying of a ticker on a session, in won: ka10059 tells millions, and they are multiplied before they are written.
CREATE TABLE investor_flows (
    ticker       varchar(10) NOT NULL,
    date         date        NOT NULL,
    foreign_net     bigint   NOT NULL,
    institution_net bigint   NOT NULL,
    -- Null where the source does not tell it.
    individual_net  bigint,
    -- Won, of all investors on that day; null where the source does not tell it.
    traded_value    bigint,

    CONSTRAINT investor_flows_key PRIMARY KEY (ticker, date),
    CONSTRAINT investor_flows_not_negative CHECK (traded_value >= 0)
);

-- How far a ticker is loaded. Written in the transaction that writes the rows, so that a killed load neither repeats them nor leaves a hole.
CREATE TABLE load_progress (
    -- Which table.
    kind           varchar(16) NOT NULL,
    ticker         varchar(10) NOT NULL,
    -- Everything from first_date to loaded_through is there; null where the source has nothing of the ticker.
    first_date     date,
    -- Market day through which the source was asked, also where it had no row for it.
    loaded_through date        NOT NULL,
    -- How often the whole history was read again because it had been adjusted.
    reloads        integer     NOT NULL DEFAULT 0,
    updated_at     timestamptz NOT NULL,

    CONSTRAINT load_progress_key PRIMARY KEY (kind, ticker),
    CONSTRAINT load_progress_kind CHECK (kind IN ('daily_prices', 'investor_flows')),
    CONSTRAINT load_progress_order CHECK (first_date <= loaded_through)
);

-- Every scan that was asked for. Its signals are written in the transaction that makes it done and, of a nightly one, published.
CREATE TABLE scan_runs (
    id            varchar(64) NOT NULL,
    kind          varchar(8)  NOT NULL,
    -- The session whose bars were the last to be looked at.
    as_of         date        NOT NULL,
    request       jsonb       NOT NULL,
    state         varchar(9)  NOT NULL,
    -- Tickers that are done, and all of them; null before they are counted.
    progress_done  integer    NOT NULL DEFAULT 0,
    progress_total integer,
    -- How many tickers ended in each reason; null before the end.
    totals        jsonb,
    -- The board that is shown for its date.
    published     boolean     NOT NULL DEFAULT FALSE,
    requested_at  timestamptz NOT NULL,
    started_at    timestamptz,
    ended_at      timestamptz,
    -- Why it failed.
    error         text,
    -- Written before Flink is given the job; null where no cluster runs it.
    flink_job_id  char(32),

    CONSTRAINT scan_runs_key PRIMARY KEY (id),
    CONSTRAINT scan_runs_kind CHECK (kind IN ('nightly', 'adhoc')),
    CONSTRAINT scan_runs_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT scan_runs_published CHECK (NOT published OR (kind = 'nightly' AND state = 'done'))
);

CREATE UNIQUE INDEX idx_scan_runs_published
    ON scan_runs (as_of)
    WHERE published;

CREATE INDEX idx_scan_runs_requested
    ON scan_runs (requested_at DESC);

-- What a scan found: one row a ticker and type. Dates and depths of contractions are a list in the order of the pattern.
CREATE TABLE signals (
    scan_id          varchar(64)      NOT NULL,
    ticker           varchar(10)      NOT NULL,
    signal_type      varchar(8)       NOT NULL,
    name             text             NOT NULL,
    market           varchar(10)      NOT NULL,
    analysis_date    date             NOT NULL,
    grade            char(1)          NOT NULL,
    -- The total score, under the name it had; all scores 0 to 100 with one decimal. Null for a part that cannot be known.
    score            numeric(4, 1)    NOT NULL,
    vcp_score        numeric(4, 1)    NOT NULL,
    smartmoney_score numeric(4, 1),
    -- Won.
    current_price    bigint           NOT NULL,
    entry_price      bigint           NOT NULL,
    target_price     bigint           NOT NULL,
    stop_price       bigint           NOT NULL,
    -- Not won: the pivot of a bearish signal is the reciprocal of a high.
    pivot            double precision NOT NULL,
    state            varchar(16)      NOT NULL,
    -- Such as 40W 31/3 4T.
    footprint        varchar(32)      NOT NULL,
    -- [{"depth":0.313,"high_date":"2006-04-06","low_date":"2006-05-24"}, ...]
    contractions     jsonb            NOT NULL,
    merges           smallint         NOT NULL,
    base_start       date             NOT NULL,
    breakout_date    date,
    volume_ratio     double precision,
    -- 1 to 99, and how many of the eight conditions hold; null for a recent listing.
    rs               smallint,
    conditions       smallint,
    -- Which of them hold, such as C1.
    conditions_met   text[]           NOT NULL DEFAULT '{}',
    reasons          text[]           NOT NULL DEFAULT '{}',
    flags            text[]           NOT NULL DEFAULT '{}',
    market_cap       bigint,
    volume           bigint           NOT NULL,

    CONSTRAINT signals_key PRIMARY KEY (scan_id, signal_type, ticker),
    CONSTRAINT signals_scan FOREIGN KEY (scan_id) REFERENCES scan_runs (id) ON DELETE CASCADE,
    CONSTRAINT signals_type CHECK (signal_type IN ('bullish', 'bearish')),
    CONSTRAINT signals_grade CHECK (grade IN ('A', 'B', 'C', 'D')),
    CONSTRAINT signals_state
        CHECK (state IN ('SETUP', 'BREAKOUT', 'BREAKOUT_LOWVOL', 'PULLBACK', 'EXTENDED')),
    CONSTRAINT signals_scores
        CHECK (score BETWEEN 0 AND 100 AND vcp_score BETWEEN 0 AND 100 AND smartmoney_score BETWEEN 0 AND 100),
    CONSTRAINT signals_rs CHECK (rs BETWEEN 1 AND 99 AND conditions BETWEEN 0 AND 8)
);

CREATE INDEX idx_signals_date_score
    ON signals (analysis_date, score DESC);

CREATE INDEX idx_signals_ticker_date_desc
    ON signals (ticker, analysis_date DESC);
