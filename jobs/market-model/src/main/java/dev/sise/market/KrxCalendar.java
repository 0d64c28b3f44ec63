package dev.sise.market;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serializable;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The trading days of the Korea Exchange and their hours.
 *
 * <p>A day has two closes since 2026-09-14: the regular one (15:30) and the end of the after-market (20:00). The first
 * session of a year opens at 10:00, and that of the university entrance examination (수능) runs from 10:00 to 16:30; auctions
 * move with them. No source tells the after-market of an examination day: it is taken to open half an hour after the regular
 * close, as on other days, and to end at 20:00.
 *
 * <p>The calendar covers {@link #coveredFrom()} to {@link #coveredThrough()}. Outside, every weekday counts as an ordinary
 * session, so that streaming goes on; whoever needs certainty asks {@link #isCovered} and refuses or alerts.
 *
 * <p>The file format, of the resource and of an override, is JSON; all fields may be absent in an override:
 *
 * <pre>{@code
 * {"covered_from":"2026-01-01", "covered_through":"2027-12-31", "after_market_from":"2026-09-14",
 *  "closed":{"2027-03-03":"Presidential election", "2027-05-03":null},
 *  "special":{"2027-11-18":{"open":"10:00","close":"16:30","reason":"University entrance examination"}},
 *  "notes":["free text"]}
 * }</pre>
 *
 * <p>An override adds to the resource and replaces what it names again; null takes a day out. Immutable; any thread.
 */
public final class KrxCalendar implements Serializable {

    private static final long serialVersionUID = 1;
    private static final String RESOURCE = "krx-calendar.json";
    private static final Set<String> FIELDS =
            Set.of("covered_from", "covered_through", "after_market_from", "closed", "special", "notes");
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final Set<String> SPECIAL_FIELDS = Set.of("open", "close", "reason");

    private static final LocalTime OPEN = LocalTime.of(9, 0);
    private static final LocalTime CLOSE = LocalTime.of(15, 30);
    private static final LocalTime LAST_CLOSE = LocalTime.of(20, 0);
    private static final int OPENING_AUCTION_MINUTES = 30;
    private static final int CLOSING_AUCTION_MINUTES = 10;
    private static final int BREAK_MINUTES = 30;

    private final HashSet<LocalDate> closed = new HashSet<>();
    private final HashMap<LocalDate, Hours> special = new HashMap<>();
    private LocalDate coveredFrom;
    private LocalDate coveredThrough;
    private LocalDate afterMarketFrom;

    private KrxCalendar() {}

    /** The calendar as it is shipped. */
    public static KrxCalendar load() {
        KrxCalendar calendar = new KrxCalendar();
        try (InputStream stream = KrxCalendar.class.getResourceAsStream(RESOURCE);
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            calendar.read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("the calendar in the jar cannot be read", e);
        }
        return calendar;
    }

    /**
     * The calendar as it is shipped, changed by an override.
     *
     * @param override text in the format above; not closed
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it breaks the format; the message names the rule and the value
     */
    public static KrxCalendar load(Reader override) throws IOException {
        KrxCalendar calendar = load();
        calendar.read(override);
        return calendar;
    }

    /**
     * The calendar as it is shipped, changed by a file. Called once, where a job is submitted or a service starts: the calendar then travels
     * with the job, and no task reads the file.
     *
     * @param overrideFile a file in the format above, UTF-8; null for none
     * @throws IllegalArgumentException if it cannot be read or breaks the format; the message names the file, the rule and the value
     */
    public static KrxCalendar load(String overrideFile) {
        if (overrideFile == null) {
            return load();
        }
        String text;
        try {
            text = Files.readString(Path.of(overrideFile));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "the calendar's override must be a file, and there is none: " + overrideFile, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the calendar's override must be written in UTF-8: " + overrideFile, e);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "the calendar's override must be a file that can be read: " + overrideFile + ": " + e.getMessage(),
                    e);
        }
        try {
            return load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("a text cannot fail to be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the calendar's override breaks its format: " + overrideFile + ": " + e.getMessage(), e);
        }
    }

    /** The first day whose closures are known. */
    public LocalDate coveredFrom() {
        return coveredFrom;
    }

    /** The last day whose closures are known; those of 2027 are derived from the law, not from a notice of the exchange. */
    public LocalDate coveredThrough() {
        return coveredThrough;
    }

    /** Whether the closures of this day are known. */
    public boolean isCovered(LocalDate date) {
        return !date.isBefore(coveredFrom) && !date.isAfter(coveredThrough);
    }

    /**
     * For whoever must not guess, such as batch jobs and schedules.
     *
     * @throws IllegalArgumentException if the day is not {@linkplain #isCovered covered}, in words for the operator
     */
    public void requireCovered(LocalDate date) {
        if (!isCovered(date)) {
            throw new IllegalArgumentException(outside(date) + ", so it is not known whether the exchange trades then");
        }
    }

    /** That a day is not covered, and what to do about it. */
    String outside(LocalDate date) {
        return date + " lies outside of the calendar, which knows the closures of " + coveredFrom + " to "
                + coveredThrough + " (calendar.override extends it)";
    }

    /** Whether the exchange trades on this day; a guess where it is not {@linkplain #isCovered covered}. */
    public boolean isSession(LocalDate date) {
        DayOfWeek day = date.getDayOfWeek();
        return day != DayOfWeek.SATURDAY && day != DayOfWeek.SUNDAY && !closed.contains(date);
    }

    /** The hours of a day; empty if the exchange does not trade on it. */
    public Optional<KrxSession> session(LocalDate date) {
        return isSession(date) ? Optional.of(sessionOf(date)) : Optional.empty();
    }

    /** The last session before a day. */
    public KrxSession previousSession(LocalDate date) {
        LocalDate day = date.minusDays(1);
        while (!isSession(day)) {
            day = day.minusDays(1);
        }
        return sessionOf(day);
    }

    /** The first session after a day. */
    public KrxSession nextSession(LocalDate date) {
        LocalDate day = date.plusDays(1);
        while (!isSession(day)) {
            day = day.plusDays(1);
        }
        return sessionOf(day);
    }

    /**
     * Whether a class of instruments trades at a moment: {@link MarketStatus#TRADING}, {@link MarketStatus#AUCTION} or
     * {@link MarketStatus#CLOSED}. It holds until {@link #nextChange}.
     */
    public MarketStatus status(InstrumentClass instrumentClass, LocalDateTime marketTime) {
        MarketStatus status = MarketStatus.CLOSED;
        for (Phase phase : phases(instrumentClass, marketTime.toLocalDate())) {
            if (phase.from().isAfter(marketTime)) {
                break;
            }
            status = phase.status();
        }
        return status;
    }

    /** The first moment after the given one, in market time, at which {@link #status} of the class is another. */
    public LocalDateTime nextChange(InstrumentClass instrumentClass, LocalDateTime marketTime) {
        for (Phase phase : phases(instrumentClass, marketTime.toLocalDate())) {
            if (phase.from().isAfter(marketTime)) {
                return phase.from();
            }
        }
        KrxSession next = nextSession(marketTime.toLocalDate());
        return next.date().atTime(next.openingAuction());
    }

    /** In order of time, each with another status than the one before. */
    private List<Phase> phases(InstrumentClass instrumentClass, LocalDate date) {
        if (!isSession(date)) {
            return List.of();
        }
        KrxSession session = sessionOf(date);
        List<Phase> phases = new ArrayList<>(6);
        phases.add(new Phase(date.atTime(session.openingAuction()), MarketStatus.AUCTION));
        phases.add(new Phase(date.atTime(session.open()), MarketStatus.TRADING));
        phases.add(new Phase(date.atTime(session.closingAuction()), MarketStatus.AUCTION));
        phases.add(new Phase(date.atTime(session.regularClose()), MarketStatus.CLOSED));
        if (instrumentClass.hasAfterMarket() && session.afterMarketOpen().isPresent()) {
            phases.add(new Phase(date.atTime(session.afterMarketOpen().get()), MarketStatus.TRADING));
            phases.add(new Phase(date.atTime(session.lastClose()), MarketStatus.CLOSED));
        }
        return phases;
    }

    private KrxSession sessionOf(LocalDate date) {
        Hours hours = special.getOrDefault(date, new Hours(OPEN, CLOSE));
        boolean hasAfterMarket = !date.isBefore(afterMarketFrom);
        return new KrxSession(
                date,
                hours.open().minusMinutes(OPENING_AUCTION_MINUTES),
                hours.open(),
                hours.close().minusMinutes(CLOSING_AUCTION_MINUTES),
                hours.close(),
                hasAfterMarket ? Optional.of(hours.close().plusMinutes(BREAK_MINUTES)) : Optional.empty(),
                hasAfterMarket ? LAST_CLOSE : hours.close());
    }

    private void read(Reader reader) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(reader);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a calendar must be a JSON object: " + e.getOriginalMessage(), e);
        }
        requireFields("a calendar", root, FIELDS);
        coveredFrom = day(root, "covered_from", coveredFrom);
        coveredThrough = day(root, "covered_through", coveredThrough);
        afterMarketFrom = day(root, "after_market_from", afterMarketFrom);
        if (coveredThrough.isBefore(coveredFrom)) {
            throw new IllegalArgumentException(
                    "covered_through must not lie before covered_from: " + coveredThrough + " < " + coveredFrom);
        }
        for (Map.Entry<String, JsonNode> entry : days(root, "closed").entrySet()) {
            LocalDate date = day("closed", entry.getKey());
            if (entry.getValue().isNull()) {
                closed.remove(date);
            } else if (entry.getValue().isTextual()) {
                closed.add(date);
            } else {
                throw new IllegalArgumentException("closed must give a reason or null for " + date);
            }
        }
        for (Map.Entry<String, JsonNode> entry : days(root, "special").entrySet()) {
            LocalDate date = day("special", entry.getKey());
            if (entry.getValue().isNull()) {
                special.remove(date);
            } else {
                special.put(date, hours(date, entry.getValue()));
            }
        }
    }

    private static Map<String, JsonNode> days(JsonNode root, String field) {
        JsonNode node = root.path(field);
        if (node.isMissingNode()) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException(field + " must be an object with a day for each key");
        }
        Map<String, JsonNode> days = new HashMap<>();
        node.properties().forEach(entry -> days.put(entry.getKey(), entry.getValue()));
        return days;
    }

    private static Hours hours(LocalDate date, JsonNode node) {
        requireFields("the special session of " + date, node, SPECIAL_FIELDS);
        LocalTime open = time(date, node, "open");
        LocalTime close = time(date, node, "close");
        // So that every phase has room before the next and none crosses midnight.
        if (open.isBefore(LocalTime.of(1, 0))
                || !open.isBefore(close.minusMinutes(CLOSING_AUCTION_MINUTES))
                || !close.isBefore(LAST_CLOSE.minusMinutes(BREAK_MINUTES))) {
            throw new IllegalArgumentException(
                    "a special session must open at 01:00 or later and close more than " + CLOSING_AUCTION_MINUTES
                            + " minutes later and before 19:30: " + date + " " + open + " to " + close);
        }
        return new Hours(open, close);
    }

    private static void requireFields(String what, JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " must be a JSON object");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(what + " has only the fields " + known + ": " + name);
            }
        });
    }

    private static LocalDate day(JsonNode root, String field, LocalDate otherwise) {
        JsonNode node = root.path(field);
        return node.isMissingNode() ? otherwise : day(field, node.asText());
    }

    private static LocalDate day(String field, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " takes days such as 2026-07-17: " + text, e);
        }
    }

    private static LocalTime time(LocalDate date, JsonNode node, String field) {
        try {
            return LocalTime.parse(node.path(field).asText());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    field + " of the special session of " + date + " takes a time such as 10:00: " + node.path(field),
                    e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KrxCalendar that
                && closed.equals(that.closed)
                && special.equals(that.special)
                && coveredFrom.equals(that.coveredFrom)
                && coveredThrough.equals(that.coveredThrough)
                && afterMarketFrom.equals(that.afterMarketFrom);
    }

    @Override
    public int hashCode() {
        return Objects.hash(closed, special, coveredFrom, coveredThrough, afterMarketFrom);
    }

    @Override
    public String toString() {
        return "KrxCalendar[" + coveredFrom + " to " + coveredThrough + ", " + closed.size() + " closures, "
                + special.size() + " special sessions]";
    }

    private record Hours(LocalTime open, LocalTime close) implements Serializable {}

    private record Phase(LocalDateTime from, MarketStatus status) {}
}
