package dev.sise.runtime;

/** Kafka did not answer, or refused: the message says which cluster and why, for whoever started the process. */
public final class KafkaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KafkaUnavailableException(String bootstrapServers, String reason, Throwable cause) {
        super("Kafka at " + bootstrapServers + " is not available: " + reason, cause);
    }
}
