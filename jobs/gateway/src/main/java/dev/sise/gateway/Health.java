package dev.sise.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What this gateway needs from others and whether it has it. May be asked on any thread. */
final class Health {
    private final Map<String, Supplier<Optional<String>>> checks = new LinkedHashMap<>();

    /** @param problem a sentence on what is wrong, empty if nothing is; must not block */
    Health with(String name, Supplier<Optional<String>> problem) {
        checks.put(name, problem);
        return this;
    }

    /** What is wrong, by name; empty if nothing is. */
    Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        checks.forEach((name, check) -> check.get().ifPresent(problem -> problems.put(name, problem)));
        return problems;
    }

    Iterable<String> names() {
        return checks.keySet();
    }
}
