package dev.sise.connector.websocket;

/** The close codes the hub sends (RFC 6455 section 7.4.1 and the IANA registry). */
final class CloseCode {
    /** The server shuts down, or gives up on a client that is gone. */
    static final int AWAY = 1001;

    /** A binary message. */
    static final int UNSUPPORTED = 1003;

    /** Too many bad messages. */
    static final int POLICY = 1008;

    /** A message above the size limit. */
    static final int TOO_BIG = 1009;

    /** A client that does not keep up. */
    static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}
}
