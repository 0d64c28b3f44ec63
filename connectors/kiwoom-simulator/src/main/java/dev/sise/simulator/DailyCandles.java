package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * ka10081 (주식일봉차트조회): open, high, low and close of one instrument by day, as they were paid or adjusted, 600 a page. Prices have no
 * sign. Today's row stands from the open on; its close is the last trade, that of the after-market too, and becomes the regular close
 * on the next day (protocol.md section 6 leaves open what Kiwoom does; this is the harder one). As long as a fault lasts, all fields
 * but the day are empty from a day on.
 */
final class DailyCandles extends HistoryRequest {

    private static final int ROWS_PER_PAGE = 600;

    private final RestFaults faults;

    DailyCandles(Market market, Histories histories, Clock marketClock, RestFaults faults) {
        super(market, histories, marketClock, ROWS_PER_PAGE);
        this.faults = faults;
    }

    @Override
    public String apiId() {
        return "ka10081";
    }

    @Override
    public String path() {
        return "/api/dostk/chart";
    }

    @Override
    public Page answer(ObjectNode body, String nextKey) throws RefusedException {
        Rows rows = rows(body, "base_dt", nextKey);
        boolean adjusted = oneOf(body, "upd_stkpc_tp", Set.of("0", "1")).equals("1");
        History history = rows.history();
        List<DailyBar> bars = adjusted
                ? history.bars().stream()
                        .map(bar -> Adjustment.adjusted(bar, history.adjustments()))
                        .toList()
                : history.bars();
        Instrument instrument = rows.state().instrument();
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("stk_cd", rows.item().code() + rows.item().suffix());
        LocalDate blankFrom = faults.blankCandlesFrom(System.nanoTime());
        return rows.page(answer, "stk_dt_pole_chart_qry", bars, (row, bar, before) -> {
            write(row, bar, before, instrument);
            if (!bar.day().isBefore(blankFrom)) {
                blank(row);
            }
        });
    }

    private static void write(ObjectNode row, DailyBar bar, DailyBar before, Instrument instrument) {
        long base = before == null ? bar.close() : before.close();
        row.put("cur_prc", Long.toString(bar.close()));
        row.put("trde_qty", Long.toString(bar.volume()));
        row.put("trde_prica", Long.toString(bar.value() / 1_000_000));
        row.put("dt", text(bar.day()));
        row.put("open_pric", Long.toString(bar.open()));
        row.put("high_pric", Long.toString(bar.high()));
        row.put("low_pric", Long.toString(bar.low()));
        row.put("pred_pre", NumberText.restDifference(bar.close() - base));
        row.put("pred_pre_sig", direction(bar, base, instrument));
        row.put(
                "trde_tern_rt",
                bar.volume() == 0
                        ? "0.00"
                        : "+" + NumberText.hundredths(NumberText.ratio(bar.volume(), instrument.listedShares())));
    }

    /** A captured answer has 0 where nothing changed. */
    private static String direction(DailyBar bar, long base, Instrument instrument) {
        return bar.close() == base
                ? "0"
                : NumberText.direction(bar.close(), base, PriceLimits.of(instrument.kind(), base));
    }
}
