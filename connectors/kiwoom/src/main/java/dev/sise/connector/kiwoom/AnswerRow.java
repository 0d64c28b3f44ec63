package dev.sise.connector.kiwoom;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

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

    /** The row as it came. */
    String raw() {
        return body.substring(start, end);
    }
}
