package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Leaves out of the demand what Kiwoom cannot be asked for, so that one such item costs no other its service. The bar matters most: it
 * separates the codes of a call, so an item with one in it would shift the rows of all behind it.
 *
 * <p>Worker thread only, but for {@link #refused()}.
 */
final class AskableDemand {
    /** At most so often it is said what was left out; an item is named once while it is demanded. */
    static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private static final Pattern ITEM = Pattern.compile("[0-9A-Za-z_]{1,32}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
    private static final int LONGEST_NAMED = 40;
    private static final int MOST_NAMED = 10;

    private final LongSupplier nanoTime;
    private final Consumer<String> warnings;
    /** The last demand that was found right. An unmodifiable one is its own copy and need not be looked through again. */
    private Map<String, ItemDemand.Demanded> lastRight = Map.of();
    /** What is left out now and was named already. */
    private final Set<String> named = new TreeSet<>();

    private long namedAt;
    private volatile int refused;

    /** {@code warnings} takes the lines for the log. */
    AskableDemand(LongSupplier nanoTime, Consumer<String> warnings) {
        this.nanoTime = nanoTime;
        this.warnings = warnings;
        this.namedAt = nanoTime.getAsLong() - LOG_INTERVAL.toNanos();
    }

    /** What of {@code asked} can be served, unmodifiable. */
    Map<String, ItemDemand.Demanded> of(Map<String, ItemDemand.Demanded> asked) {
        if (asked == lastRight) {
            return asked;
        }
        Set<String> left = new TreeSet<>();
        asked.forEach((item, demanded) -> {
            if (!isAskable(item, demanded)) {
                left.add(readable(item));
            }
        });
        named.retainAll(left);
        if (left.isEmpty()) {
            refused = 0;
            lastRight = Map.copyOf(asked);
            return lastRight;
        }
        Map<String, ItemDemand.Demanded> served = new HashMap<>(asked);
        served.entrySet().removeIf(entry -> !isAskable(entry.getKey(), entry.getValue()));
        refused = asked.size() - served.size();
        left.removeAll(named);
        name(left);
        return Map.copyOf(served);
    }

    private static boolean isAskable(String item, ItemDemand.Demanded demanded) {
        return item != null && demanded != null && ITEM.matcher(item).matches();
    }

    private static String readable(String item) {
        if (item == null) {
            return "null";
        }
        String shown = item.length() > LONGEST_NAMED ? item.substring(0, LONGEST_NAMED) + "…" : item;
        return "'" + UNPRINTABLE.matcher(shown).replaceAll("?") + "'";
    }

    private void name(Set<String> unnamed) {
        long now = nanoTime.getAsLong();
        if (!unnamed.isEmpty() && now - namedAt >= LOG_INTERVAL.toNanos()) {
            List<String> some = unnamed.stream().limit(MOST_NAMED).toList();
            warnings.accept("The demand had " + unnamed.size() + " items that were left out, " + String.join(", ", some)
                    + (some.size() < unnamed.size() ? " and others" : "")
                    + ": an item is 1 to 32 letters A to Z, digits and '_', and comes with what is demanded of it");
            named.addAll(unnamed);
            namedAt = now;
        }
    }

    /** Any thread: how many items the last demand held that were left out. */
    int refused() {
        return refused;
    }
}
