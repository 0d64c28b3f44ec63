package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * ka10095 (관심종목정보): one row per asked code, in the order of the request, at most 100. A code that nobody knows, a
 * delisted one or an expired warrant gives a row of empty strings. Of the two measurements of a larger request (protocol.md
 * section 3) both hold: 101 codes and a few more are answered as a success without the rows, 110 and more with 1634.
 */
final class WatchList implements DataRequest {

    private static final int MAX_CODES = 100;
    private static final int REFUSED_CODES = 110;

    private static final String[] FIELDS = {
        "stk_cd",
        "stk_nm",
        "cur_prc",
        "base_pric",
        "pred_pre",
        "pred_pre_sig",
        "flu_rt",
        "trde_qty",
        "trde_prica",
        "cntr_qty",
        "cntr_str",
        "pred_trde_qty_pre",
        "sel_bid",
        "buy_bid",
        "sel_1th_bid",
        "sel_2th_bid",
        "sel_3th_bid",
        "sel_4th_bid",
        "sel_5th_bid",
        "buy_1th_bid",
        "buy_2th_bid",
        "buy_3th_bid",
        "buy_4th_bid",
        "buy_5th_bid",
        "upl_pric",
        "lst_pric",
        "open_pric",
        "high_pric",
        "low_pric",
        "close_pric",
        "cntr_tm",
        "exp_cntr_pric",
        "exp_cntr_qty",
        "cap",
        "fav",
        "mac",
        "stkcnt",
        "bid_tm",
        "dt",
        "pri_sel_req",
        "pri_buy_req",
        "pri_sel_cnt",
        "pri_buy_cnt",
        "tot_sel_req",
        "tot_buy_req",
        "tot_sel_cnt",
        "tot_buy_cnt",
        "prty",
        "gear",
        "pl_qutr",
        "cap_support",
        "elwexec_pric",
        "cnvt_rt",
        "elwexpr_dt",
        "cntr_engg",
        "cntr_pred_pre",
        "theory_pric",
        "innr_vltl",
        "delta",
        "gam",
        "theta",
        "vega",
        "law"
    };

    private final Market market;
    private final Clock marketClock;

    WatchList(Market market, Clock marketClock) {
        this.market = market;
        this.marketClock = marketClock;
    }

    @Override
    public String apiId() {
        return "ka10095";
    }

    @Override
    public String path() {
        return "/api/dostk/stkinfo";
    }

    @Override
    public Page answer(ObjectNode body, String nextKey) throws RefusedException {
        String asked =
                Json.text(body, "stk_cd").orElseThrow(() -> new RefusedException(ApiError.INPUT_MISSING, "stk_cd"));
        String[] items = asked.split("\\|", -1);
        if (items.length >= REFUSED_CODES) {
            throw new RefusedException(ApiError.BATCH_TOO_LARGE);
        }
        ObjectNode answer = Json.MAPPER.createObjectNode();
        if (items.length > MAX_CODES) {
            return Page.only(answer);
        }
        ArrayNode rows = answer.putArray("atn_stk_infr");
        for (String item : items) {
            rows.add(row(item.strip()));
        }
        return Page.only(answer);
    }

    private ObjectNode row(String item) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        for (String field : FIELDS) {
            row.put(field, "");
        }
        Optional<TickerState> found = Item.parse(item).flatMap(parsed -> market.findListed(parsed.code(), today()));
        found.ifPresent(state -> {
            fillTrade(row, item, state);
            fillQuotes(row, state);
            fillWarrant(row, state);
        });
        return row;
    }

    private void fillTrade(ObjectNode row, String item, TickerState state) {
        Instrument instrument = state.instrument();
        long base = state.basePrice();
        long price = state.price();
        boolean traded = state.tradedAt() != null;
        long quantity = state.buyerInitiated() ? state.quantity() : -state.quantity();
        LocalDate day = traded ? state.tradedAt().toLocalDate() : today();
        long marketValue = Math.round((double) price * instrument.listedShares() / 100_000_000);
        long volumeDifference = NumberText.ratio(state.volume(), state.previousVolume()) - 10_000;

        row.put("stk_cd", item);
        row.put("stk_nm", instrument.name());
        row.put("cur_prc", NumberText.restPrice(price, base));
        row.put("base_pric", Long.toString(base));
        row.put("pred_pre", NumberText.restDifference(price - base));
        row.put("pred_pre_sig", NumberText.direction(price, base, state.limits()));
        row.put("flu_rt", NumberText.signedHundredths(NumberText.ratio(price - base, base), ""));
        row.put("trde_qty", Long.toString(state.volume()));
        row.put("trde_prica", Long.toString(state.value() / 1_000_000));
        row.put("cntr_qty", NumberText.restDifference(quantity));
        row.put("cntr_str", NumberText.hundredths(NumberText.ratio(state.buyVolume(), state.sellVolume())));
        row.put("pred_trde_qty_pre", NumberText.signedHundredths(volumeDifference, ""));
        row.put("open_pric", NumberText.restPrice(state.open(), base));
        row.put("high_pric", NumberText.restPrice(state.high(), base));
        row.put("low_pric", NumberText.restPrice(state.low(), base));
        row.put("close_pric", NumberText.restPrice(price, base));
        row.put("cntr_tm", traded ? NumberText.time(state.tradedAt()) : "");
        row.put("bid_tm", traded ? NumberText.time(state.tradedAt()) : "");
        row.put("dt", DateTimeFormatter.BASIC_ISO_DATE.format(day));
        // The real server leaves the expected price of the last auction standing.
        long expected = state.expectedPrice() > 0 ? state.expectedPrice() : state.open();
        row.put("exp_cntr_pric", NumberText.restPrice(expected, base));
        row.put(
                "exp_cntr_qty",
                Long.toString(state.expectedPrice() > 0 ? state.expectedQuantity() : state.auctionVolume()));
        row.put("cap", Long.toString(instrument.listedShares() * 100 / 100_000_000));
        row.put("fav", "100");
        row.put("mac", Long.toString(marketValue));
        row.put("stkcnt", Long.toString(instrument.listedShares() / 1_000));
    }

    private static void fillQuotes(ObjectNode row, TickerState state) {
        InstrumentKind kind = state.instrument().kind();
        long base = state.basePrice();
        long ask = state.ask();
        long bid = state.bid();
        row.put("sel_bid", NumberText.restPrice(ask, base));
        row.put("buy_bid", NumberText.restPrice(bid, base));
        for (int level = 1; level <= 5; level++) {
            row.put("sel_" + level + "th_bid", NumberText.restPrice(ask, base));
            row.put("buy_" + level + "th_bid", NumberText.restPrice(bid, base));
            long higher = TickTable.up(kind, ask);
            ask = ask == 0 || higher > state.limits().upper() ? 0 : higher;
            bid = bid <= state.limits().lower() ? 0 : TickTable.down(kind, bid);
        }
        row.put("upl_pric", limit(state.limits().upper(), base));
        row.put("lst_pric", limit(state.limits().lower(), base));
        // Made from the volume, so that asking does not draw from the walk.
        row.put("pri_sel_req", Long.toString(10 + state.volume() * 31 % 9_973));
        row.put("pri_buy_req", Long.toString(10 + state.volume() * 37 % 9_973));
        row.put("tot_sel_req", Long.toString(100 + state.volume() * 41 % 99_991));
        row.put("tot_buy_req", Long.toString(100 + state.volume() * 43 % 99_991));
        row.put("tot_sel_cnt", "0");
    }

    private static String limit(long price, long base) {
        return price == PriceLimits.NO_LIMIT ? "0" : NumberText.restPrice(price, base);
    }

    /**
     * Terms and figures of a warrant; a stock has zeros and empty strings here. Scaled are the theoretical price and the
     * volatility by 100 and the sensitivities by a million.
     */
    private void fillWarrant(ObjectNode row, TickerState state) {
        WarrantTerms terms = state.instrument().terms();
        row.put("prty", "0.00").put("gear", "0.00").put("pl_qutr", "0.00").put("cap_support", "0.00");
        row.put("elwexec_pric", "0").put("cnvt_rt", "0.0000").put("elwexpr_dt", "00000000");
        if (terms == null) {
            return;
        }
        WarrantFigures figures = WarrantFigures.of(state, today());
        row.put("prty", NumberText.decimals(figures.parity(), 2));
        row.put("gear", NumberText.decimals(figures.gearing(), 2));
        row.put("pl_qutr", NumberText.signedDecimals(figures.breakEven(), 2));
        row.put("cap_support", NumberText.signedDecimals(figures.capitalSupport(), 2));
        row.put("elwexec_pric", Long.toString(terms.strike()));
        row.put("cnvt_rt", NumberText.decimals(terms.ratio(), 4));
        row.put("elwexpr_dt", DateTimeFormatter.BASIC_ISO_DATE.format(terms.expiry()));
        row.put("theory_pric", Long.toString(Math.round(figures.theoreticalPrice() * 100)));
        row.put("innr_vltl", Long.toString(Math.round(terms.impliedVolatility() * 10_000)));
        row.put("delta", millionths(figures.sensitivities().delta()));
        row.put("gam", millionths(figures.sensitivities().gamma()));
        row.put("theta", millionths(figures.sensitivities().theta()));
        row.put("vega", millionths(figures.sensitivities().vega()));
        row.put("law", millionths(figures.sensitivities().rho()));
    }

    private static String millionths(double value) {
        return Long.toString(Math.round(value * 1_000_000));
    }

    private LocalDate today() {
        return marketClock.instant().atZone(KiwoomSimulator.ZONE).toLocalDate();
    }
}
