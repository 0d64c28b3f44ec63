package dev.sise.reference.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.kiwoom.AnswerClass;
import dev.sise.connector.kiwoom.DailyCandle;
import dev.sise.connector.kiwoom.DailyCandleClient;
import dev.sise.connector.kiwoom.InvestorFlow;
import dev.sise.connector.kiwoom.InvestorFlowClient;
import dev.sise.connector.kiwoom.KiwoomCallException;
import dev.sise.connector.kiwoom.KiwoomPage;
import dev.sise.connector.kiwoom.KiwoomRestClient;
import dev.sise.connector.kiwoom.RefusedRow;
import dev.sise.connector.kiwoom.RejectReason;
import dev.sise.connector.kiwoom.TokenStore;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.functions.BarRules;
import dev.sise.reference.functions.DailyBar;
import dev.sise.reference.functions.DayRow;
import dev.sise.reference.functions.HistoryNotReadException;
import dev.sise.reference.functions.HistoryNotReadException.Failure;
import dev.sise.reference.functions.HistoryPage;
import dev.sise.reference.functions.HistoryPage.RefusedDay;
import dev.sise.reference.functions.HistorySource;
import dev.sise.reference.functions.NetBuying;
import dev.sise.reference.functions.RefusedRowException;
import dev.sise.reference.functions.RowRefusal;
import java.io.IOException;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Histories from Kiwoom in our own terms, read with one app key. Calls of one API id with one app key are made by one subtask alone, which
 * keeps them within their quota.
 *
 * @param <C> a row of Kiwoom's
 * @param <R> a row of ours
 */
public final class KiwoomHistories<C, R extends DayRow<R>> implements HistorySource<R> {
    private static final long serialVersionUID = 1L;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** Errors from here on are of app keys and tokens, whatever is asked for. */
    private static final int FIRST_CODE_OF_TOKENS = 8_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KiwoomAccess access;
    private final String apiId;
    private final LocalDate through;
    private final ClientMaker<C> maker;
    private final PageReader<C, R> reader;

    private transient TokenStore tokens;
    private transient Client<C> client;
    private transient Attempts attempts;

    private interface ClientMaker<C> extends Serializable {
        Client<C> of(KiwoomRestClient rest);
    }

    private interface Client<C> {
        KiwoomPage<C> read(String code, LocalDate day, Optional<String> nextKey)
                throws KiwoomCallException, InterruptedException;
    }

    private interface PageReader<C, R extends DayRow<R>> extends Serializable {
        HistoryPage<R> read(KiwoomPage<C> page);
    }

    private KiwoomHistories(
            KiwoomAccess access, String apiId, LocalDate through, ClientMaker<C> maker, PageReader<C, R> reader) {
        this.access = access;
        this.apiId = apiId;
        this.through = through;
        this.maker = maker;
        this.reader = reader;
    }

    /**
     * Adjusted daily prices (ka10081).
     *
     * @param through the newest day that is asked for
     * @param clock real time; serializable, as those of the JDK are
     */
    public static HistorySource<DailyBar> prices(ReferenceDataSettings settings, LocalDate through, Clock clock) {
        return new KiwoomHistories<>(
                new KiwoomAccess(settings, clock),
                "ka10081",
                through,
                rest -> new DailyCandleClient(rest)::read,
                KiwoomHistories::bars);
    }

    /**
     * Investor flows (ka10059).
     *
     * @param through the newest day that is asked for
     * @param clock real time; serializable, as those of the JDK are
     */
    public static HistorySource<NetBuying> flows(ReferenceDataSettings settings, LocalDate through, Clock clock) {
        return new KiwoomHistories<>(
                new KiwoomAccess(settings, clock),
                "ka10059",
                through,
                rest -> new InvestorFlowClient(rest)::read,
                KiwoomHistories::flows);
    }

    @Override
    public void open(int appKey) {
        tokens = access.openTokens();
        client = maker.of(access.client(appKey, tokens));
        attempts = new Attempts(FIRST_PAUSE);
    }

    @Override
    public void borrow(int appKey) {
        client = maker.of(access.borrowedClient(appKey, tokens));
    }

    @Override
    public HistoryPage<R> read(String ticker, Optional<String> nextKey)
            throws HistoryNotReadException, InterruptedException {
        try {
            return reader.read(attempts.answer(apiId + " of " + ticker, () -> client.read(ticker, through, nextKey)));
        } catch (Attempts.GivenUpException e) {
            throw new HistoryNotReadException(
                    failure(e.failure().answerClass(), e.failure().code()), e.getMessage(), e);
        }
    }

    /** @param code Kiwoom's own; empty where Kiwoom did not answer, or something in between did */
    static Failure failure(AnswerClass answerClass, OptionalInt code) {
        return switch (answerClass) {
            case OK, SLOT_LIMIT, DROP -> Failure.TICKER;
            case RETRY -> code.isPresent() && code.getAsInt() < FIRST_CODE_OF_TOKENS ? Failure.ERROR : Failure.MOMENT;
            case SLOW_DOWN, REFRESH_TOKEN -> Failure.MOMENT;
            case FAIL -> Failure.APP_KEY;
        };
    }

    @Override
    public void close() throws Exception {
        if (tokens != null) {
            tokens.close();
        }
    }

    /** A row of a known day that leaves out a field is blank: Kiwoom has it a moment later. */
    static HistoryPage<DailyBar> bars(KiwoomPage<DailyCandle> page) {
        List<DailyBar> bars = new ArrayList<>(page.rows().size());
        List<Integer> blank = page.refused().stream()
                .filter(KiwoomHistories::isBlank)
                .map(KiwoomHistories::dayOf)
                .toList();
        List<RefusedDay> refused = new ArrayList<>(
                refused(page.refused().stream().filter(row -> !isBlank(row)).toList()));
        int repaired = 0;
        for (DailyCandle candle : page.rows()) {
            int day = day(candle.date());
            try {
                BarRules.Kept kept = BarRules.check(new DailyBar(
                        day,
                        candle.open(),
                        candle.high(),
                        candle.low(),
                        candle.close(),
                        candle.volume(),
                        orNull(candle.tradedValue())));
                bars.add(kept.bar());
                repaired += kept.repaired() ? 1 : 0;
            } catch (RefusedRowException e) {
                refused.add(new RefusedDay(day, e.reason(), e.getMessage(), candle.toString()));
            }
        }
        return new HistoryPage<>(bars, blank, refused, repaired, page.nextKey());
    }

    /** A row without foreign or institutional figures of a day on which something traded is blank: Kiwoom has them a moment later. */
    static HistoryPage<NetBuying> flows(KiwoomPage<InvestorFlow> page) {
        List<NetBuying> flows = new ArrayList<>(page.rows().size());
        List<Integer> blank = new ArrayList<>();
        List<Integer> quiet = new ArrayList<>();
        List<RefusedDay> refused = new ArrayList<>(refused(page.refused()));
        for (InvestorFlow flow : page.rows()) {
            int day = day(flow.date());
            try {
                BarRules.requireDay(day);
            } catch (RefusedRowException e) {
                refused.add(new RefusedDay(day, e.reason(), e.getMessage(), flow.toString()));
                continue;
            }
            if (flow.foreignNet().isPresent() && flow.institutionNet().isPresent()) {
                flows.add(new NetBuying(
                        day,
                        flow.foreignNet().getAsLong(),
                        flow.institutionNet().getAsLong(),
                        orNull(flow.individualNet()),
                        orNull(flow.tradedValue())));
            } else if (flow.tradedValue().orElse(1) > 0) {
                blank.add(day);
            } else {
                quiet.add(day);
            }
        }
        return new HistoryPage<>(flows, blank, quiet, refused, 0, page.nextKey());
    }

    private static boolean isBlank(RefusedRow row) {
        return row.reason() == RejectReason.FIELD_ABSENT && dayOf(row) != HistoryPage.NO_DAY;
    }

    private static List<RefusedDay> refused(List<RefusedRow> rows) {
        return rows.stream()
                .map(row -> new RefusedDay(dayOf(row), reason(row.reason()), row.detail(), row.raw()))
                .toList();
    }

    private static int dayOf(RefusedRow row) {
        try {
            JsonNode text = JSON.readTree(row.raw()).path("dt");
            return day(LocalDate.parse(text.asText().strip(), DateTimeFormatter.BASIC_ISO_DATE));
        } catch (IOException | DateTimeParseException e) {
            return HistoryPage.NO_DAY;
        }
    }

    private static RowRefusal reason(RejectReason reason) {
        return switch (reason) {
            case BAD_DATE, BAD_TIME -> RowRefusal.DATE;
            case FIELD_ABSENT, OUT_OF_RANGE, NOT_A_NUMBER, FRACTION, SATURATED -> RowRefusal.NUMBER;
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

    private static int day(LocalDate date) {
        return Math.toIntExact(date.toEpochDay());
    }

    private static Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
