package dev.sise.simulator;

/** Writes one row of a REAL frame of type 0B (주식체결): the 43 fields of a captured frame in its order. */
final class TradeRow {

    static final String TYPE = "0B";

    private static final String NEXTRADE_SUFFIX = "_NX";

    private TradeRow() {}

    /**
     * @param state as the trade left it
     * @param item the registered code with its suffix, echoed as it is
     */
    static String write(TickerState state, String item) {
        long base = state.basePrice();
        long price = state.price();
        long volume = state.volume();
        long signedQuantity = state.buyerInitiated() ? state.quantity() : -state.quantity();
        long volumeDifference = volume - state.previousVolume();
        long buyShare = NumberText.ratio(state.buyVolume(), state.buyVolume() + state.sellVolume());
        boolean moreBuyers = state.buyVolume() >= state.sellVolume();

        RowText values = new RowText().start();
        values.put("20", NumberText.time(state.tradedAt()));
        values.put("10", NumberText.feedPrice(price, base));
        values.put("11", NumberText.feedDifference(price - base));
        values.put("12", NumberText.signedHundredths(NumberText.ratio(price - base, base), " "));
        values.put("27", NumberText.feedPrice(state.ask(), base));
        values.put("28", NumberText.feedPrice(state.bid(), base));
        values.put("15", NumberText.feedDifference(signedQuantity));
        values.put("13", Long.toString(volume));
        values.put("14", Long.toString(state.value() / 1_000_000));
        values.put("16", NumberText.feedPrice(state.open(), base));
        values.put("17", NumberText.feedPrice(state.high(), base));
        values.put("18", NumberText.feedPrice(state.low(), base));
        values.put("25", NumberText.direction(price, base, state.limits()));
        values.put("26", NumberText.feedDifference(volumeDifference));
        values.put("29", NumberText.feedDifference(state.value() - state.previousValue()));
        values.put(
                "30",
                (volumeDifference < 0 ? "-" : "+")
                        + NumberText.hundredths(NumberText.ratio(volume, state.previousVolume())));
        values.put(
                "31",
                NumberText.hundredths(
                        NumberText.ratio(volume, state.instrument().listedShares())));
        values.put("32", Long.toString(price * 23 / 10_000));
        values.put("228", NumberText.hundredths(NumberText.ratio(state.buyVolume(), state.sellVolume())));
        values.put(
                "311",
                Long.toString(Math.round((double) price * state.instrument().listedShares() / 100_000_000)));
        values.put("290", state.phase().sessionCode());
        values.put("691", "0");
        values.put("567", NumberText.time(state.upperLimitAt()));
        values.put("568", NumberText.time(state.lowerLimitAt()));
        values.put("851", Long.toString(NumberText.ratio(volume, state.previousVolume())));
        values.put("1890", NumberText.time(state.openAt()));
        values.put("1891", NumberText.time(state.highAt()));
        values.put("1892", NumberText.time(state.lowAt()));
        values.put("1030", Long.toString(state.sellVolume()));
        values.put("1031", Long.toString(state.buyVolume()));
        values.put("1032", (moreBuyers ? "+" : "-") + NumberText.hundredths(buyShare));
        values.put("1071", Long.toString(state.sellTrades()));
        values.put("1072", Long.toString(state.buyTrades()));
        values.put("1313", NumberText.feedDifference(signedQuantity * price / 1_000));
        values.put("1315", NumberText.feedDifference(Math.min(signedQuantity, 0)));
        values.put("1316", NumberText.feedDifference(Math.max(signedQuantity, 0)));
        values.put("1314", NumberText.feedDifference(signedQuantity));
        values.put("1497", Long.toString(price));
        values.put("1498", Long.toString(price * 8 / 10));
        values.put("620", Long.toString(Math.round((double) state.value() / volume)));
        values.put("732", Long.toString(price * 502 / 100_000));
        values.put("852", Long.toString(price * 401 / 100_000));
        values.put("9081", item.endsWith(NEXTRADE_SUFFIX) ? "NXT" : "KRX");
        return values.close(TYPE, "주식체결", item);
    }
}
