package dev.sise.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What this gateway needs from others and whether it has it. May be asked on any thread. */
final class Health {
    private final Map<String, Supplier<Optional<String>>> needed = new LinkedHashMap<>();
    private final Map<String, Supplier<Optional<String>>> told = new LinkedHashMap<>();

    /**
     * Without this it is not ready.
     *
     * @param problem what is wrong, empty if nothing is; must not block
     */
    Health needs(String name, Supplier<Optional<String>> problem) {
        needed.put(name, problem);
        return this;
    }

    /** What is told to whoever asks; it is ready all the same, because it serves what it has. */
    Health tells(String name, Supplier<Optional<String>> problem) {
        told.put(name, problem);
        return this;
    }

    /** What is wrong with what it needs, by name; empty if it is ready. */
    Map<String, String> problems() {
        return problems(needed);
    }

    /** What is wrong elsewhere, by name. */
    Map<String, String> remarks() {
        return problems(told);
    }

    /** What it says when it says that it is ready, as a sentence. */
    String means() {
        return "ready means that " + String.join(" and ", needed.keySet()) + " are there; what is wrong with "
                + String.join(" and ", told.keySet()) + " is told and does not count";
    }

    /** All names, those that it needs first. */
    List<String> names() {
        return Stream.concat(needed.keySet().stream(), told.keySet().stream()).toList();
    }

    private static Map<String, String> problems(Map<String, Supplier<Optional<String>>> checks) {
        Map<String, String> problems = new LinkedHashMap<>();
        checks.forEach((name, check) -> check.get().ifPresent(problem -> problems.put(name, problem)));
        return problems;
    }
}
