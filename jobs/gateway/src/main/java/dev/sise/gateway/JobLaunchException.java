package dev.sise.gateway;

/** A job could not be started, asked about or cancelled; the message tells a person why. */
public final class JobLaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    /** Whoever was asked gave no answer, so it is not known what came of it. */
    public JobLaunchException(String sentence, Throwable cause) {
        this(sentence, cause, false);
    }

    private JobLaunchException(String sentence, Throwable cause, boolean refused) {
        super(sentence, cause);
        this.refused = refused;
    }

    /** The answer was no. */
    public static JobLaunchException refused(String sentence, Throwable cause) {
        return new JobLaunchException(sentence, cause, true);
    }

    /** Whether nothing was done: a run that was to start did not, and does not later. Its id is spent. */
    public boolean isRefused() {
        return refused;
    }
}
