package dev.sise.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has registered what, by code: an instrument nobody has registered costs one look-up, however many sessions there are.
 * Made anew after every change of a registration. Feed thread only.
 */
final class Subscriptions {

    private final Map<String, Map<String, List<Target>>> byCode = new HashMap<>();

    Subscriptions(Collection<FeedSession> sessions) {
        for (FeedSession session : sessions) {
            session.registrations().typesByItem().forEach((item, types) -> {
                String code = Item.parse(item).map(Item::code).orElse(item);
                Map<String, List<Target>> byType = byCode.computeIfAbsent(code, key -> new HashMap<>());
                types.forEach(type -> add(byType, type, item, session));
            });
        }
    }

    private static void add(Map<String, List<Target>> byType, String type, String item, FeedSession session) {
        List<Target> targets = byType.computeIfAbsent(type, key -> new ArrayList<>());
        for (Target target : targets) {
            if (target.item().equals(item)) {
                target.sessions().add(session);
                return;
            }
        }
        targets.add(new Target(item, new ArrayList<>(List.of(session))));
    }

    /** The spellings under which a code is registered for a type, each with its sessions; empty for none. */
    List<Target> of(String code, String type) {
        Map<String, List<Target>> byType = byCode.get(code);
        return byType == null ? List.of() : byType.getOrDefault(type, List.of());
    }

    /** The sessions that get a row of a market-wide type: those of the empty item and those of the row's own. */
    Collection<FeedSession> ofMarket(String code, String type) {
        Map<FeedSession, Boolean> sessions = new LinkedHashMap<>();
        of("", type).forEach(target -> target.sessions().forEach(session -> sessions.put(session, true)));
        if (!code.isEmpty()) {
            of(code, type).forEach(target -> target.sessions().forEach(session -> sessions.put(session, true)));
        }
        return sessions.keySet();
    }

    /** @param item as it was registered, which its rows echo */
    record Target(String item, List<FeedSession> sessions) {}
}
