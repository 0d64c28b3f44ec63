package dev.sise.connector.redis;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * The newest value of each key that has to be sent, or what its values make together, in the order in which keys came to have one. "Newest" is
 * by (epoch, seq), epoch first; of two equal versions the one written later. Slots outlive their values, so that a key is looked up once and
 * encoded once. Task thread only.
 */
final class PendingValues<T> {
    /** What became of a value. */
    enum Outcome {
        /** Its key had nothing pending. */
        ADDED,
        /** It took the place of the pending one, or was merged with it. */
        REPLACED,
        /** The pending one is newer. */
        OLDER
    }

    private final Map<String, KeySlot<T>> slots = new HashMap<>();
    private final ArrayDeque<KeySlot<T>> dirty = new ArrayDeque<>();
    private final int maxSlots;
    private final BinaryOperator<T> merge;

    /**
     * @param maxSlots above which slots with nothing pending or on its way are forgotten when a new one is needed
     * @param merge makes what is pending from the pending value and a newer or equal one
     */
    PendingValues(int maxSlots, BinaryOperator<T> merge) {
        this.maxSlots = maxSlots;
        this.merge = merge;
    }

    /** Null when the key is not known (any more). */
    KeySlot<T> slot(String key) {
        return slots.get(key);
    }

    KeySlot<T> addSlot(String key, KeySlot<T> slot) {
        if (slots.size() >= maxSlots) {
            slots.values().removeIf(known -> known.pending == null && !known.sending);
        }
        slots.put(key, slot);
        return slot;
    }

    /** Takes a new value: it replaces an older or equal one. */
    Outcome put(KeySlot<T> slot, T value, long epoch, long seq) {
        if (slot.pending == null) {
            dirty.add(slot);
            slot.set(value, epoch, seq);
            return Outcome.ADDED;
        }
        if (slot.isNewerThan(epoch, seq)) {
            return Outcome.OLDER;
        }
        slot.set(merge.apply(slot.pending, value), epoch, seq);
        return Outcome.REPLACED;
    }

    /** Takes a value back that has to be sent again: one that was written meanwhile stays unless it is older. */
    void putBack(KeySlot<T> slot, T value, long epoch, long seq) {
        if (slot.pending == null) {
            dirty.add(slot);
            slot.set(value, epoch, seq);
        } else if (slot.isOlderThan(epoch, seq)) {
            slot.set(merge.apply(slot.pending, value), epoch, seq);
        } else {
            slot.set(merge.apply(value, slot.pending), slot.epoch, slot.seq);
        }
    }

    /** The slot whose turn it is, with its value, which the caller takes out; null when nothing is pending. */
    KeySlot<T> poll() {
        return dirty.poll();
    }

    int size() {
        return dirty.size();
    }

    boolean isEmpty() {
        return dirty.isEmpty();
    }
}
