-- Every instrument of the exchange, also those that are no longer listed. Written by the job reference-data from ka10099.
--
-- Indexes are made together with the empty table, so none of them needs CONCURRENTLY. One that is added later to a full table does, in a
-- script of its own with a .conf beside it (executeInTransaction=false), and then postgresql.transactional.lock must be false.
CREATE TABLE stocks (
    -- Text: codes have letters and leading zeros. The key has the name of the unique index of the design document.
    ticker             varchar(10)  NOT NULL,
    name               text         NOT NULL,
    -- What Kiwoom answers as marketCode: 0 stock of KOSPI, 10 KOSDAQ, 8 ETF, 60 70 90 ETN, 6 REIT ...
    market_code        text         NOT NULL,
    -- mrkt_tp of the list that names it: the most specific one where several do. A list that comes back short is noticed by it.
    list_market        text         NOT NULL,
    -- Won: last price times listed shares; null where the list lacks one of them.
    market_cap         bigint,
    listing_status     char(1)      NOT NULL DEFAULT 'Y',
    -- False where Kiwoom's WebSocket has no prices.
    realtime_supported boolean      NOT NULL DEFAULT TRUE,
    -- The market, for clients of the former backend; instrument_class is the truth about what it is.
    ticker_category    varchar(10)  NOT NULL DEFAULT 'UNKNOWN',
    instrument_class   varchar(24)  NOT NULL,
    listed_shares      bigint,
    -- Won, of the last regular session before the list was made.
    last_close         bigint,
    listing_date       date,
    has_after_market   boolean      NOT NULL,
    -- Trading is stopped although it is listed.
    halted             boolean      NOT NULL DEFAULT FALSE,
    -- Of the sync that changed the row last; an older sync that comes late changes nothing.
    updated_at         timestamptz  NOT NULL,

    CONSTRAINT idx_stock_ticker PRIMARY KEY (ticker),
    CONSTRAINT stocks_listing_status CHECK (listing_status IN ('Y', 'N')),
    CONSTRAINT stocks_ticker_category CHECK (ticker_category IN ('ELW', 'OTC', 'KOSPI', 'KOSDAQ', 'UNKNOWN')),
    CONSTRAINT stocks_not_negative CHECK (market_cap >= 0 AND listed_shares >= 0 AND last_close >= 0)
);

-- NULLS LAST throughout: with DESC alone PostgreSQL would put unknown market caps first, where the database of the former backend has them last.
CREATE INDEX idx_stock_market_cap_desc
    ON stocks (market_code, market_cap DESC NULLS LAST);

CREATE INDEX idx_stocks_realtime
    ON stocks (market_code, realtime_supported, market_cap DESC NULLS LAST)
    WHERE realtime_supported;

CREATE INDEX idx_stocks_vcp_scan
    ON stocks (listing_status, market_code, market_cap DESC NULLS LAST)
    WHERE listing_status = 'Y';
