package dev.sise.gateway.schedule;

import java.util.Objects;

/** A run that was asked for cannot be; the message tells the operator why. */
public final class ScheduleRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is in the way. */
    public enum Reason {
        /** The calendar does not cover today, or the schedule was not due on any day that it covers. */
        NO_DAY,
        /** No job of that name is there, or Flink does not answer. */
        NOT_AVAILABLE,
        /** Another schedule must be done for the day first. */
        WAITS,
        /** The gateway is just starting. */
        STARTING,
        /** The tables are older than this gateway; somebody has to migrate them. */
        OLD_TABLES
    }

    ScheduleRefusedException(Reason reason, String sentence) {
        super(sentence);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
