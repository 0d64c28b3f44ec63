package dev.sise.connector.websocket;

/** The close codes the hub sends (RFC 6455 section 7.4.1 and the IANA registry). */
public enum CloseCode {
    /** The server shuts down, or gives up on a client that is gone. */
    AWAY(1001),

    /** A binary message. */
    UNSUPPORTED(1003),

    /** Too many bad messages. */
    POLICY(1008),

    /** A message above the size limit. */
    TOO_BIG(1009),

    /** A client that does not keep up. */
    TRY_AGAIN_LATER(1013);

    private final short number;

    CloseCode(int number) {
        this.number = (short) number;
    }

    /** The code on the wire. */
    public short number() {
        return number;
    }
}
