package dev.sise.connector.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Texts that expire by themselves, each under <code>prefix + name</code>: what an operator and the housekeeping do with the values that a
 * {@link LastValueSink} writes. Whoever answers many clients reads through {@link LastValueReader}.
 *
 * <p>Only the values are touched, never their versions (<code>seq:{prefix + name}</code>): after an invalidation the sink still refuses what
 * is older than the value that was there. A value that was {@linkplain #set set} stands until the sink writes the next one.
 *
 * <p>Thread-safe; no method blocks except {@link #close()}. Stages fail with {@link RedisUnavailableException} when Redis cannot be asked or
 * does not answer a command within two seconds, else with lettuce's own exception; what consists of several commands may then have been done
 * in part. At most 100 commands wait for their answers; a further one fails at once.
 */
public final class ValueCache implements AutoCloseable {
    /** How long a value stays that was set without a TTL. */
    public static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

    private static final int KEYS_PER_COMMAND = 1_000;

    private final String prefix;
    private final Questions questions;

    private ValueCache(RedisAddress address, String prefix) {
        this.prefix = Objects.requireNonNull(prefix, "prefix");
        this.questions = new Questions(address, "redis-value-cache");
    }

    /**
     * Connects with the first question, and again with the next one after the connection was lost.
     *
     * @param prefix begins the keys of all values, and no others
     * @throws IllegalArgumentException if the prefix is empty: everything in Redis would be a value
     */
    public static ValueCache open(RedisAddress address, String prefix) {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("A prefix has one character or more, got none");
        }
        return new ValueCache(address, prefix);
    }

    /** The value, or empty when there is none or it expired. */
    public CompletionStage<Optional<String>> get(String name) {
        return questions.ask(commands -> commands.get(key(name)).thenApply(Optional::ofNullable));
    }

    /** The values of many names, in one round trip; names without a value are not in the map. */
    public CompletionStage<Map<String, String>> getMany(Collection<String> names) {
        List<String> keys = names.stream().map(this::key).toList();
        return questions.ask(commands -> read(commands, keys));
    }

    /** All values there are. One that comes or expires meanwhile may be missing. */
    public CompletionStage<Map<String, String>> getAll() {
        Map<String, String> all = new HashMap<>();
        return KeyScan.walk(questions, prefix, keys -> questions
                        .ask(commands -> read(commands, keys))
                        .thenAccept(all::putAll))
                .thenApply(done -> all);
    }

    /** Replaces a value for {@link #DEFAULT_TTL}. */
    public CompletionStage<Void> set(String name, String value) {
        return set(name, value, DEFAULT_TTL);
    }

    /**
     * Replaces a value. Nobody who listens to its channel is told.
     *
     * @param ttl 1 ms or more
     */
    public CompletionStage<Void> set(String name, String value, Duration ttl) {
        long ttlMillis = Questions.requirePositive("TTL", ttl);
        return questions.ask(commands ->
                commands.set(key(name), value, SetArgs.Builder.px(ttlMillis)).thenAccept(reply -> {}));
    }

    /** Removes a value; false if there was none. */
    public CompletionStage<Boolean> invalidate(String name) {
        return questions.ask(commands -> commands.unlink(key(name)).thenApply(removed -> removed > 0));
    }

    /** Removes all values and tells how many there were. Redis serves others meanwhile. */
    public CompletionStage<Long> invalidateAll() {
        return invalidate(name -> true);
    }

    /**
     * Removes the values with such names, whoever watches them, and tells how many there were.
     *
     * @param names asked on the client's threads; must not block
     */
    public CompletionStage<Long> invalidate(Predicate<String> names) {
        return removeMatching(names, keys -> questions.ask(commands -> commands.unlink(keys.toArray(String[]::new))));
    }

    /**
     * Removes the values with such names that are not {@linkplain #watched watched}, and tells how many there were. A value that somebody
     * begins to watch in that very moment may be removed too: he finds none and is told the next one.
     *
     * @param names asked on the client's threads; must not block
     */
    public CompletionStage<Long> invalidateUnwatched(Predicate<String> names) {
        return removeMatching(
                names,
                keys -> questions.ask(commands -> subscribed(commands, keys)).thenCompose(subscribed -> {
                    String[] unwatched = keys.stream()
                            .filter(key -> !subscribed.contains(key))
                            .toArray(String[]::new);
                    return unwatched.length == 0
                            ? CompletableFuture.completedFuture(0L)
                            : questions.ask(commands -> commands.unlink(unwatched));
                }));
    }

    /** Those of the names whose channel, which is called as the key, has a subscriber on this server at the moment. */
    public CompletionStage<Set<String>> watched(Collection<String> names) {
        if (names.isEmpty()) {
            return CompletableFuture.completedFuture(Set.of());
        }
        List<String> channels = names.stream().map(this::key).toList();
        return questions
                .ask(commands -> subscribed(commands, channels))
                .thenApply(subscribed -> subscribed.stream().map(this::name).collect(Collectors.toUnmodifiableSet()));
    }

    /** Ends the connection and its threads; what waits fails. The values stay for their TTL. */
    @Override
    public void close() {
        questions.close();
    }

    private String key(String name) {
        return prefix + name;
    }

    private String name(String key) {
        return key.substring(prefix.length());
    }

    private CompletionStage<Map<String, String>> read(RedisAsyncCommands<String, String> commands, List<String> keys) {
        List<CompletableFuture<List<KeyValue<String, String>>>> parts = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_COMMAND) {
            List<String> part = keys.subList(from, Math.min(from + KEYS_PER_COMMAND, keys.size()));
            parts.add(commands.mget(part.toArray(String[]::new)).toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> parts.stream()
                        .flatMap(part -> part.join().stream())
                        .filter(KeyValue::hasValue)
                        .collect(Collectors.toMap(
                                found -> name(found.getKey()), KeyValue::getValue, (first, second) -> second)));
    }

    private static CompletionStage<Set<String>> subscribed(
            RedisAsyncCommands<String, String> commands, List<String> channels) {
        return commands.pubsubNumsub(channels.toArray(String[]::new)).thenApply(counts -> counts.entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet()));
    }

    private CompletionStage<Long> removeMatching(Predicate<String> names, Removal removal) {
        AtomicLong removed = new AtomicLong();
        return KeyScan.walk(questions, prefix, found -> {
                    List<String> keys =
                            found.stream().filter(key -> names.test(name(key))).toList();
                    return keys.isEmpty()
                            ? CompletableFuture.completedFuture(null)
                            : removal.remove(keys).thenAccept(removed::addAndGet);
                })
                .thenApply(done -> removed.get());
    }

    @FunctionalInterface
    private interface Removal {
        CompletionStage<Long> remove(List<String> keys);
    }
}
