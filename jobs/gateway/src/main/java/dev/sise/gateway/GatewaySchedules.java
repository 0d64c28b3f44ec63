package dev.sise.gateway;

import dev.sise.connector.redis.ValueCache;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.gateway.schedule.ScheduleFigures;
import dev.sise.gateway.schedule.ScheduleRoutes;
import dev.sise.gateway.schedule.ScheduleRun;
import dev.sise.gateway.schedule.ScheduledWork;
import dev.sise.gateway.schedule.Schedules;
import dev.sise.market.MarketClock;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules of a gateway with what they work with, or none where no database is set. Thread-safe. */
final class GatewaySchedules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewaySchedules.class);
    private static final String OFF = "off, because postgres.url is not set";

    private final Optional<CachedPrices> cache;
    private final Optional<JobLauncher> ownLauncher;
    private final Optional<JobLauncher> launcher;
    private final Optional<Schedules> schedules;

    /** @param given runs the jobs, and is not closed here; without it Flink's REST interface does where one is set */
    GatewaySchedules(
            GatewaySettings settings, InstrumentList instruments, MarketClock clock, Optional<JobLauncher> given) {
        cache = settings.schedules()
                .map(on -> new CachedPrices(ValueCache.open(settings.redis(), PriceTopic.PREFIX), instruments));
        ownLauncher = given.isPresent()
                ? Optional.empty()
                : settings.schedules()
                        .flatMap(ScheduleSettings::flinkRestUrl)
                        .map(url -> new FlinkRestLauncher(URI.create(url)));
        launcher = given.or(() -> ownLauncher);
        schedules = settings.schedules()
                .map(on -> Schedules.of(
                        on.postgres(),
                        new ScheduledWork(launcher, run -> arguments(settings, run), cache.orElseThrow()),
                        settings.calendar(),
                        clock));
    }

    /** What the job of a run is told. */
    static List<String> arguments(GatewaySettings settings, ScheduleRun run) {
        return switch (run.schedule()) {
            case LIST_SYNC -> settings.referenceDataArguments(Map.of());
            case NIGHTLY_LOAD -> settings.referenceDataArguments(Map.of("load.tables", "daily_prices;investor_flows"));
            case NIGHTLY_SCAN -> {
                Map<String, String> scan = new LinkedHashMap<>();
                scan.put("scan.kind", "nightly");
                scan.put("scan.as-of", run.day().toString());
                scan.put("scan.id", run.scanId().orElseThrow());
                yield settings.vcpScanArguments(scan);
            }
            case CACHE_CLEAR_REGULAR, CACHE_CLEAR_AFTER_MARKET -> List.of();
        };
    }

    /** Runs batch jobs; empty where nothing does. It lives as long as this. */
    Optional<JobLauncher> launcher() {
        return launcher;
    }

    void start(String gateway) {
        if (schedules.isPresent()) {
            schedules.get().start(gateway);
        } else {
            LOG.info("{} runs no schedules: {}", gateway, OFF);
        }
    }

    RouteGroup routes() {
        return new ScheduleRoutes(schedules);
    }

    Optional<String> problem() {
        return schedules.isPresent() ? schedules.get().problem() : Optional.of(OFF);
    }

    /** Of each schedule; none while they are off or cannot be looked at. */
    List<ScheduleFigures> figures() {
        return schedules.map(Schedules::figures).orElse(List.of());
    }

    @Override
    public void close() {
        schedules.ifPresent(Schedules::close);
        ownLauncher.ifPresent(JobLauncher::close);
        cache.ifPresent(CachedPrices::close);
    }
}
