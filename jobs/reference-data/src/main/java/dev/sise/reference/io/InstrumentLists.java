package dev.sise.reference.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.kiwoom.InstrumentListClient;
import dev.sise.connector.kiwoom.InstrumentRow;
import dev.sise.connector.kiwoom.KiwoomCallException;
import dev.sise.connector.kiwoom.KiwoomRestClient;
import dev.sise.connector.kiwoom.RefusedRow;
import dev.sise.connector.kiwoom.RejectReason;
import dev.sise.market.Ticker;
import dev.sise.reference.functions.InstrumentList;
import dev.sise.reference.functions.ListRow;
import dev.sise.reference.functions.RowRefusal;
import dev.sise.reference.functions.Stock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads instrument lists (ka10099) in our own terms, and again after a failure that may pass. Blocks; one thread. */
final class InstrumentLists {
    private static final Logger LOG = LoggerFactory.getLogger(InstrumentLists.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstrumentListClient client;
    private final Attempts attempts;

    /** @param firstPause before the second attempt; doubled for each further one */
    InstrumentLists(KiwoomRestClient client, Duration firstPause) {
        this.client = new InstrumentListClient(client);
        this.attempts = new Attempts(firstPause);
    }

    /**
     * All rows of a list: those that could be read, in order, then the others.
     *
     * @throws Attempts.GivenUpException when Kiwoom refused, or did not answer in the last of five attempts either
     */
    List<ListRow> read(InstrumentList list) throws Attempts.GivenUpException, InterruptedException {
        List<ListRow> rows = attempts.answer(list.title(), () -> rows(list));
        LOG.info("{} was read: {} rows", list.title(), rows.size());
        return rows;
    }

    private List<ListRow> rows(InstrumentList list) throws KiwoomCallException, InterruptedException {
        dev.sise.connector.kiwoom.InstrumentList answered = client.list(list.marketType());
        List<ListRow> rows = new ArrayList<>();
        for (InstrumentRow answeredRow : answered.rows()) {
            ListRow row = row(list, answeredRow.code(), answeredRow.toString());
            row.name = answeredRow.name();
            row.listedShares = answeredRow.listCount().orElse(0);
            row.listingDay = answeredRow
                    .regDay()
                    .map(day -> Math.toIntExact(day.toEpochDay()))
                    .orElse(Stock.NO_DAY);
            row.lastClose = answeredRow.lastPrice().orElse(0);
            row.auditInfo = answeredRow.auditInfo();
            row.state = answeredRow.state();
            row.marketCode = answeredRow.marketCode();
            row.kind = answeredRow.kind();
            rows.add(row);
        }
        for (RefusedRow refused : answered.refused()) {
            ListRow row = row(list, codeOf(refused), refused.raw());
            row.refusal = refusal(refused.reason(), row.code);
            row.refusalWords = refused.detail();
            rows.add(row);
        }
        return rows;
    }

    private static ListRow row(InstrumentList list, String code, String raw) {
        ListRow row = new ListRow();
        row.marketType = list.marketType();
        row.position = "ka10099/" + list.marketType() + "#" + code;
        row.code = code;
        row.raw = raw;
        return row;
    }

    /** A row that cannot be read still names its instrument: without that it would look as if it had left the exchange. */
    private static String codeOf(RefusedRow refused) {
        try {
            return JSON.readTree(refused.raw()).path("code").asText().strip();
        } catch (IOException e) {
            throw new IllegalStateException("A row of a list that was read must be JSON: " + refused.raw(), e);
        }
    }

    private static RowRefusal refusal(RejectReason reason, String code) {
        return switch (reason) {
            case FIELD_ABSENT -> code.isEmpty() ? RowRefusal.CODE : RowRefusal.NAME;
            case OUT_OF_RANGE -> Ticker.parse(code) instanceof Ticker.Accepted ? RowRefusal.NUMBER : RowRefusal.CODE;
            case NOT_A_NUMBER, FRACTION, SATURATED -> RowRefusal.NUMBER;
            case BAD_DATE, BAD_TIME -> RowRefusal.DATE;
            case NOT_JSON,
                    NOT_AN_OBJECT,
                    UNKNOWN_MESSAGE,
                    BAD_ENVELOPE,
                    NOT_SERVED,
                    TOO_LONG,
                    BINARY,
                    ROW_SHAPE,
                    FIELD_NOT_TEXT,
                    WRONG_ITEM -> RowRefusal.SHAPE;
        };
    }
}
