package dev.sise.connector.kiwoom;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Asks for the prices of up to a hundred items in one call (ka10095, 관심종목정보). Any thread; {@link #ask(List)} blocks until it is
 * answered or ten seconds have passed.
 */
final class WatchListClient {
    static final String API_ID = "ka10095";
    /** Of one call; with more Kiwoom refuses (1634) or answers without rows. */
    static final int MAX_ITEMS = 100;

    private final KiwoomRestClient client;

    WatchListClient(KiwoomRestClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /** What all callers of ka10095 with this app key share. Whoever calls {@link #ask(List)} takes from it before. */
    CallBudget budget() {
        return client.budget(API_ID);
    }

    /**
     * Asks once, without waiting for {@link #budget()}: the caller has taken. A refusal as too frequent lowers the budget and
     * pauses it. Whatever happens, also an unreachable server, is an answer.
     *
     * @param items 1 to {@link #MAX_ITEMS}, with the venue suffix that is wanted
     */
    Answer ask(List<String> items) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /**
     * One answer.
     *
     * @param answerClass what the caller can do; {@link AnswerClass#OK} alone comes with rows
     * @param allowedPerSecond the rate a refusal named (유량=N)
     * @param rows one for each item asked for, in that order; empty unless OK
     * @param message what went wrong in words, for logs; never a key or a token
     */
    record Answer(AnswerClass answerClass, OptionalInt allowedPerSecond, List<QuoteRow> rows, String message) {
        Answer {
            rows = List.copyOf(rows);
        }
    }
}
