package dev.sise.connector.kiwoom;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One row of the list inside an answer. Kiwoom sends every value as a text and leaves what is absent empty. */
final class AnswerRow {
    private final Map<String, String> texts;
    private final Optional<RefusedException> refusal;
    private final String body;
    private final int start;
    private final int end;

    AnswerRow(Map<String, String> texts, Optional<RefusedException> refusal, String body, int start, int end) {
        this.texts = texts;
        this.refusal = refusal;
        this.body = body;
        this.start = start;
        this.end = end;
    }

    /** Refuses a row that is no object, or in which a wanted field is no text. */
    void requireTexts() throws RefusedException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Without blanks around it; empty where it is absent. */
    String text(String name) {
        return texts.getOrDefault(name, "").strip();
    }

    /** A day {@code yyyyMMdd}; eight zeros say, like an empty text, that there is none. */
    Optional<LocalDate> day(String name) throws RefusedException {
        String text = text(name);
        if (text.isEmpty() || text.equals("00000000")) {
            return Optional.empty();
        }
        try {
            if (text.matches("[0-9]{8}")) {
                int day = Integer.parseInt(text);
                return Optional.of(LocalDate.of(day / 10_000, day / 100 % 100, day % 100));
            }
        } catch (DateTimeException notOnTheCalendar) {
            // Falls through to the refusal, which quotes the text.
        }
        throw new RefusedException(
                RejectReason.BAD_DATE,
                name + " must be yyyyMMdd, was '" + text.substring(0, Math.min(40, text.length())) + "'");
    }

    /** As {@link #day(String)}, of a row that is nothing without it. */
    LocalDate requiredDay(String name) throws RefusedException {
        return day(name).orElseThrow(() -> new RefusedException(RejectReason.FIELD_ABSENT, name + " is absent"));
    }

    /** An amount that Kiwoom tells in millions of won (백만원), in won; empty where the text is. */
    OptionalLong millions(String name) throws RefusedException {
        String text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.multiplyExact(KiwoomNumbers.signed(text, name), 1_000_000L));
        } catch (ArithmeticException overflow) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE, name + " must fit 64 bits in won, was '" + text + "' millions");
        }
    }

    /** As {@link #millions(String)}, of an amount that cannot be negative. */
    OptionalLong notNegativeMillions(String name) throws RefusedException {
        OptionalLong won = millions(name);
        if (won.isPresent() && won.getAsLong() < 0) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE, name + " must not be negative, was '" + text(name) + "'");
        }
        return won;
    }

    /** The row as it came. */
    String raw() {
        return body.substring(start, end);
    }
}
