-- What the result of a scan shows beside its signals. No program wrote signals before this step, so a new column may be NOT NULL.

-- The place among the signals of one scan and type, from 1, in the order that was asked for.
ALTER TABLE signals
    ADD COLUMN rank integer NOT NULL,
    -- Won, mean of 20 bars.
    ADD COLUMN avg_traded_value bigint NOT NULL,
    ADD CONSTRAINT signals_rank UNIQUE (scan_id, signal_type, rank),
    ADD CONSTRAINT signals_rank_counts CHECK (rank > 0);

-- Why a ticker is no signal: {"bullish":{"005930":["NO_DRY_UP","NOT_NEAR_PIVOT"]}}, without those that are of no class that was asked for. Null
-- before the end.
ALTER TABLE scan_runs
    ADD COLUMN outcomes jsonb;
