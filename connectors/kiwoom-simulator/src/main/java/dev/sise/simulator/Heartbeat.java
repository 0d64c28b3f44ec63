package dev.sise.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The PINGs of one session and their echoes. An echo counts only when it is the same text byte for byte; the first PING is
 * the plain one of the samples, later ones carry one more field, as protocol.md section 4.1 allows, so that an echo made up
 * by the client is found out. Not thread-safe.
 */
final class Heartbeat {

    static final int MAX_UNANSWERED = 5;

    private final Deque<String> unanswered = new ArrayDeque<>();
    private long sent;

    /** The next PING to send. */
    String next() {
        String ping = sent == 0 ? "{\"trnm\":\"PING\"}" : "{\"trnm\":\"PING\",\"seq\":\"" + sent + "\"}";
        sent++;
        unanswered.addLast(ping);
        return ping;
    }

    /** Whether {@code text} echoes an unanswered PING; earlier ones are forgiven then. */
    boolean echoed(String text) {
        if (!unanswered.contains(text)) {
            return false;
        }
        while (!unanswered.removeFirst().equals(text)) {
            // The PINGs before the echoed one are no longer waited for.
        }
        return true;
    }

    /** Whether five PINGs in a row have been left unanswered. */
    boolean isLost() {
        return unanswered.size() >= MAX_UNANSWERED;
    }
}
