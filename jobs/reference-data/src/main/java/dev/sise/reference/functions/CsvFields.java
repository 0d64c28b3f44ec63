package dev.sise.reference.functions;

import dev.sise.market.Ticker;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/** Reads single fields of one file. It remembers days and tickers, for a file repeats them on every line; one thread. */
final class CsvFields {
    private static final int DAY_LENGTH = "2026-11-27".length();
    private static final int MAX_REMEMBERED = 100_000;

    private final Map<String, Integer> days = new HashMap<>();
    private final int today;
    private String lastText = "";
    private String lastTicker = "";

    /** @param today market day, days since 1970; a later one is refused */
    CsvFields(int today) {
        this.today = today;
    }

    String ticker(String text) throws RefusedRowException {
        if (text.equals(lastText) && !text.isEmpty()) {
            return lastTicker;
        }
        Ticker.Parsed parsed = Ticker.parse(text);
        if (parsed instanceof Ticker.Refused refused) {
            throw new RefusedRowException(RowRefusal.CODE, refused.message());
        }
        lastText = text;
        lastTicker = ((Ticker.Accepted) parsed).ticker().code();
        return lastTicker;
    }

    /** A session of the past. */
    int session(String text) throws RefusedRowException {
        Integer known = days.get(text);
        if (known != null) {
            return known;
        }
        int day = day(text);
        if (day > today) {
            throw new RefusedRowException(
                    RowRefusal.FUTURE, "the day must not be after " + LocalDate.ofEpochDay(today) + ", was " + text);
        }
        if (days.size() < MAX_REMEMBERED) {
            days.put(text, day);
        }
        return day;
    }

    /** Any day since the exchange was opened, days since 1970. */
    int day(String text) throws RefusedRowException {
        try {
            int day = Math.toIntExact(LocalDate.parse(text).toEpochDay());
            // A year of more than four digits is a day too, and none that a database takes.
            if (text.length() == DAY_LENGTH) {
                BarRules.requireDay(day);
                return day;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Falls through to the refusal, which quotes the text.
        }
        throw new RefusedRowException(
                RowRefusal.DATE, "a day must be written as 2026-11-27, was '" + shown(text) + "'");
    }

    long number(String what, String text) throws RefusedRowException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RefusedRowException(
                    RowRefusal.NUMBER, what + " must be a whole number, was '" + shown(text) + "'");
        }
    }

    /** Null for an empty text. */
    Long numberOrNull(String what, String text) throws RefusedRowException {
        return text.isEmpty() ? null : Long.valueOf(number(what, text));
    }

    static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
