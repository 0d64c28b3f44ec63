package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** Collects and checks the settings of a {@link KiwoomSource}. Not thread-safe. */
public final class KiwoomSourceBuilder {
    private KiwoomEndpoint endpoint;
    private ArrayList<String> appKeyIds;
    private CredentialsProvider credentials;
    private TokenStore.Factory tokens = TokenStore.inMemory();
    private ItemDemand.Factory demand;
    private HealthListener.Factory health = HealthListener.none();
    private Clock clock = Clock.systemUTC();
    private Clock marketClock = Clock.systemUTC();
    private KiwoomTimings timings = KiwoomTimings.defaults();
    private ItemTypes types = ItemTypes.standard();
    private double callsPerSecond = CallBudget.DEFAULT_PER_SECOND;
    private FrameRecording recording;

    KiwoomSourceBuilder() {}

    /** Where Kiwoom is reached. Required. */
    public KiwoomSourceBuilder endpoint(KiwoomEndpoint endpoint) {
        this.endpoint = endpoint;
        return this;
    }

    /**
     * The ids of the app keys, one session each. Required, at least one, each once.
     *
     * @throws IllegalArgumentException if an id is malformed or doubled
     */
    public KiwoomSourceBuilder appKeyIds(List<String> appKeyIds) {
        appKeyIds.forEach(KiwoomCredentials::requireId);
        if (appKeyIds.isEmpty() || new HashSet<>(appKeyIds).size() != appKeyIds.size()) {
            throw new IllegalArgumentException(
                    "There is at least one app key id and none is doubled, was " + appKeyIds);
        }
        this.appKeyIds = new ArrayList<>(appKeyIds);
        return this;
    }

    /** Where the tasks find keys and secrets. Required. */
    public KiwoomSourceBuilder credentials(CredentialsProvider credentials) {
        this.credentials = credentials;
        return this;
    }

    /** Where tokens are shared with other processes; by default they are not. */
    public KiwoomSourceBuilder tokens(TokenStore.Factory tokens) {
        this.tokens = tokens;
        return this;
    }

    /** What to serve. Required. */
    public KiwoomSourceBuilder demand(ItemDemand.Factory demand) {
        this.demand = demand;
        return this;
    }

    /** Who is told every five seconds how the source is; by default nobody. */
    public KiwoomSourceBuilder health(HealthListener.Factory health) {
        this.health = health;
        return this;
    }

    /** Real time, for the time of receipt; serialisable. By default the system's. */
    public KiwoomSourceBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /** Market time, for the expiry of tokens; serialisable. By default the system's. */
    public KiwoomSourceBuilder marketClock(Clock marketClock) {
        this.marketClock = marketClock;
        return this;
    }

    /** How patient sessions are; by default {@link KiwoomTimings#defaults()}. */
    public KiwoomSourceBuilder timings(KiwoomTimings timings) {
        this.timings = timings;
        return this;
    }

    /** Which real-time types are registered for an item; by default {@link ItemTypes#standard()}. */
    public KiwoomSourceBuilder types(ItemTypes types) {
        this.types = types;
        return this;
    }

    /**
     * How often each app key may poll (ka10095). By default 4: Kiwoom was measured to allow five, its paper server one.
     *
     * @param callsPerSecond above 0, at most 10,000
     * @throws IllegalArgumentException if it is not
     */
    public KiwoomSourceBuilder callsPerSecond(double callsPerSecond) {
        this.callsPerSecond = CallBudget.requireRate(callsPerSecond);
        return this;
    }

    /**
     * Records every text message that is received, in files {@code frames-<UTC time>.tsv} of one line per message: UTC milliseconds,
     * tab, app key id, tab, message. Off by default. Recording never delays or fails a session.
     *
     * @param folder on the machines of the tasks, made where it is missing; tasks on one machine share it and its limit
     * @param maxBytesPerFile where the next file begins, at least 1
     * @param maxFiles the oldest beyond this number are deleted; at least 1, better twice the parallelism
     */
    public KiwoomSourceBuilder recordFrames(Path folder, long maxBytesPerFile, int maxFiles) {
        this.recording = new FrameRecording(folder.toString(), maxBytesPerFile, maxFiles);
        return this;
    }

    /**
     * The source.
     *
     * @throws IllegalStateException if a required setting is missing
     * @throws IllegalArgumentException if a clock cannot travel to the tasks
     */
    public KiwoomSource build() {
        require("endpoint", endpoint);
        require("appKeyIds", appKeyIds);
        require("credentials", credentials);
        require("tokens", tokens);
        require("demand", demand);
        require("health", health);
        require("timings", timings);
        require("types", types);
        requireSerializable("clock", clock);
        requireSerializable("marketClock", marketClock);
        return new KiwoomSource(new KiwoomSourceSettings(
                endpoint,
                appKeyIds,
                credentials,
                tokens,
                demand,
                health,
                clock,
                marketClock,
                timings,
                types,
                callsPerSecond,
                recording));
    }

    private static void require(String name, Object value) {
        if (Objects.isNull(value)) {
            throw new IllegalStateException("A KiwoomSource needs " + name);
        }
    }

    private static void requireSerializable(String name, Clock clock) {
        require(name, clock);
        if (!(clock instanceof Serializable)) {
            throw new IllegalArgumentException(
                    name + " must be serialisable to travel to the tasks, was a " + clock.getClass());
        }
    }
}
