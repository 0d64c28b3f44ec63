package dev.sise.simulator;

/** What the synthetic market tells while it moves; the state is as that event left it. */
interface MarketListener {

    void traded(TickerState state);

    /** An auction's expected price moved (예상체결). */
    void expected(TickerState state);

    /** A warrant is worth something else: it traded or its underlying did. */
    void valued(TickerState warrant);

    /** An interruption began or, when {@code released}, ended. */
    void interrupted(TickerState state, Interruption interruption, boolean released);
}
