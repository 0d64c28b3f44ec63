package dev.sise.gateway;

import dev.sise.connector.websocket.FanOutClient;
import dev.sise.connector.websocket.FanOutSettings;
import dev.sise.connector.websocket.MessageHandler;
import dev.sise.gateway.ServerFrames.ErrorReason;
import dev.sise.gateway.ServerFrames.RefusedTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers what clients say. Called on the event loop of each client; without state. */
final class ClientProtocol implements MessageHandler {
    private final FanOutSettings limits;
    private final boolean servesSignals;

    /**
     * @param limits of the hub, to name them in answers
     * @param servesSignals whether there is a database that has them
     */
    ClientProtocol(FanOutSettings limits, boolean servesSignals) {
        this.limits = limits;
        this.servesSignals = servesSignals;
    }

    @Override
    public void message(FanOutClient client, String text) {
        ClientFrame frame = ClientFrame.parse(text);
        if (frame instanceof ClientFrame.Subscribe subscribe) {
            subscribe(client, subscribe.topics());
        } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            unsubscribe(client, unsubscribe.topics());
        } else if (frame instanceof ClientFrame.Ping) {
            client.send(ServerFrames.pong());
        } else if (frame instanceof ClientFrame.Bad bad) {
            client.send(ServerFrames.error(bad.reason(), bad.message()));
            client.countBadMessage();
        }
    }

    private void subscribe(FanOutClient client, List<String> asked) {
        List<RefusedTopic> refused = new ArrayList<>();
        Map<String, String> accepted = canonical(asked, refused);
        Optional<List<String>> full = client.subscribe(List.copyOf(accepted.keySet()));
        if (full.isEmpty()) {
            client.send(ServerFrames.error(
                    ErrorReason.TOO_MANY_CHANGES,
                    "one connection may begin or end " + limits.maxTopicChanges() + " topics at once and then "
                            + limits.topicChangesPerSecond() + " a second; nothing of this frame was done"));
            client.countBadMessage();
            return;
        }
        for (String topic : full.get()) {
            refused.add(new RefusedTopic(
                    accepted.remove(topic),
                    TopicRefusal.TOO_MANY_TOPICS,
                    "one connection may hold " + limits.maxTopics() + " topics; unsubscribe from others first"));
        }
        client.send(ServerFrames.subscribed(List.copyOf(accepted.keySet()), refused));
    }

    private void unsubscribe(FanOutClient client, List<String> asked) {
        List<RefusedTopic> refused = new ArrayList<>();
        List<String> topics = List.copyOf(canonical(asked, refused).keySet());
        client.unsubscribe(topics);
        client.send(ServerFrames.unsubscribed(topics, refused));
    }

    /** Canonical topic to the topic as the client first wrote it; the rest goes to the refused. */
    private Map<String, String> canonical(List<String> asked, List<RefusedTopic> refused) {
        Map<String, String> accepted = new LinkedHashMap<>();
        for (String topic : asked) {
            if (topic.equals(SignalTopic.NAME)) {
                if (servesSignals) {
                    accepted.putIfAbsent(topic, topic);
                } else {
                    refused.add(new RefusedTopic(
                            topic, TopicRefusal.SIGNALS_OFF, "this gateway has no database: postgres.url is not set"));
                }
                continue;
            }
            PriceTopic.Parsed parsed = PriceTopic.parse(topic);
            if (parsed instanceof PriceTopic.Accepted served) {
                accepted.putIfAbsent(PriceTopic.name(served.ticker()), topic);
            } else if (parsed instanceof PriceTopic.Refused not) {
                refused.add(new RefusedTopic(topic, not.reason(), not.message()));
            }
        }
        return accepted;
    }
}
