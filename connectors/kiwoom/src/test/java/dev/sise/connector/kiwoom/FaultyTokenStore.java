package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A token store in memory whose methods first do what a test wants, for example throw. */
class FaultyTokenStore implements TokenStore {
    private final TokenStore store = new InMemoryTokenStore();

    void beforeLoad() throws IOException {}

    void beforeStore() throws IOException {}

    void beforeRelease() throws IOException {}

    @Override
    public final Optional<KiwoomToken> load(String appKeyId) throws IOException {
        beforeLoad();
        return store.load(appKeyId);
    }

    @Override
    public final Optional<Ownership> tryOwn(String appKeyId, Duration atMost) throws IOException {
        return store.tryOwn(appKeyId, atMost).map(owned -> new Ownership() {
            @Override
            public boolean store(KiwoomToken token) throws IOException {
                beforeStore();
                return owned.store(token);
            }

            @Override
            public void close() throws IOException {
                beforeRelease();
                owned.close();
            }
        });
    }

    @Override
    public final void close() throws IOException {
        store.close();
    }
}
