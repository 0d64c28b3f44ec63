package dev.sise.ingest.io;

import dev.sise.connector.kiwoom.CredentialsProvider;
import dev.sise.connector.kiwoom.KiwoomEndpoint;
import dev.sise.connector.kiwoom.KiwoomSource;
import dev.sise.connector.kiwoom.KiwoomSourceBuilder;
import dev.sise.connector.kiwoom.KiwoomTimings;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.ingest.functions.FeedEvent;
import dev.sise.market.InstrumentClass;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Kiwoom's feed of the tickers that are demanded, in our own terms. */
public final class KiwoomFeed {
    /** 2 GB in all: a day of one app key is some hundred megabytes. */
    private static final long FRAMES_FILE_BYTES = 100_000_000;

    private static final int FRAMES_FILES = 20;

    private KiwoomFeed() {}

    /**
     * Adds the feed to an environment.
     *
     * @param clock real time; serializable, as those of the JDK are
     */
    public static Function<StreamExecutionEnvironment, DataStream<FeedEvent>> of(
            TickIngestSettings settings, Clock clock) {
        RedisAddress redis = RedisAddress.of(settings.redisUrl());
        KrxCalendar calendar = settings.calendar();
        MarketClock marketClock = MarketClock.of(clock, settings.clockOffset());
        String bootstrapServers = settings.bootstrapServers();
        CredentialsProvider credentials = settings.secretsDirectory()
                .map(directory -> CredentialsProvider.fromDirectory(Path.of(directory)))
                .orElseGet(CredentialsProvider::fromEnvironment);
        KiwoomTimings timings = KiwoomTimings.defaults();
        KiwoomSourceBuilder builder = KiwoomSource.builder()
                .endpoint(new KiwoomEndpoint(URI.create(settings.restUrl()), URI.create(settings.webSocketUrl())))
                .appKeyIds(settings.appKeyIds())
                .credentials(credentials)
                .tokens(() -> RedisToken.store(redis))
                .demand(() -> new SubscriptionDemand(bootstrapServers, calendar, marketClock))
                .health(() -> new RedisSourceHealth(redis, clock))
                .types(KiwoomFeed::typesOf)
                .timings(timings.withPolling(settings.pollInterval(), timings.probe()))
                .callsPerSecond(settings.callsPerSecond())
                .clock(clock)
                .marketClock(Clock.offset(clock, settings.clockOffset()));
        settings.framesDirectory()
                .ifPresent(folder -> builder.recordFrames(Path.of(folder), FRAMES_FILE_BYTES, FRAMES_FILES));
        KiwoomSource source = builder.build();
        return environment -> environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "kiwoom")
                .uid("kiwoom")
                .map(KiwoomEvents::toFeedEvent)
                .returns(FeedEvent.typeInformation())
                .name("to feed events")
                .uid("to-feed-events");
    }

    /**
     * Trades and expected prices, of an ELW the theory besides. Its indicators (0u) have no place in a price. The shape of the code decides, for
     * it tells an ELW without error and the answer must not change.
     */
    static List<String> typesOf(String item) {
        return InstrumentClass.ofShape(Ticker.of(item)).isElw() ? List.of("0B", "0H", "0m") : List.of("0B", "0H");
    }
}
