package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What ka10081 and ka10059 have in common: rows of one instrument by day, newest first, in pages. The key of a page is the day it begins
 * with behind the code; Kiwoom's own keys are not known, so no client may look into one.
 */
abstract class HistoryRequest implements DataRequest {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final Market market;
    private final Histories histories;
    private final Clock marketClock;
    private final int rowsPerPage;

    HistoryRequest(Market market, Histories histories, Clock marketClock, int rowsPerPage) {
        this.market = market;
        this.histories = histories;
        this.marketClock = marketClock;
        this.rowsPerPage = rowsPerPage;
    }

    /**
     * Looks a request up.
     *
     * @param newest the newest day that is wanted
     */
    final Rows rows(ObjectNode body, String newest, String nextKey) throws RefusedException {
        Item item = Item.parse(required(body, "stk_cd"))
                .orElseThrow(() -> new RefusedException(ApiError.INPUT_INVALID, "stk_cd"));
        LocalDate through = day(newest, required(body, newest));
        LocalDateTime now = LocalDateTime.ofInstant(marketClock.instant(), KiwoomSimulator.ZONE);
        TickerState state = market.findListed(item.code(), now.toLocalDate())
                .orElseThrow(() -> new RefusedException(ApiError.STOCK_UNKNOWN));
        if (!nextKey.isEmpty()) {
            if (!nextKey.startsWith(item.code())) {
                throw new RefusedException(ApiError.INPUT_INVALID, "next-key");
            }
            LocalDate pageBegins = day("next-key", nextKey.substring(item.code().length()));
            through = pageBegins.isBefore(through) ? pageBegins : through;
        }
        return new Rows(item, state, histories.of(state, now), through, now, rowsPerPage);
    }

    static String required(ObjectNode body, String field) throws RefusedException {
        return Json.text(body, field)
                .map(String::strip)
                .orElseThrow(() -> new RefusedException(ApiError.INPUT_MISSING, field));
    }

    static String oneOf(ObjectNode body, String field, Set<String> allowed) throws RefusedException {
        String text = required(body, field);
        if (!allowed.contains(text)) {
            throw new RefusedException(ApiError.INPUT_INVALID, field);
        }
        return text;
    }

    /** Leaves the day alone. */
    static void blank(ObjectNode row) {
        row.fieldNames().forEachRemaining(field -> {
            if (!field.equals("dt")) {
                row.put(field, "");
            }
        });
    }

    static String text(LocalDate day) {
        return DAY.format(day);
    }

    private static LocalDate day(String field, String text) throws RefusedException {
        try {
            return LocalDate.parse(text, DAY);
        } catch (DateTimeException notADay) {
            throw new RefusedException(ApiError.INPUT_INVALID, field);
        }
    }

    /** Writes one row. */
    @FunctionalInterface
    interface RowWriter {

        /** @param before the session before, null for the first one */
        void write(ObjectNode row, DailyBar bar, DailyBar before);
    }

    /** The sessions a request may see, and where its page begins. */
    record Rows(Item item, TickerState state, History history, LocalDate through, LocalDateTime now, int rowsPerPage) {

        DataRequest.Page page(ObjectNode answer, String list, List<DailyBar> bars, RowWriter writer) {
            ArrayNode rows = answer.putArray(list);
            int at = bars.size() - 1;
            while (at >= 0 && bars.get(at).day().isAfter(through)) {
                at--;
            }
            for (; at >= 0 && rows.size() < rowsPerPage; at--) {
                writer.write(rows.addObject(), bars.get(at), at == 0 ? null : bars.get(at - 1));
            }
            String next = at < 0 ? "" : item.code() + text(bars.get(at).day());
            return new DataRequest.Page(answer, next);
        }
    }
}
