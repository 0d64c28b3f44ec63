package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KrxCalendarTest {

    private final KrxCalendar calendar = KrxCalendar.load();

    @Test
    void countsTheSessionsOf2026ByMonth() {
        int[] sessions = IntStream.rangeClosed(1, 12)
                .map(month -> (int) LocalDate.of(2026, month, 1)
                        .datesUntil(LocalDate.of(2026, month, 1).plusMonths(1))
                        .filter(calendar::isSession)
                        .count())
                .toArray();

        assertThat(sessions).containsExactly(21, 17, 21, 22, 18, 21, 22, 20, 20, 20, 21, 21);
        assertThat(IntStream.of(sessions).sum()).isEqualTo(244);
    }

    @Test
    void hasTheClosuresOfTheCollectedCalendar() throws IOException {
        JsonNode collected =
                new ObjectMapper().readTree(Files.readString(SharedData.require("kiwoom/krx-calendar.json")));
        for (String[] year : new String[][] {{"2026", "2026"}, {"2027", "2027-derived"}}) {
            Set<String> expected = new TreeSet<>();
            collected.path("closed").path(year[1]).forEach(day -> expected.add(day.asText()));
            Set<String> actual = new TreeSet<>();
            LocalDate start = LocalDate.of(Integer.parseInt(year[0]), 1, 1);
            start.datesUntil(start.plusYears(1))
                    .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0 && !calendar.isSession(day))
                    .forEach(day -> actual.add(day.toString()));

            assertThat(actual).isEqualTo(expected);
        }
        collected.path("special").properties().forEach(entry -> {
            LocalDate day = LocalDate.parse(entry.getKey());
            if (calendar.isCovered(day)) {
                KrxSession session = calendar.session(day).orElseThrow();
                assertThat(session.open())
                        .isEqualTo(LocalTime.parse(entry.getValue().get(0).asText()));
                assertThat(session.regularClose())
                        .isEqualTo(LocalTime.parse(entry.getValue().get(1).asText()));
            }
        });
    }

    @Test
    void tellsHowFarItReachesAndTakesWeekdaysAsSessionsBeyond() {
        assertThat(calendar.coveredFrom()).isEqualTo("2026-01-01");
        assertThat(calendar.coveredThrough()).isEqualTo("2027-12-31");
        assertThat(calendar.isCovered(LocalDate.of(2026, 1, 1))).isTrue();
        assertThat(calendar.isCovered(LocalDate.of(2027, 12, 31))).isTrue();
        assertThat(calendar.isCovered(LocalDate.of(2025, 12, 31))).isFalse();
        assertThat(calendar.isCovered(LocalDate.of(2028, 1, 1))).isFalse();
        assertThat(calendar.isSession(LocalDate.of(2028, 3, 1))).isTrue();
        assertThat(calendar.isSession(LocalDate.of(2028, 3, 4))).isFalse();
    }

    @Test
    void hasOneCloseBeforeTheAfterMarketBeganAndTwoSince() {
        assertThat(calendar.session(LocalDate.of(2026, 9, 11)))
                .contains(new KrxSession(
                        LocalDate.of(2026, 9, 11),
                        LocalTime.of(8, 30),
                        LocalTime.of(9, 0),
                        LocalTime.of(15, 20),
                        LocalTime.of(15, 30),
                        Optional.empty(),
                        LocalTime.of(15, 30)));
        KrxSession after = calendar.session(LocalDate.of(2026, 9, 14)).orElseThrow();
        assertThat(after.afterMarketOpen()).contains(LocalTime.of(16, 0));
        assertThat(after.lastClose()).isEqualTo("20:00");
        assertThat(after.lastClose(InstrumentClass.COMMON)).isEqualTo("20:00");
        assertThat(after.lastClose(InstrumentClass.ELW)).isEqualTo("15:30");
    }

    @Test
    void movesTheAuctionsOnSpecialDays() {
        KrxSession first = calendar.session(LocalDate.of(2026, 1, 2)).orElseThrow();
        assertThat(first.openingAuction()).isEqualTo("09:30");
        assertThat(first.open()).isEqualTo("10:00");
        assertThat(first.regularClose()).isEqualTo("15:30");

        KrxSession examination = calendar.session(LocalDate.of(2026, 11, 19)).orElseThrow();
        assertThat(examination.open()).isEqualTo("10:00");
        assertThat(examination.closingAuction()).isEqualTo("16:20");
        assertThat(examination.regularClose()).isEqualTo("16:30");
        assertThat(examination.afterMarketOpen()).contains(LocalTime.of(17, 0));
        assertThat(examination.lastClose()).isEqualTo("20:00");
    }

    @ParameterizedTest
    @CsvSource({
        // an ordinary day with an after-market
        "COMMON,2026-11-23T08:29:59.999,CLOSED,2026-11-23T08:30",
        "COMMON,2026-11-23T08:30,AUCTION,2026-11-23T09:00",
        "COMMON,2026-11-23T09:00,TRADING,2026-11-23T15:20",
        "COMMON,2026-11-23T15:20,AUCTION,2026-11-23T15:30",
        "COMMON,2026-11-23T15:30,CLOSED,2026-11-23T16:00",
        "COMMON,2026-11-23T16:00,TRADING,2026-11-23T20:00",
        "COMMON,2026-11-23T20:00,CLOSED,2026-11-24T08:30",
        "ELW,2026-11-23T15:30,CLOSED,2026-11-24T08:30",
        "ELW,2026-11-23T17:00,CLOSED,2026-11-24T08:30",
        // before there was one
        "COMMON,2026-09-11T16:30,CLOSED,2026-09-14T08:30",
        // days without a session, and a special one after a weekend and a holiday
        "COMMON,2026-11-21T10:00,CLOSED,2026-11-23T08:30",
        "COMMON,2025-12-31T23:00,CLOSED,2026-01-02T09:30",
        "COMMON,2026-12-31T10:00,CLOSED,2027-01-04T09:30",
        "COMMON,2026-11-19T16:10,TRADING,2026-11-19T16:20",
        "COMMON,2026-11-19T16:45,CLOSED,2026-11-19T17:00",
    })
    void knowsTheStatusOfAClassAndUntilWhenItHolds(
            InstrumentClass instrumentClass, LocalDateTime time, MarketStatus status, LocalDateTime until) {
        assertThat(calendar.status(instrumentClass, time)).isEqualTo(status);
        assertThat(calendar.nextChange(instrumentClass, time)).isEqualTo(until);
    }

    @Property(tries = 500)
    void holdsAStatusUntilItsChangeAndHasAnotherThen(
            @ForAll InstrumentClass instrumentClass, @ForAll @IntRange(max = 2 * 365 * 24 * 60) int minute) {
        LocalDateTime time = LocalDateTime.of(2026, 1, 1, 0, 0).plusMinutes(minute);
        LocalDateTime change = calendar.nextChange(instrumentClass, time);

        assertThat(change).isAfter(time);
        assertThat(calendar.status(instrumentClass, change.minusNanos(1)))
                .isEqualTo(calendar.status(instrumentClass, time));
        assertThat(calendar.status(instrumentClass, change)).isNotEqualTo(calendar.status(instrumentClass, time));
    }

    @Test
    void findsTheSessionsAroundADay() {
        assertThat(calendar.previousSession(LocalDate.of(2026, 9, 28)).date()).isEqualTo("2026-09-23");
        assertThat(calendar.nextSession(LocalDate.of(2026, 9, 23)).date()).isEqualTo("2026-09-28");
        assertThat(calendar.nextSession(LocalDate.of(2026, 2, 13)).date()).isEqualTo("2026-02-19");
        assertThat(calendar.session(LocalDate.of(2026, 7, 17))).isEmpty();
    }

    @Test
    void letsAnOverrideAddReplaceAndTakeOut() throws IOException {
        KrxCalendar changed = KrxCalendar.load(
                new StringReader(
                        """
                {"covered_through":"2028-12-31",
                 "closed":{"2027-03-03":"Presidential election","2027-05-03":null},
                 "special":{"2027-11-18":{"open":"10:00","close":"16:30"},"2027-01-04":null,
                            "2026-11-19":{"open":"09:30","close":"16:00","reason":"moved"}}}
                """));

        assertThat(changed.coveredFrom()).isEqualTo("2026-01-01");
        assertThat(changed.coveredThrough()).isEqualTo("2028-12-31");
        assertThat(changed.isSession(LocalDate.of(2027, 3, 3))).isFalse();
        assertThat(changed.isSession(LocalDate.of(2027, 5, 3))).isTrue();
        assertThat(changed.isSession(LocalDate.of(2027, 5, 5))).isFalse();
        assertThat(changed.session(LocalDate.of(2027, 11, 18)).orElseThrow().open())
                .isEqualTo("10:00");
        assertThat(changed.session(LocalDate.of(2027, 1, 4)).orElseThrow().open())
                .isEqualTo("09:00");
        assertThat(changed.session(LocalDate.of(2026, 11, 19)).orElseThrow().open())
                .isEqualTo("09:30");
        assertThat(calendar.isSession(LocalDate.of(2027, 3, 3))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; a calendar must be a JSON object",
                "{; a calendar must be a JSON object",
                "[]; a calendar must be a JSON object",
                "{\"close\":{}}; a calendar has only the fields",
                "{\"covered_through\":\"soon\"}; covered_through takes days such as 2026-07-17: soon",
                "{\"covered_through\":\"2025-12-31\"}; covered_through must not lie before covered_from",
                "{\"closed\":[]}; closed must be an object with a day for each key",
                "{\"closed\":{\"17 July\":\"x\"}}; closed takes days such as 2026-07-17: 17 July",
                "{\"closed\":{\"2027-03-03\":1}}; closed must give a reason or null for 2027-03-03",
                "{\"closed\":{\"2027-03-03\":\"a\",\"2027-03-03\":null}}; a calendar must be a JSON object",
                "{\"special\":{\"2027-03-03\":1}}; the special session of 2027-03-03 must be a JSON object",
                "{\"special\":{\"2027-03-03\":{\"open\":\"ten\"}}}; open of the special session of 2027-03-03 takes a time",
                "{\"special\":{\"2027-03-03\":{\"open\":\"10:00\"}}}; close of the special session of 2027-03-03 takes a time",
                "{\"special\":{\"2027-03-03\":{\"open\":\"10:00\",\"close\":\"10:10\"}}}; a special session must open at",
                "{\"special\":{\"2027-03-03\":{\"open\":\"10:00\",\"close\":\"19:30\"}}}; a special session must open at",
                "{\"special\":{\"2027-03-03\":{\"opens\":\"10:00\"}}}; the special session of 2027-03-03 has only the fields",
            })
    void refusesAnOverrideThatBreaksTheFormat(String override, String message) {
        assertThatThrownBy(() -> KrxCalendar.load(new StringReader(override)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void travelsWithAJob(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("calendar.json");
        Files.writeString(
                file,
                """
                {"closed":{"2027-03-03":"Presidential election"},
                 "special":{"2027-11-18":{"open":"10:00","close":"16:30"}}}
                """);
        KrxCalendar changed = KrxCalendar.load(file.toString());
        Files.delete(file);

        KrxCalendar copy = JavaSerialization.copyOf(changed);

        assertThat(copy).isEqualTo(changed).hasSameHashCodeAs(changed).isNotEqualTo(calendar);
        assertThat(copy).hasToString("KrxCalendar[2026-01-01 to 2027-12-31, 34 closures, 4 special sessions]");
        assertThat(copy.isSession(LocalDate.of(2027, 3, 3))).isFalse();
        assertThat(copy.session(LocalDate.of(2027, 11, 18)).orElseThrow().open())
                .isEqualTo("10:00");
        assertThat(copy.nextSession(LocalDate.of(2026, 9, 23)).date()).isEqualTo("2026-09-28");
    }

    @Test
    void isTheShippedOneWithoutAFile() {
        assertThat(KrxCalendar.load((String) null)).isEqualTo(calendar);
    }

    @Test
    void refusesAFileItCannotReadByItsName(@TempDir Path folder) throws IOException {
        String missing = folder.resolve("missing.json").toString();
        assertThatThrownBy(() -> KrxCalendar.load(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the calendar's override must be a file, and there is none: " + missing);
        assertThatThrownBy(() -> KrxCalendar.load(folder.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the calendar's override must be a file that can be read: " + folder);

        Path file = folder.resolve("calendar.json");
        Files.write(file, new byte[] {'"', (byte) 0xB0, (byte) 0xA1, '"'});
        assertThatThrownBy(() -> KrxCalendar.load(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the calendar's override must be written in UTF-8: " + file);

        Files.writeString(file, "{\"covered_through\":\"soon\"}");
        assertThatThrownBy(() -> KrxCalendar.load(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the calendar's override breaks its format: " + file
                        + ": covered_through takes days such as 2026-07-17: soon");
    }

    @Test
    void readsTheCollectedClosuresAsAnOverrideToTheSameCalendar() throws IOException {
        JsonNode collected =
                new ObjectMapper().readTree(Files.readString(SharedData.require("kiwoom/krx-calendar.json")));
        ObjectNode override = new ObjectMapper().createObjectNode();
        override.put("covered_through", collected.path("covered_through").asText());
        ObjectNode closed = override.putObject("closed");
        for (String year : new String[] {"2026", "2027-derived"}) {
            collected.path("closed").path(year).forEach(day -> closed.put(day.asText(), "collected"));
        }

        KrxCalendar changed = KrxCalendar.load(new StringReader(override.toString()));

        assertThat(changed.coveredThrough()).isEqualTo("2026-12-31");
        assertThat(changed.isCovered(LocalDate.of(2027, 1, 1))).isFalse();
        LocalDate.of(2026, 1, 1).datesUntil(LocalDate.of(2028, 1, 1)).forEach(day -> assertThat(changed.session(day))
                .isEqualTo(calendar.session(day)));
    }

    @Test
    void refusesADayItDoesNotCoverToWhoeverMustNotGuess() {
        calendar.requireCovered(LocalDate.of(2026, 1, 1));
        calendar.requireCovered(LocalDate.of(2027, 12, 31));

        assertThatThrownBy(() -> calendar.requireCovered(LocalDate.of(2028, 1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "2028-01-03 lies outside of the calendar, which knows the closures of 2026-01-01 to"
                                + " 2027-12-31 (calendar.override extends it), so it is not known whether the exchange trades then");
        assertThatThrownBy(() -> calendar.requireCovered(LocalDate.of(2025, 12, 31)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
