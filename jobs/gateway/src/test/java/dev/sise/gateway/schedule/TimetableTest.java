package dev.sise.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.KrxCalendar;
import dev.sise.market.KrxSession;
import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 12, 31);
    private static final LocalDate AFTER_MARKET_BEGINS = LocalDate.of(2026, 9, 14);
    private static final LocalDate EXAMINATION = LocalDate.of(2026, 11, 19);

    private final KrxCalendar calendar = KrxCalendar.load();
    private final Timetable timetable = new Timetable(calendar);

    @Test
    void everySessionDayOf2026HasExactlyOneListSync() {
        List<LocalDateTime> all = dueIn2026(Schedule.LIST_SYNC);

        // 261 weekdays, 17 of them closed.
        assertThat(all).hasSize(244).isEqualTo(atOnSessions(FIRST, LocalTime.of(8, 30)));
    }

    @Test
    void theCacheIsClearedTwoMinutesAfterTheRegularCloseWhichIsAnHourLaterOnTheDayOfTheExamination() {
        List<LocalDateTime> all = dueIn2026(Schedule.CACHE_CLEAR_REGULAR);

        assertThat(all).hasSize(244).contains(EXAMINATION.atTime(16, 32));
        all.remove(EXAMINATION.atTime(16, 32));
        List<LocalDateTime> ordinary = atOnSessions(FIRST, LocalTime.of(15, 32));
        ordinary.remove(EXAMINATION.atTime(15, 32));
        assertThat(all).isEqualTo(ordinary);
    }

    @Test
    void theCacheIsClearedAfterTheAfterMarketOnceThereIsOne() {
        assertThat(dueIn2026(Schedule.CACHE_CLEAR_AFTER_MARKET))
                .isEqualTo(atOnSessions(AFTER_MARKET_BEGINS, LocalTime.of(20, 2)))
                .contains(EXAMINATION.atTime(20, 2));
    }

    @Test
    void everySessionDayOf2026HasExactlyOneLoadAndOneScanAfterIt() {
        assertThat(dueIn2026(Schedule.NIGHTLY_LOAD)).isEqualTo(atOnSessions(FIRST, LocalTime.of(20, 20)));
        assertThat(dueIn2026(Schedule.NIGHTLY_SCAN)).isEqualTo(atOnSessions(FIRST, LocalTime.of(20, 20)));
        assertThat(Schedule.NIGHTLY_SCAN.after()).contains(Schedule.NIGHTLY_LOAD);
    }

    @Test
    void aRunIsDueFromItsMomentUntilTheNextOne() {
        for (Schedule schedule : Schedule.values()) {
            LocalDate before = null;
            for (LocalDateTime due : dueIn2026(schedule)) {
                assertThat(timetable.latestDue(schedule, due)).contains(due.toLocalDate());
                if (before != null) {
                    assertThat(timetable.latestDue(schedule, due.minusNanos(1))).contains(before);
                }
                before = due.toLocalDate();
            }
        }
    }

    @Test
    void nothingIsDueOnAHolidayAndAfterItOnlyTheLatestDayIsCaughtUp() {
        LocalDate beforeHarvest = LocalDate.of(2026, 9, 23);
        for (LocalDate day = beforeHarvest.plusDays(1); day.getDayOfMonth() < 28; day = day.plusDays(1)) {
            assertThat(timetable.latestDue(Schedule.LIST_SYNC, day.atTime(12, 0)))
                    .contains(beforeHarvest);
        }
        assertThat(timetable.nextDue(Schedule.LIST_SYNC, beforeHarvest.atTime(8, 30)))
                .contains(LocalDate.of(2026, 9, 28).atTime(8, 30));
        assertThat(timetable.latestDue(
                        Schedule.LIST_SYNC, LocalDate.of(2026, 9, 28).atTime(11, 0)))
                .contains(LocalDate.of(2026, 9, 28));
    }

    @Test
    void pastTheCalendarItRefusesInWordsAndKnowsNoNextDay() {
        LocalDateTime lastCovered = LocalDate.of(2027, 12, 31).atTime(23, 59);
        LocalDateTime first = LocalDate.of(2028, 1, 3).atTime(9, 0);

        assertThat(timetable.refusal(lastCovered)).isEmpty();
        assertThat(timetable.refusal(first)).hasValueSatisfying(words -> assertThat(words)
                .contains("2028-01-03", "2027-12-31", "calendar.override", "not known whether"));
        assertThat(timetable.latestDue(Schedule.LIST_SYNC, first)).isEmpty();
        assertThat(timetable.nextDue(Schedule.LIST_SYNC, lastCovered)).isEmpty();
        assertThat(timetable.nextDue(Schedule.LIST_SYNC, first)).isEmpty();
        assertThat(timetable.latestDue(Schedule.LIST_SYNC, FIRST.atTime(12, 0))).isEmpty();
    }

    @Test
    void anOverrideMovesADay() throws IOException {
        Timetable moved = new Timetable(
                KrxCalendar.load(
                        new StringReader(
                                "{\"closed\":{\"2026-07-01\":\"Flood\"},\"special\":{\"2026-07-02\":{\"open\":\"10:00\",\"close\":\"16:00\"}}}")));

        assertThat(moved.nextDue(
                        Schedule.CACHE_CLEAR_REGULAR, LocalDate.of(2026, 6, 30).atTime(20, 0)))
                .contains(LocalDate.of(2026, 7, 2).atTime(16, 2));
    }

    @Test
    void eachClassIsClearedByTheRunAfterItsOwnLastClose() {
        KrxSession withAfterMarket = timetable.sessionOf(EXAMINATION);
        assertThat(clearedBy(Schedule.CACHE_CLEAR_REGULAR, withAfterMarket))
                .contains(InstrumentClass.ETF, InstrumentClass.ELW)
                .doesNotContain(InstrumentClass.COMMON);
        assertThat(clearedBy(Schedule.CACHE_CLEAR_AFTER_MARKET, withAfterMarket))
                .contains(InstrumentClass.COMMON)
                .doesNotContain(InstrumentClass.ETF, InstrumentClass.ELW);

        KrxSession without = timetable.sessionOf(LocalDate.of(2026, 7, 1));
        assertThat(clearedBy(Schedule.CACHE_CLEAR_REGULAR, without)).containsExactly(InstrumentClass.values());
    }

    private static List<InstrumentClass> clearedBy(Schedule schedule, KrxSession session) {
        return Arrays.stream(InstrumentClass.values())
                .filter(instrumentClass -> schedule.clears(instrumentClass, session))
                .toList();
    }

    private List<LocalDateTime> dueIn2026(Schedule schedule) {
        List<LocalDateTime> all = new ArrayList<>();
        LocalDateTime due = timetable.nextDue(schedule, FIRST.atStartOfDay()).orElseThrow();
        while (!due.toLocalDate().isAfter(LAST)) {
            all.add(due);
            due = timetable.nextDue(schedule, due).orElseThrow();
        }
        return all;
    }

    private List<LocalDateTime> atOnSessions(LocalDate from, LocalTime time) {
        return new ArrayList<>(Stream.iterate(from, day -> !day.isAfter(LAST), day -> day.plusDays(1))
                .filter(calendar::isSession)
                .map(day -> day.atTime(time))
                .toList());
    }
}
