package dev.sise.runtime;

import org.apache.flink.client.program.ProgramParametrizationException;

/**
 * A job that was not submitted for a reason outside of it: a setting, or Kafka. {@code flink run} prints the sentence alone and ends with
 * code 1, and so does the JVM when {@code main} runs without a Flink client. {@code main} throws it rather than end the JVM, which may be a
 * client's or a cluster's. Without stack trace: the sentence tells whoever started the job what to do.
 */
public final class JobNotStartedException extends ProgramParametrizationException {
    private static final long serialVersionUID = 1L;

    public JobNotStartedException(String sentence) {
        super(sentence);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** The sentence: what the JVM prints of an exception that leaves {@code main}. */
    @Override
    public String toString() {
        return getMessage();
    }
}
