package dev.sise.market;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the allocator serves a ticker by at the moment; a probe of a registered ticker says {@link #SESSION} too. */
public enum Feed {
    /** Registered on a WebSocket session. */
    SESSION,
    /** Polled over REST. */
    POLL;

    private final byte[] encoded = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    /** The word used in JSON, lower case. */
    public String code() {
        return new String(encoded, StandardCharsets.US_ASCII);
    }

    byte[] encoded() {
        return encoded;
    }
}
