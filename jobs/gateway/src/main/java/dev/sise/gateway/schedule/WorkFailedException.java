package dev.sise.gateway.schedule;

/** An attempt failed; the message tells the operator why. */
final class WorkFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean jobEnded;
    private final boolean retried;

    /**
     * @param jobEnded whether a job was there and will not run any more
     * @param retried whether another attempt makes sense
     */
    WorkFailedException(String sentence, boolean jobEnded, boolean retried, Throwable cause) {
        super(sentence, cause);
        this.jobEnded = jobEnded;
        this.retried = retried;
    }

    boolean jobEnded() {
        return jobEnded;
    }

    boolean isRetried() {
        return retried;
    }
}
