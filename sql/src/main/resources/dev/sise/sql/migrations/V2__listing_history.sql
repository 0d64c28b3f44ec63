-- When an instrument came to the exchange and when it left it: a scan of a past day must see what was listed then, not the survivors.
-- No foreign key to stocks: both tables are written side by side, and the next sync completes what a killed one left out.
CREATE TABLE listing_history (
    ticker      varchar(10) NOT NULL,
    event       varchar(8)  NOT NULL,
    -- Market day of the event: the listing date the exchange states, or the day of the first sync that missed it.
    event_date  date        NOT NULL,
    -- Of the sync that saw it; at most one event of a ticker each.
    recorded_at timestamptz NOT NULL,

    CONSTRAINT listing_history_key PRIMARY KEY (ticker, recorded_at),
    CONSTRAINT listing_history_event CHECK (event IN ('listed', 'delisted'))
);
