package dev.sise.connector.redis;

/** One key of a writer: what never changes about it, encoded once, and the value waiting to be sent. Task thread only. */
final class KeySlot<T> {
    final String key;
    /** Begins each of the key's commands, see {@link LastValueScript#commandHead}. */
    final byte[] commandHead;

    /** Null when nothing waits. */
    T pending;

    long epoch;
    long seq;

    KeySlot(String key, byte[] commandHead) {
        this.key = key;
        this.commandHead = commandHead;
    }

    /** Whether the pending value is newer than the version; an equal one is not. */
    boolean isNewerThan(long otherEpoch, long otherSeq) {
        return epoch != otherEpoch ? epoch > otherEpoch : seq > otherSeq;
    }

    boolean isOlderThan(long otherEpoch, long otherSeq) {
        return epoch != otherEpoch ? epoch < otherEpoch : seq < otherSeq;
    }
}
