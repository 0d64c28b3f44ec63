package dev.sise.ingest.io;

import dev.sise.connector.kiwoom.CredentialsProvider;
import dev.sise.connector.kiwoom.KiwoomEndpoint;
import dev.sise.connector.kiwoom.KiwoomSource;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.ingest.functions.FeedEvent;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Kiwoom's feed of the tickers that are demanded, in our own terms. */
public final class KiwoomFeed {
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
        KiwoomSource source = KiwoomSource.builder()
                .endpoint(new KiwoomEndpoint(URI.create(settings.restUrl()), URI.create(settings.webSocketUrl())))
                .appKeyIds(settings.appKeyIds())
                .credentials(credentials)
                .tokens(() -> new RedisTokenStore(redis))
                .demand(() -> new SubscriptionDemand(bootstrapServers, calendar, marketClock))
                .health(() -> new RedisSourceHealth(redis, clock))
                .clock(clock)
                .marketClock(Clock.offset(clock, settings.clockOffset()))
                .build();
        return environment -> environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "kiwoom")
                .uid("kiwoom")
                .map(KiwoomEvents::toFeedEvent)
                .returns(FeedEvent.typeInformation())
                .name("to feed events")
                .uid("to-feed-events");
    }
}
