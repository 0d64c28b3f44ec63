package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalTime;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * ka10059 (종목별투자자기관별): what groups of investors bought and sold of one instrument by day, 100 a page. Amounts are in million won
 * whatever unit is asked for; quantities are in the unit. Today's row is provisional: another one every hour until the close. As long as a
 * fault lasts, all fields but the day are empty.
 */
final class InvestorFlows extends HistoryRequest {

    private static final int ROWS_PER_PAGE = 100;
    private static final long MILLION = 1_000_000;
    private static final String[] INSTITUTIONS = {
        "fnnc_invt", "insrnc", "invtrt", "etc_fnnc", "bank", "penfnd_etc", "samo_fund", "natn"
    };

    private final Histories histories;
    private final RestFaults faults;

    InvestorFlows(Market market, Histories histories, Clock marketClock, RestFaults faults) {
        super(market, histories, marketClock, ROWS_PER_PAGE);
        this.histories = histories;
        this.faults = faults;
    }

    @Override
    public String apiId() {
        return "ka10059";
    }

    @Override
    public String path() {
        return "/api/dostk/stkinfo";
    }

    @Override
    public Page answer(ObjectNode body, String nextKey) throws RefusedException {
        Rows rows = rows(body, "dt", nextKey);
        boolean amounts = oneOf(body, "amt_qty_tp", Set.of("1", "2")).equals("1");
        String side = oneOf(body, "trde_tp", Set.of("0", "1", "2"));
        boolean thousands = oneOf(body, "unit_tp", Set.of("1000", "1")).equals("1000");
        boolean blank = faults.isBlankFlows(System.nanoTime());
        return rows.page(
                Json.MAPPER.createObjectNode(), "stk_invsr_orgn", rows.history().bars(), (row, bar, before) -> {
                    write(row, rows, bar, before, net -> told(net, bar, side, amounts, thousands));
                    if (blank) {
                        blank(row);
                    }
                });
    }

    private void write(ObjectNode row, Rows rows, DailyBar bar, DailyBar before, ToLongFunction<Long> told) {
        Instrument instrument = rows.state().instrument();
        long base = before == null ? bar.close() : before.close();
        row.put("dt", text(bar.day()));
        row.put("cur_prc", NumberText.restPrice(bar.close(), base));
        row.put("pre_sig", NumberText.direction(bar.close(), base, PriceLimits.of(instrument.kind(), base)));
        row.put("pred_pre", NumberText.restDifference(bar.close() - base));
        // Hundredths of a percent without a point.
        row.put("flu_rt", NumberText.restDifference(NumberText.ratio(bar.close() - base, base)));
        row.put("acc_trde_qty", Long.toString(bar.volume()));
        row.put("acc_trde_prica", Long.toString(bar.value() / MILLION));
        DailyFlow flow = DailyFlow.of(
                bar.day(), draw(rows, bar), bar.value(), rows.history().lean());
        put(row, "ind_invsr", flow.individual(), told);
        put(row, "frgnr_invsr", flow.foreign(), told);
        put(row, "orgn", flow.institution(), told);
        for (int group = 0; group < INSTITUTIONS.length; group++) {
            put(row, INSTITUTIONS[group], flow.institutions().get(group), told);
        }
        put(row, "etc_corp", flow.otherCorporations(), told);
        put(row, "natfor", flow.otherForeigners(), told);
    }

    private static void put(ObjectNode row, String field, long net, ToLongFunction<Long> told) {
        row.put(field, Long.toString(told.applyAsLong(net)));
    }

    /** Until the close of a session its flows are estimates, which are others every hour. */
    private long draw(Rows rows, DailyBar bar) {
        long draw = histories.flowDraw(rows.state(), bar.day());
        LocalTime time = rows.now().toLocalTime();
        boolean provisional = bar.day().equals(rows.now().toLocalDate()) && time.isBefore(MarketPhase.CLOSE);
        return provisional ? draw + 1 + time.getHour() : draw;
    }

    /** Net buying as it was asked for: bought and sold are what is left and right of it in half of the day's trading. */
    private static long told(long netMillions, DailyBar bar, String side, boolean amounts, boolean thousands) {
        long gross = Math.max(Math.abs(netMillions), bar.value() / MILLION / 4);
        long millions =
                switch (side) {
                    case "1" -> (gross + netMillions) / 2;
                    case "2" -> (gross - netMillions) / 2;
                    default -> netMillions;
                };
        if (amounts || bar.volume() == 0) {
            return millions;
        }
        double meanPrice = (double) bar.value() / bar.volume();
        return Math.round(millions * MILLION / meanPrice / (thousands ? 1_000 : 1));
    }
}
