package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Tokens of one process, guarded by its own monitor. */
final class InMemoryTokenStore implements TokenStore {
    /** Never emptied: a store holds one token per app key, and a task that restarts needs what its predecessor left. */
    private static final Map<String, InMemoryTokenStore> BY_NAME = new ConcurrentHashMap<>();

    private final LongSupplier nanoTime;
    private final Map<String, KiwoomToken> tokens = new HashMap<>();
    private final Map<String, Owner> owners = new HashMap<>();

    InMemoryTokenStore() {
        this(System::nanoTime);
    }

    static InMemoryTokenStore named(String name) {
        return BY_NAME.computeIfAbsent(name, key -> new InMemoryTokenStore());
    }

    InMemoryTokenStore(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized Optional<KiwoomToken> load(String appKeyId) {
        return Optional.ofNullable(tokens.get(appKeyId));
    }

    @Override
    public synchronized Optional<Ownership> tryOwn(String appKeyId, Duration atMost) {
        Owner present = owners.get(appKeyId);
        if (present != null && present.endsAt - nanoTime.getAsLong() > 0) {
            return Optional.empty();
        }
        Owner owner = new Owner(appKeyId, nanoTime.getAsLong() + atMost.toNanos());
        owners.put(appKeyId, owner);
        return Optional.of(owner);
    }

    @Override
    public void close() {
        // Others of this process go on using it.
    }

    private synchronized boolean store(Owner owner, KiwoomToken token) {
        boolean owns = owners.get(owner.appKeyId) == owner && owner.endsAt - nanoTime.getAsLong() > 0;
        if (owns) {
            tokens.put(owner.appKeyId, token);
        }
        return owns;
    }

    private synchronized void release(Owner owner) {
        owners.remove(owner.appKeyId, owner);
    }

    private final class Owner implements Ownership {
        private final String appKeyId;
        private final long endsAt;

        private Owner(String appKeyId, long endsAt) {
            this.appKeyId = appKeyId;
            this.endsAt = endsAt;
        }

        @Override
        public boolean store(KiwoomToken token) {
            return InMemoryTokenStore.this.store(this, token);
        }

        @Override
        public void close() {
            release(this);
        }
    }
}
