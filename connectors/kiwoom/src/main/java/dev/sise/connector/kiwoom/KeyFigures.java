package dev.sise.connector.kiwoom;

/**
 * How one app key is served, once a second, for its metrics.
 *
 * @param demanded items of its session and of its polling
 * @param polled items polled periodically, those of a session that is not live among them
 * @param silent registered items that trade without a frame
 * @param awaiting registered items that have not traded yet
 * @param effectiveIntervalMs between two polls of an item as the budget allows
 * @param reachedIntervalMs what it was on average lately
 * @param stalestMs since the last answer about the polled item that waits longest
 * @param callsPerSecond the budget in force
 * @param pollsRefused whether ka10095 was refused for good
 * @param budgetUsed share of it that was used in the last second
 */
record KeyFigures(
        int demanded,
        int polled,
        int silent,
        int awaiting,
        long effectiveIntervalMs,
        long reachedIntervalMs,
        long stalestMs,
        double callsPerSecond,
        boolean pollsRefused,
        double budgetUsed) {
    static final KeyFigures NONE = new KeyFigures(0, 0, 0, 0, 0, 0, 0, 0, false, 0);
}
