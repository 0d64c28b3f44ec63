package dev.sise.connector.websocket;

/** Learns how many clients watch each topic. */
@FunctionalInterface
public interface SubscriberListener {

    /**
     * The number of clients subscribed to a topic changed by one. From 0 to 1 the topic opened, from 1 to 0 it closed and its
     * last value is forgotten. Calls for one topic come in order, one at a time, on the event loop of the client that caused
     * it and under the topic's lock: it must not block, must not throw and must not call the hub.
     *
     * @param topic the topic's name
     * @param before clients before the change
     * @param after clients after it
     */
    void subscribersChanged(String topic, int before, int after);
}
