package dev.sise.gateway;

/** A job could not be started, asked about or cancelled; the message tells a person why. */
public final class JobLaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    public JobLaunchException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
