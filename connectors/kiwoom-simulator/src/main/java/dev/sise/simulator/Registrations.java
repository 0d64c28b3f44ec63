package dev.sise.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one connection has registered, with the limits of protocol.md section 4.2. Codes and types are not validated: a
 * wrong one is accepted and stays silent. The empty item of market-wide types takes a slot like any other. A refused
 * message changes nothing. Not thread-safe.
 */
final class Registrations {

    static final int MAX_ITEMS = 200;
    static final int MAX_ITEMS_PER_MESSAGE = 100;
    static final int MAX_MESSAGES_PER_SECOND = 5;

    private static final Set<String> MARKET_WIDE = Set.of(MarketRows.MARKET_STATE, MarketRows.INTERRUPTION);
    private static final int MAX_ITEM_LENGTH = 100;
    private static final int MAX_GROUP_LENGTH = 4;

    private final CallWindow messages = new CallWindow(MAX_MESSAGES_PER_SECOND);
    /** Group, item, types. */
    private Map<String, Map<String, Set<String>>> groups = new LinkedHashMap<>();
    /** The same over all groups, for the look-up of every row. */
    private Map<String, Set<String>> typesByItem = new HashMap<>();

    /** @param nanos from {@link System#nanoTime()}, for the message rate */
    Outcome register(ObjectNode message, long nanos) {
        return change(message, nanos, true);
    }

    Outcome remove(ObjectNode message, long nanos) {
        return change(message, nanos, false);
    }

    boolean has(String item, String type) {
        return typesByItem.getOrDefault(item, Set.of()).contains(type);
    }

    /**
     * Whether a row of that item and type reaches the connection: a row of the market-wide types 0s and 1h also does when
     * the empty item is registered.
     */
    boolean receives(String item, String type) {
        return has(item, type) || MARKET_WIDE.contains(type) && has("", type);
    }

    /** The types of every registered item, over all groups. */
    Map<String, Set<String>> typesByItem() {
        return typesByItem;
    }

    /** The items a message names, in its order; none of a message of another shape. */
    static List<String> itemsOf(ObjectNode message) {
        return entries(message.path("data")).orElse(List.of()).stream()
                .flatMap(entry -> entry.items().stream())
                .toList();
    }

    /** Every registered item once, as it was written, suffix and the empty item of market-wide types included. */
    Set<String> items() {
        return Set.copyOf(typesByItem.keySet());
    }

    private Outcome change(ObjectNode message, long nanos, boolean register) {
        if (!messages.admit(nanos)) {
            return Outcome.TOO_MANY_MESSAGES;
        }
        Optional<String> group = Json.text(message, "grp_no").filter(text -> text.length() <= MAX_GROUP_LENGTH);
        Optional<List<Entry>> entries = entries(message.path("data"));
        String refresh = message.path("refresh").asText("1");
        if (group.isEmpty() || entries.isEmpty() || !(refresh.equals("0") || refresh.equals("1"))) {
            return Outcome.INVALID;
        }
        if (entries.get().stream().mapToInt(entry -> entry.items().size()).sum() > MAX_ITEMS_PER_MESSAGE) {
            return Outcome.TOO_MANY_IN_MESSAGE;
        }
        Map<String, Map<String, Set<String>>> changed =
                register && refresh.equals("0") ? new LinkedHashMap<>() : copyOf(groups);
        for (Entry entry : entries.get()) {
            if (register) {
                add(changed, group.get(), entry);
            } else {
                subtract(changed, group.get(), entry);
            }
        }
        Map<String, Set<String>> merged = merge(changed);
        if (register && merged.size() > MAX_ITEMS) {
            return Outcome.TOO_MANY_ITEMS;
        }
        groups = changed;
        typesByItem = merged;
        return Outcome.ACCEPTED;
    }

    private static void add(Map<String, Map<String, Set<String>>> groups, String group, Entry entry) {
        Map<String, Set<String>> items = groups.computeIfAbsent(group, key -> new LinkedHashMap<>());
        for (String item : entry.items()) {
            items.computeIfAbsent(item, key -> new LinkedHashSet<>()).addAll(entry.types());
        }
    }

    private static void subtract(Map<String, Map<String, Set<String>>> groups, String group, Entry entry) {
        Map<String, Set<String>> items = groups.getOrDefault(group, new LinkedHashMap<>());
        for (String item : entry.items()) {
            items.computeIfPresent(item, (key, types) -> {
                entry.types().forEach(types::remove);
                return types.isEmpty() ? null : types;
            });
        }
    }

    private static Map<String, Map<String, Set<String>>> copyOf(Map<String, Map<String, Set<String>>> groups) {
        Map<String, Map<String, Set<String>>> copy = new LinkedHashMap<>();
        groups.forEach((group, items) -> {
            Map<String, Set<String>> copiedItems = new LinkedHashMap<>();
            items.forEach((item, types) -> copiedItems.put(item, new LinkedHashSet<>(types)));
            copy.put(group, copiedItems);
        });
        return copy;
    }

    private static Map<String, Set<String>> merge(Map<String, Map<String, Set<String>>> groups) {
        Map<String, Set<String>> merged = new HashMap<>();
        groups.values()
                .forEach(items ->
                        items.forEach((item, types) -> merged.computeIfAbsent(item, key -> new LinkedHashSet<>())
                                .addAll(types)));
        return merged;
    }

    private static Optional<List<Entry>> entries(JsonNode data) {
        if (!data.isArray() || data.isEmpty()) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode node : data) {
            Optional<Set<String>> items = texts(node.path("item"));
            Optional<Set<String>> types = texts(node.path("type"));
            if (items.isEmpty() || types.isEmpty()) {
                return Optional.empty();
            }
            entries.add(new Entry(items.get(), types.get()));
        }
        return Optional.of(entries);
    }

    private static Optional<Set<String>> texts(JsonNode array) {
        if (!array.isArray() || array.isEmpty()) {
            return Optional.empty();
        }
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode node : array) {
            if (!node.isTextual() || node.textValue().length() > MAX_ITEM_LENGTH) {
                return Optional.empty();
            }
            texts.add(node.textValue());
        }
        return Optional.of(texts);
    }

    private record Entry(Set<String> items, Set<String> types) {}

    /**
     * What the ACK says. 105110, 105115 and 105118 were measured, their texts were not; which of the two slot codes answers
     * an oversized message is not known either.
     */
    enum Outcome {
        ACCEPTED(0, ""),
        INVALID(2, ApiError.INPUT_INVALID.returnMessage()),
        TOO_MANY_MESSAGES(105110, "실시간 등록 요청이 너무 많습니다 [CODE=105110]"),
        TOO_MANY_ITEMS(105115, "실시간 등록 가능한 종목 수를 초과하였습니다 [CODE=105115]"),
        TOO_MANY_IN_MESSAGE(105118, "한 번에 등록 가능한 종목 수를 초과하였습니다 [CODE=105118]");

        private final int returnCode;
        private final String returnMessage;

        Outcome(int returnCode, String returnMessage) {
            this.returnCode = returnCode;
            this.returnMessage = returnMessage;
        }

        int returnCode() {
            return returnCode;
        }

        String returnMessage() {
            return returnMessage;
        }
    }
}
