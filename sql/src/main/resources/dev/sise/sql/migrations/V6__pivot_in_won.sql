-- V4 calls the pivot of a bearish signal a reciprocal; what is written is the price.
COMMENT ON COLUMN signals.pivot IS 'Won, in either direction: beyond it is the breakout.';
