package dev.sise.connector.kiwoom;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Asks for all instruments of a market (ka10099, 종목정보 리스트). Any thread; {@link #list(String)} blocks for its turn and its answer,
 * see {@link KiwoomRestClient#call(String, String, String, String)}.
 */
public final class InstrumentListClient {
    static final String API_ID = "ka10099";

    private static final String PATH = "/api/dostk/stkinfo";
    private static final String LIST = "list";
    /** Kiwoom sends all 2,900 rows of the largest market in one page; far more pages would be a fault. */
    private static final int MAX_PAGES = 50;

    private static final Set<String> FIELDS = Set.of(
            "code",
            "name",
            "listCount",
            "auditInfo",
            "regDay",
            "lastPrice",
            "state",
            "marketCode",
            "marketName",
            "upName",
            "upSizeName",
            "companyClassName",
            "orderWarning",
            "nxtEnable",
            "kind");

    private final KiwoomRestClient client;

    public InstrumentListClient(KiwoomRestClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * The whole list of a market, or none of it.
     *
     * @param marketType {@code mrkt_tp}: 0 KOSPI, 10 KOSDAQ, 3 ELW, 8 ETF, 30 K-OTC, 50 KONEX, 5 subscription warrants, 4 mutual
     *     funds, 6 REIT, 9 high-yield funds; 0 holds ETF, ETN and funds too
     * @throws KiwoomCallException if there is no answer or no token, or the answer is not the whole list; its class says what to do
     */
    public InstrumentList list(String marketType) throws KiwoomCallException, InterruptedException {
        List<String> pages = new ArrayList<>();
        KiwoomAnswer last = client.callPages(
                API_ID, PATH, JsonTexts.object("mrkt_tp", marketType), MAX_PAGES, page -> pages.add(page.body()));
        if (last.answerClass() != AnswerClass.OK) {
            throw new KiwoomCallException(last, API_ID + " of market " + marketType);
        }
        List<InstrumentRow> rows = new ArrayList<>();
        List<RefusedRow> refused = new ArrayList<>();
        for (String page : pages) {
            List<AnswerRow> read = AnswerRows.read(page, LIST, FIELDS)
                    .orElseThrow(() -> new KiwoomCallException(
                            AnswerClass.RETRY, API_ID + " of market " + marketType + " was answered without a list"));
            for (AnswerRow row : read) {
                try {
                    rows.add(read(row));
                } catch (RefusedException unreadable) {
                    refused.add(new RefusedRow(unreadable.reason(), unreadable.getMessage(), row.raw()));
                }
            }
        }
        return new InstrumentList(rows, refused);
    }

    private static InstrumentRow read(AnswerRow row) throws RefusedException {
        row.requireTexts();
        String code = required(row, "code");
        if (!code.matches("[0-9A-Za-z]{1,20}")) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE,
                    "code must be 1 to 20 letters and digits, was " + code.length() + " characters");
        }
        return new InstrumentRow(
                code,
                required(row, "name"),
                number(row, "listCount"),
                row.text("auditInfo"),
                row.day("regDay"),
                number(row, "lastPrice"),
                row.text("state"),
                row.text("marketCode"),
                row.text("marketName"),
                row.text("upName"),
                row.text("upSizeName"),
                row.text("companyClassName"),
                row.text("orderWarning"),
                row.text("nxtEnable").equals("Y"),
                row.text("kind"));
    }

    private static String required(AnswerRow row, String field) throws RefusedException {
        String text = row.text(field);
        if (text.isEmpty()) {
            throw new RefusedException(RejectReason.FIELD_ABSENT, field + " is absent");
        }
        return text;
    }

    /** Empty for no text, for zero and for the limit of a counter. */
    private static OptionalLong number(AnswerRow row, String field) throws RefusedException {
        long value = KiwoomNumbers.signedOr(0, row.text(field), field);
        if (value < 0) {
            throw new RefusedException(RejectReason.OUT_OF_RANGE, field + " must not be negative, was " + value);
        }
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
