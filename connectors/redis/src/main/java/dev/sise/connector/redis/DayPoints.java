package dev.sise.connector.redis;

import java.util.Map;
import java.util.TreeMap;

/** Points of one key and day that wait to be written together. Task thread only. */
final class DayPoints {
    final String key;
    final int day;
    private final TreeMap<String, Point> points = new TreeMap<>();

    private record Point(long value, long seq) {}

    DayPoints(String key, int day, String field, long value, long seq) {
        this.key = key;
        this.day = day;
        points.put(field, new Point(value, seq));
    }

    /** Takes points of the same key that were written later: of a newer day they replace these. */
    DayPoints merge(DayPoints later) {
        if (later.day != day) {
            return later;
        }
        later.points.forEach((field, point) ->
                points.merge(field, point, (stored, other) -> other.seq >= stored.seq ? other : stored));
        return this;
    }

    /** Field and text of each point, one after the other, from the given place on. */
    void writeTo(String[] target, int from) {
        int at = from;
        for (Map.Entry<String, Point> entry : points.entrySet()) {
            target[at++] = entry.getKey();
            target[at++] = entry.getValue().value + " " + entry.getValue().seq;
        }
    }

    int size() {
        return points.size();
    }
}
