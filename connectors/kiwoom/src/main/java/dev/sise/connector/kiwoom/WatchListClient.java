package dev.sise.connector.kiwoom;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks for the prices of up to a hundred items in one call (ka10095, 관심종목정보). Any thread; {@link #ask(List)} blocks until it is
 * answered or ten seconds have passed, with a new token as often again and up to ten seconds for its turn.
 */
final class WatchListClient {
    static final String API_ID = "ka10095";
    /** Of one call; with more Kiwoom refuses (1634) or answers without rows. */
    static final int MAX_ITEMS = 100;

    private static final String PATH = "/api/dostk/stkinfo";
    private static final String LIST = "atn_stk_infr";

    private final KiwoomRestClient client;

    WatchListClient(KiwoomRestClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /** What all callers of ka10095 with this app key share. Whoever calls {@link #ask(List)} takes from it before. */
    CallBudget budget() {
        return client.budget(API_ID);
    }

    /**
     * Asks without waiting for {@link #budget()}: the caller has taken. Only a repetition with a new token waits. A refusal as too frequent lowers the budget and
     * pauses it. Whatever happens, also an unreachable server, is an answer.
     *
     * @param items 1 to {@link #MAX_ITEMS}, with the venue suffix that is wanted
     */
    Answer ask(List<String> items) throws InterruptedException {
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("1 to " + MAX_ITEMS + " items are asked for, was " + items.size());
        }
        KiwoomAnswer answer;
        try {
            answer = client.callTaken(API_ID, PATH, JsonTexts.object("stk_cd", String.join("|", items)), "");
        } catch (KiwoomCallException notAnswered) {
            return new Answer(
                    notAnswered.answerClass(),
                    notAnswered.code(),
                    OptionalInt.empty(),
                    false,
                    List.of(),
                    notAnswered.getMessage());
        }
        if (answer.answerClass() != AnswerClass.OK) {
            boolean mayPassInParts = AnswerClassifier.mayPassInParts(answer.returnCode(), answer.returnMessage());
            return new Answer(
                    answer.answerClass(),
                    answer.code(),
                    answer.allowedPerSecond(),
                    mayPassInParts,
                    List.of(),
                    answer.words());
        }
        Optional<List<AnswerRow>> rows = AnswerRows.read(answer.body(), LIST, QuoteReader.FIELDS);
        // Served, but not as asked: the same batch would bring the same, a smaller one may not.
        if (rows.isEmpty()) {
            return Answer.unusable(API_ID + " was answered without " + LIST);
        }
        if (rows.get().size() != items.size()) {
            // Whose row is missing cannot be told: those of unknown codes are empty.
            return Answer.unusable(
                    API_ID + " was answered with " + rows.get().size() + " rows for " + items.size() + " items");
        }
        List<QuoteRow> read = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            read.add(QuoteReader.read(items.get(i), rows.get().get(i)));
        }
        return new Answer(AnswerClass.OK, OptionalInt.empty(), OptionalInt.empty(), false, read, "");
    }

    /**
     * One answer.
     *
     * @param answerClass what the caller can do; {@link AnswerClass#OK} alone comes with rows
     * @param code Kiwoom's for a refusal, see {@link KiwoomAnswer#code()}
     * @param allowedPerSecond the rate a refusal named (유량=N)
     * @param maySucceedInParts whether these items spoiled the call, by their number or one by itself, so that fewer may be served
     * @param rows one for each item asked for, in that order; empty unless OK
     * @param message what went wrong in words, for logs; never a key or a token
     */
    record Answer(
            AnswerClass answerClass,
            OptionalInt code,
            OptionalInt allowedPerSecond,
            boolean maySucceedInParts,
            List<QuoteRow> rows,
            String message) {
        Answer {
            rows = List.copyOf(rows);
        }

        /** There is none, for a reason that is not Kiwoom's and may pass. */
        static Answer none(String message) {
            return new Answer(AnswerClass.RETRY, OptionalInt.empty(), OptionalInt.empty(), false, List.of(), message);
        }

        private static Answer unusable(String message) {
            return new Answer(AnswerClass.DROP, OptionalInt.empty(), OptionalInt.empty(), true, List.of(), message);
        }
    }
}
