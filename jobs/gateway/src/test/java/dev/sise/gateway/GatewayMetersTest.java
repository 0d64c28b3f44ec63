package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.websocket.FanOutMetrics;
import dev.sise.gateway.scan.ScanFigures;
import dev.sise.gateway.schedule.Schedule;
import dev.sise.gateway.schedule.ScheduleFigures;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GatewayMetersTest {
    @Test
    void showsWhichScheduleIsOutstandingAndForgetsThemWhileTheyAreUnknown() {
        AtomicReference<List<ScheduleFigures>> schedules = new AtomicReference<>(List.of(
                new ScheduleFigures(Schedule.LIST_SYNC, false, Optional.of(Instant.ofEpochSecond(1_700_000_000))),
                new ScheduleFigures(Schedule.NIGHTLY_LOAD, true, Optional.empty())));
        GatewayMetrics nothing = new GatewayMetrics(
                new FanOutMetrics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0, 0, 0, 0, 0, 0, 0);
        try (GatewayMeters meters = new GatewayMeters(
                () -> nothing, Optional::empty, schedules::get, () -> Optional.of(new ScanFigures(4, 3, 2, 1)))) {
            assertThat(meters.scrape().lines())
                    .contains(
                            "sise_schedule_outstanding{schedule=\"list-sync\"} 0.0",
                            "sise_schedule_outstanding{schedule=\"nightly-load\"} 1.0",
                            "sise_schedule_last_success_time_seconds{schedule=\"list-sync\"} 1.7E9",
                            "sise_schedule_last_success_time_seconds{schedule=\"nightly-load\"} 0.0");

            assertThat(meters.scrape().lines())
                    .contains(
                            "sise_scans_total{outcome=\"joined\"} 4.0",
                            "sise_scans_total{outcome=\"done\"} 3.0",
                            "sise_scans_total{outcome=\"failed\"} 2.0",
                            "sise_scans_total{outcome=\"cancelled\"} 1.0");

            schedules.set(List.of());
            assertThat(meters.scrape()).doesNotContain("sise_schedule_");
        }
    }
}
