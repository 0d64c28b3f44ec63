package dev.sise.ingest.io;

import dev.sise.connector.kiwoom.CredentialsProvider;
import dev.sise.connector.kiwoom.KiwoomEndpoint;
import dev.sise.connector.kiwoom.KiwoomEvent;
import dev.sise.connector.kiwoom.KiwoomSource;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.ingest.functions.FeedEvent;
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
        String bootstrapServers = settings.bootstrapServers();
        CredentialsProvider credentials = settings.secretsDirectory()
                .map(directory -> CredentialsProvider.fromDirectory(Path.of(directory)))
                .orElseGet(CredentialsProvider::fromEnvironment);
        KiwoomSource source = KiwoomSource.builder()
                .endpoint(new KiwoomEndpoint(URI.create(settings.restUrl()), URI.create(settings.webSocketUrl())))
                .appKeyIds(settings.appKeyIds())
                .credentials(credentials)
                .tokens(() -> new RedisTokenStore(redis))
                .demand(() -> new SubscriptionDemand(bootstrapServers))
                .clock(clock)
                .marketClock(Clock.offset(clock, settings.clockOffset()))
                .build();
        return environment -> environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "kiwoom")
                .uid("kiwoom")
                .map(KiwoomFeed::toFeedEvent)
                .returns(FeedEvent.typeInformation())
                .name("to feed events")
                .uid("to-feed-events");
    }

    private static FeedEvent toFeedEvent(KiwoomEvent event) {
        String position = "kiwoom/" + event.position();
        if (event instanceof KiwoomEvent.Trade trade) {
            return FeedEvent.trade(
                    trade.item(),
                    trade.time(),
                    trade.price(),
                    trade.change(),
                    trade.changeRate(),
                    trade.cumulativeVolume(),
                    trade.receivedAt(),
                    position);
        }
        KiwoomEvent.Rejected rejected = (KiwoomEvent.Rejected) event;
        String reason = rejected.reason().code() + ": " + rejected.detail();
        return FeedEvent.refused(reason, rejected.raw(), rejected.receivedAt(), position);
    }
}
