package dev.sise.connector.kiwoom;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One page of an answer that may have more, in Kiwoom's order.
 *
 * @param rows those that could be read
 * @param refused those that could not; they hide none of the others
 * @param nextKey what asks for the page behind this one; empty for the last
 */
public record KiwoomPage<T>(List<T> rows, List<RefusedRow> refused, Optional<String> nextKey) {
    public KiwoomPage {
        rows = List.copyOf(rows);
        refused = List.copyOf(refused);
        Objects.requireNonNull(nextKey, "nextKey");
    }

    /** Reads one row, or refuses it with a reason. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(AnswerRow row) throws RefusedException;
    }

    /**
     * The page that an answer holds.
     *
     * @param askedWith the key of this page; empty for the first
     * @param asked what the answer is about, for messages
     * @throws KiwoomCallException if the answer is a refusal, has no list, or names itself as the next page
     */
    static <T> KiwoomPage<T> read(
            KiwoomAnswer answer,
            Optional<String> askedWith,
            String asked,
            String listName,
            Set<String> wanted,
            RowReader<T> reader)
            throws KiwoomCallException {
        if (answer.answerClass() != AnswerClass.OK) {
            throw new KiwoomCallException(answer, asked);
        }
        if (answer.nextKey().isPresent() && answer.nextKey().equals(askedWith)) {
            throw new KiwoomCallException(
                    AnswerClass.DROP, asked + " was answered with a page that names itself as the next");
        }
        List<AnswerRow> answered = AnswerRows.read(answer.body(), listName, wanted)
                .orElseThrow(
                        () -> new KiwoomCallException(AnswerClass.RETRY, asked + " was answered without " + listName));
        List<T> rows = new ArrayList<>(answered.size());
        List<RefusedRow> refused = new ArrayList<>();
        for (AnswerRow row : answered) {
            try {
                row.requireTexts();
                rows.add(reader.read(row));
            } catch (RefusedException unreadable) {
                refused.add(new RefusedRow(unreadable.reason(), unreadable.getMessage(), row.raw()));
            }
        }
        return new KiwoomPage<>(rows, refused, answer.nextKey());
    }
}
