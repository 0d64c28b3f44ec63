package dev.sise.reference.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.kiwoom.AnswerClass;
import dev.sise.connector.kiwoom.KiwoomAnswer;
import dev.sise.connector.kiwoom.KiwoomCallException;
import dev.sise.connector.kiwoom.KiwoomRestClient;
import dev.sise.reference.functions.InstrumentList;
import dev.sise.reference.functions.ListRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads instrument lists (ka10099) to their end, page by page, and again after a failure that may pass. Blocks; one thread. */
final class InstrumentLists {
    private static final Logger LOG = LoggerFactory.getLogger(InstrumentLists.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API_ID = "ka10099";
    private static final String PATH = "/api/dostk/stkinfo";
    private static final int ATTEMPTS = 5;
    /** A list has some thousand rows; more pages than this are a server that never ends. */
    private static final int MAX_PAGES = 1_000;

    private final KiwoomRestClient client;
    private final Duration firstPause;

    /** @param firstPause before the second attempt; doubled for each further one */
    InstrumentLists(KiwoomRestClient client, Duration firstPause) {
        this.client = client;
        this.firstPause = firstPause;
    }

    /** A list could not be read; the message says why, and after how many attempts. */
    static final class ListNotReadException extends Exception {
        private static final long serialVersionUID = 1L;

        private ListNotReadException(String words, Throwable cause) {
            super(words, cause);
        }
    }

    /**
     * All rows of a list, in order.
     *
     * @throws ListNotReadException when Kiwoom refused, or did not answer in the last of five attempts either
     */
    List<ListRow> read(InstrumentList list) throws ListNotReadException, InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                List<ListRow> rows = pages(list);
                LOG.info("{} was read: {} rows", list.title(), rows.size());
                return rows;
            } catch (KiwoomCallException e) {
                giveUpUnlessItMayPass(e.answerClass(), attempt, e.getMessage(), e);
                LOG.warn("{} was not read and is tried again in {}: {}", list.title(), pause, e.getMessage());
            } catch (UnusableAnswerException e) {
                giveUpUnlessItMayPass(e.answerClass, attempt, e.getMessage(), e);
                LOG.warn("{} was not read and is tried again in {}: {}", list.title(), pause, e.getMessage());
            }
            await(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private static void giveUpUnlessItMayPass(AnswerClass answerClass, int attempt, String words, Throwable cause)
            throws ListNotReadException {
        boolean mayPass =
                switch (answerClass) {
                    case SLOW_DOWN, RETRY, REFRESH_TOKEN -> true;
                    case OK, SLOT_LIMIT, DROP, FAIL -> false;
                };
        if (!mayPass || attempt == ATTEMPTS) {
            throw new ListNotReadException(words + (attempt == 1 ? "" : ", after " + attempt + " attempts"), cause);
        }
    }

    private List<ListRow> pages(InstrumentList list)
            throws KiwoomCallException, UnusableAnswerException, InterruptedException {
        List<ListRow> rows = new ArrayList<>();
        String nextKey = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            KiwoomAnswer answer = client.call(API_ID, PATH, "{\"mrkt_tp\":\"" + list.marketType() + "\"}", nextKey);
            if (answer.answerClass() != AnswerClass.OK) {
                throw new UnusableAnswerException(
                        answer.answerClass(),
                        "Kiwoom answered HTTP " + answer.httpStatus() + " and '" + answer.returnMessage() + "'");
            }
            addRows(list, answer.body(), rows);
            if (answer.nextKey().isEmpty()) {
                return rows;
            }
            nextKey = answer.nextKey().get();
        }
        throw new UnusableAnswerException(AnswerClass.FAIL, "there were more than " + MAX_PAGES + " pages");
    }

    private static void addRows(InstrumentList list, String body, List<ListRow> rows) throws UnusableAnswerException {
        JsonNode answered;
        try {
            answered = JSON.readTree(body).path("list");
        } catch (IOException e) {
            throw new UnusableAnswerException(AnswerClass.RETRY, "Kiwoom's answer was no JSON");
        }
        if (!answered.isArray()) {
            // Served, and yet without rows: never taken for an empty list.
            throw new UnusableAnswerException(AnswerClass.RETRY, "Kiwoom's answer had no list");
        }
        for (JsonNode answeredRow : answered) {
            ListRow row = new ListRow();
            row.marketType = list.marketType();
            row.position = API_ID + "/" + list.marketType() + "#" + rows.size();
            row.code = answeredRow.path("code").asText();
            row.name = answeredRow.path("name").asText();
            row.listCount = answeredRow.path("listCount").asText();
            row.regDay = answeredRow.path("regDay").asText();
            row.lastPrice = answeredRow.path("lastPrice").asText();
            row.auditInfo = answeredRow.path("auditInfo").asText();
            row.state = answeredRow.path("state").asText();
            row.marketCode = answeredRow.path("marketCode").asText();
            row.kind = answeredRow.path("kind").asText();
            row.raw = answeredRow.toString();
            rows.add(row);
        }
    }

    private static void await(Duration pause) throws InterruptedException {
        // Ended by an interrupt alone: that of a job that is cancelled.
        boolean ended = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
        if (ended) {
            throw new IllegalStateException("A latch that nobody counts down was counted down");
        }
    }

    private static final class UnusableAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        private final AnswerClass answerClass;

        private UnusableAnswerException(AnswerClass answerClass, String words) {
            super(words);
            this.answerClass = answerClass;
        }
    }
}
