package dev.sise.connector.redis;

/** One key of a writer, or one point of a series: what never changes about it, encoded once, and the value waiting to be sent. Task thread only. */
final class KeySlot<T> {
    /** With the sink's prefix. */
    final String redisKey;

    /** Begins each of the key's commands, see {@link LuaScript#commandHead}. Also read by lettuce's I/O thread; never changed. */
    final byte[] commandHead;

    /** Null when nothing waits. */
    T pending;

    /** Version of the pending value, or of the one taken out last. */
    long epoch;

    long seq;

    /** Whether a value of it is on its way. */
    boolean sending;

    KeySlot(String redisKey, byte[] commandHead) {
        this.redisKey = redisKey;
        this.commandHead = commandHead;
    }

    void set(T value, long newEpoch, long newSeq) {
        pending = value;
        epoch = newEpoch;
        seq = newSeq;
    }

    T take() {
        T value = pending;
        pending = null;
        sending = true;
        return value;
    }

    boolean isNewerThan(long otherEpoch, long otherSeq) {
        return epoch != otherEpoch ? epoch > otherEpoch : seq > otherSeq;
    }

    boolean isOlderThan(long otherEpoch, long otherSeq) {
        return epoch != otherEpoch ? epoch < otherEpoch : seq < otherSeq;
    }
}
