package dev.sise.connector.redis;

/** Hears of a {@link LastValueReader}'s connection; the two methods alternate, beginning with {@link #connected()}. Must not block. */
public interface ConnectionListener {
    /**
     * There is a connection and every wanted channel is subscribed on it. Except for the first time messages were missed: read everything
     * again.
     */
    void connected();

    /** The connection was lost: no messages arrive and gets fail until {@link #connected()} is called. */
    void disconnected();
}
