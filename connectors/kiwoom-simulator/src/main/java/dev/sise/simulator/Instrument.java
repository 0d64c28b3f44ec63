package dev.sise.simulator;

import java.time.LocalDate;

/**
 * One synthetic instrument as it stands before its first trade.
 *
 * @param marketCode {@code marketCode} of ka10099, finer than the board: 8 ETF, 60, 70 and 90 ETN, 6 REIT, 2 and 4 funds
 * @param basePrice previous regular close (기준가) in won, on the tick grid
 * @param listedShares number of listed shares
 * @param previousVolume shares traded on the day before
 * @param terms of a warrant, null for anything else
 * @param onFeed whether the WebSocket feed carries it; REST always does
 */
record Instrument(
        String code,
        String name,
        InstrumentKind kind,
        Board board,
        String marketCode,
        LocalDate listedOn,
        Caution caution,
        long basePrice,
        long listedShares,
        long previousVolume,
        WarrantTerms terms,
        boolean onFeed) {

    Instrument withOnFeed(boolean carried) {
        return changed(listedOn, caution, carried);
    }

    Instrument withCaution(Caution warned) {
        return changed(listedOn, warned, onFeed);
    }

    Instrument withListedOn(LocalDate day) {
        return changed(day, caution, onFeed);
    }

    Instrument withListedShares(long shares) {
        return new Instrument(
                code,
                name,
                kind,
                board,
                marketCode,
                listedOn,
                caution,
                basePrice,
                shares,
                previousVolume,
                terms,
                onFeed);
    }

    private Instrument changed(LocalDate day, Caution warned, boolean carried) {
        return new Instrument(
                code,
                name,
                kind,
                board,
                marketCode,
                day,
                warned,
                basePrice,
                listedShares,
                previousVolume,
                terms,
                carried);
    }
}
