package dev.sise.connector.websocket;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest versions of topics nobody subscribes to any more, so that a client that leaves a topic and comes back is not shown
 * an older value which was still on its way. Bounded; the topic that closed first is forgotten first. Thread-safe.
 */
final class ClosedTopics {
    private static final int MAX_TOPICS = 10_000;

    private final Map<String, Version> newest = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Version> eldest) {
            return size() > MAX_TOPICS;
        }
    };

    /** Needs the topic's monitor. */
    synchronized void remember(Topic topic) {
        if (topic.newest() != null) {
            newest.remove(topic.name());
            newest.put(topic.name(), topic.newest());
        }
    }

    /** Null if the topic never had a value, or if that is long ago. */
    synchronized Version newest(String topic) {
        return newest.get(topic);
    }
}
