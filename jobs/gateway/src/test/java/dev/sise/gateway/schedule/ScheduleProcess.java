package dev.sise.gateway.schedule;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.gateway.FlinkRestLauncher;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The schedules of a gateway in a process of their own, to be killed. */
public final class ScheduleProcess {
    static final ScheduleTimings TIMINGS = new ScheduleTimings(
            Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofSeconds(4), Duration.ofMillis(100));

    private ScheduleProcess() {}

    /** Database, its user, Flink, name, market's moment, argument of the job. */
    public static void main(String[] arguments) throws IOException {
        Schedules schedules = schedules(
                PostgresAddress.of(arguments[0], arguments[1], Optional::empty),
                URI.create(arguments[2]),
                Clock.fixed(Instant.parse(arguments[4]), MarketClock.ZONE),
                arguments[5]);
        schedules.start(arguments[3]);
        // Until it is killed, or whoever started it is gone.
        System.in.read();
    }

    static Schedules schedules(PostgresAddress database, URI flink, Clock clock, String argument) {
        return new Schedules(
                database,
                new ScheduledWork(Optional.of(new FlinkRestLauncher(flink)), run -> List.of(argument), closed -> 0),
                KrxCalendar.load(),
                MarketClock.of(clock, Duration.ZERO),
                TIMINGS);
    }
}
