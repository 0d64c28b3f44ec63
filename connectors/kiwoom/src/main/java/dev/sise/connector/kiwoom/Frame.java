package dev.sise.connector.kiwoom;

import java.util.List;

/** What one text message of the server says. */
sealed interface Frame {

    /** The answer to LOGIN; return code 0 is success. */
    record Login(int returnCode, String message) implements Frame {}

    /** The server's heartbeat, to be sent back exactly as it came. */
    record Ping() implements Frame {}

    /** A notice of the server about this session, such as R10001; never answered. */
    record SystemNotice(String code, String message) implements Frame {}

    /** The answer to REG or REMOVE. It carries no id: answers belong to requests by their order alone. */
    record Acknowledgement(boolean register, int returnCode, String message) implements Frame {}

    /**
     * Market data.
     *
     * @param events what its rows say, in their order; a row that could not be read is a {@link KiwoomEvent.Rejected} and leaves
     *     the others untouched
     * @param otherTypes the types of those rows that this connector does not read
     */
    record Real(List<KiwoomEvent> events, List<String> otherTypes) implements Frame {}

    /**
     * Anything else.
     *
     * @param saved what those rows say whose own text is whole although the frame around them is broken
     */
    record Unreadable(RejectReason reason, String detail, List<KiwoomEvent> saved) implements Frame {}
}
