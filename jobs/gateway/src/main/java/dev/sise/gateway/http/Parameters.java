package dev.sise.gateway.http;

import dev.sise.market.InvalidFieldException;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The parameters of a request, read one by one. Of one that is repeated the last counts, and an empty one is as good as missing. What is not
 * allowed is an {@link InvalidFieldException}.
 */
public final class Parameters {
    private static final int MIN_YEAR = 1900;
    private static final int MAX_YEAR = 9999;

    private final MultiMap values;

    Parameters(MultiMap values) {
        this.values = Objects.requireNonNull(values, "values");
    }

    /** Those behind the question mark. */
    public static Parameters of(RoutingContext context) {
        return new Parameters(context.queryParams());
    }

    /** As it was written. */
    public Optional<String> text(String name) {
        List<String> all = values.getAll(name);
        Optional<String> last = all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
        if (last.isPresent() && last.get().indexOf('\0') >= 0) {
            // A database has no such text.
            throw new InvalidFieldException(name, "text without the character 0", last.get());
        }
        return last.filter(text -> !text.isBlank());
    }

    /** A whole number. */
    public int number(String name, int min, int max, int otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get().strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as one that is out of bounds is.
        }
        throw new InvalidFieldException(name, "a whole number, " + min + " to " + max, text.get());
    }

    /** A day such as 2026-07-01. */
    public Optional<LocalDate> date(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.parse(text.get().strip());
            if (date.getYear() >= MIN_YEAR && date.getYear() <= MAX_YEAR) {
                return Optional.of(date);
            }
        } catch (DateTimeParseException e) {
            // Told below, as one that is out of bounds is.
        }
        throw new InvalidFieldException(name, "a date such as 2026-07-01", text.get());
    }

    /** One of some words. */
    public Optional<String> word(String name, Collection<String> words) {
        Optional<String> word = text(name);
        word.ifPresent(given -> requireWord(name, words, given));
        return word;
    }

    /** Some of some words, with commas between them; none where it is missing. */
    public List<String> words(String name, Collection<String> words) {
        List<String> given =
                text(name).map(text -> List.of(text.split(",", -1))).orElse(List.of());
        given.forEach(word -> requireWord(name, words, word));
        return given;
    }

    private static void requireWord(String name, Collection<String> words, String given) {
        if (!words.contains(given)) {
            throw new InvalidFieldException(name, "one of " + String.join(", ", words), given);
        }
    }
}
