package dev.sise.gateway;

/** The gateway could not start for a reason outside of it; the message tells who started it what to do. */
public final class GatewayStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GatewayStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
