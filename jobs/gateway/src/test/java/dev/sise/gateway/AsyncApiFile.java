package dev.sise.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The description of the WebSocket that clients get, against which real frames are held. Thread-safe. */
final class AsyncApiFile extends ApiFile {
    private static final String TYPE = "type";

    private final Set<String> taken = new TreeSet<>();
    private final Set<String> sent = new TreeSet<>();
    private final Map<String, JsonObject> messages = new TreeMap<>();

    /** By the path of a member, such as {@code price_update/data/elw/iv}; what is in a list has brackets before it. */
    private final Map<String, JsonObject> members = new TreeMap<>();

    AsyncApiFile() {
        super("asyncapi.yaml");
        for (Map.Entry<String, Object> entry : root.getJsonObject("operations")) {
            JsonObject operation = (JsonObject) entry.getValue();
            (operation.getString("action").equals("send") ? sent : taken).addAll(types(operation));
            sent.addAll(types(operation.getJsonObject("reply", new JsonObject())));
        }
        for (Map.Entry<String, Object> entry : resolved(channel().getJsonObject("messages"))) {
            messages.put(entry.getKey(), (JsonObject) entry.getValue());
            collect(entry.getKey(), payload(entry.getKey()));
        }
    }

    JsonObject channel() {
        return root.getJsonObject("channels").getJsonObject("socket");
    }

    /** The messages of the channel by their type. */
    Map<String, JsonObject> messages() {
        return messages;
    }

    /** The types that clients may send. */
    Set<String> taken() {
        return taken;
    }

    /** The types that the server sends. */
    Set<String> sent() {
        return sent;
    }

    /** All members that frames of the server may have, as {@link #check} returns them. */
    Set<String> sentMembers() {
        return members.keySet().stream()
                .filter(member -> sent.contains(typeOf(member)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    JsonObject schema(String member) {
        return members.get(member);
    }

    List<String> words(String member) {
        return schema(member).getJsonArray("enum").stream()
                .map(String.class::cast)
                .toList();
    }

    List<JsonObject> examples(String type) {
        return messages.get(type).getJsonArray("examples").stream()
                .map(example -> ((JsonObject) example).getJsonObject("payload"))
                .toList();
    }

    /** Fails unless a frame of the server is as described and has no other member; returns those it has. */
    Set<String> check(String frame) {
        JsonObject json = new JsonObject(frame);
        String type = json.getString(TYPE);
        if (!sent.contains(type)) {
            throw new AssertionError("No frame of the server is described that is as " + frame);
        }
        validate(type, payload(type), frame);
        Set<String> found = new TreeSet<>();
        collectValue(type, json, found);
        for (String member : found) {
            if (!members.containsKey(member)) {
                throw new AssertionError(member + " is not described: " + frame);
            }
        }
        return found;
    }

    /** Fails unless a frame is one that clients may send; it may have other members. */
    void checkTaken(String frame) {
        String type = String.valueOf(new JsonObject(frame).getValue(TYPE));
        if (!taken.contains(type)) {
            throw new AssertionError("No frame of a client is described that is as " + frame);
        }
        validate(type, payload(type), frame);
    }

    private JsonObject payload(String type) {
        return messages.get(type).getJsonObject("payload");
    }

    private static List<String> types(JsonObject withMessages) {
        return withMessages.getJsonArray("messages", new JsonArray()).stream()
                .map(message -> ((JsonObject) message).getString("$ref").replaceAll(".*/", ""))
                .toList();
    }

    private static String typeOf(String member) {
        return member.substring(0, member.indexOf('/'));
    }

    private void collect(String path, JsonObject schema) {
        for (Map.Entry<String, Object> property : schema.getJsonObject("properties", new JsonObject())) {
            String member = path + "/" + property.getKey();
            members.put(member, (JsonObject) property.getValue());
            collect(member, (JsonObject) property.getValue());
        }
        if (schema.containsKey("items")) {
            collect(path + "[]", schema.getJsonObject("items"));
        }
    }

    private static void collectValue(String path, Object value, Set<String> found) {
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, Object> member : object) {
                found.add(path + "/" + member.getKey());
                collectValue(path + "/" + member.getKey(), member.getValue(), found);
            }
        } else if (value instanceof JsonArray array) {
            array.forEach(element -> collectValue(path + "[]", element, found));
        }
    }
}
