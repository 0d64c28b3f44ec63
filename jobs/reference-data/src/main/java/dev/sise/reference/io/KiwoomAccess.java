package dev.sise.reference.io;

import dev.sise.connector.kiwoom.CredentialsProvider;
import dev.sise.connector.kiwoom.KiwoomRestClient;
import dev.sise.connector.kiwoom.TokenStore;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.reference.ReferenceDataSettings;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** How tasks reach Kiwoom's REST interface; the keys are read where they run. */
final class KiwoomAccess implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double BORROWED_SHARE = 0.25;

    private final URI endpoint;
    private final List<String> appKeyIds;
    private final double callsPerSecond;
    /** Not its text: a password in it stays in this process. */
    private final RedisAddress redis;

    private final CredentialsProvider credentials;
    private final Clock marketClock;

    /** @param clock real time; serializable, as those of the JDK are */
    KiwoomAccess(ReferenceDataSettings settings, Clock clock) {
        endpoint = URI.create(settings.restUrl());
        appKeyIds = settings.appKeyIds();
        callsPerSecond = settings.callsPerSecond();
        redis = RedisAddress.of(settings.redisUrl());
        credentials = settings.secretsDirectory()
                .map(directory -> CredentialsProvider.fromDirectory(Path.of(directory)))
                .orElseGet(CredentialsProvider::fromEnvironment);
        marketClock = Clock.offset(clock, settings.clockOffset());
    }

    /** Where our processes share tokens; the caller closes it. */
    TokenStore openTokens() {
        return RedisToken.store(redis);
    }

    /** A client of one of the app keys, with a budget of its own for each API id. */
    KiwoomRestClient client(int appKey, TokenStore tokens) {
        return client(appKey, tokens, callsPerSecond);
    }

    /** A client beside the one that the app key has in another task: at the usual four calls a second both make the five that Kiwoom allows. */
    KiwoomRestClient borrowedClient(int appKey, TokenStore tokens) {
        return client(appKey, tokens, callsPerSecond * BORROWED_SHARE);
    }

    private KiwoomRestClient client(int appKey, TokenStore tokens, double rate) {
        return KiwoomRestClient.create(endpoint, credentials.load(appKeyIds.get(appKey)), tokens, marketClock, rate);
    }
}
