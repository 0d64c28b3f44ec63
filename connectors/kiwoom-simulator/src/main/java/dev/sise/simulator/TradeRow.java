package dev.sise.simulator;

/** Writes one row of a REAL frame of type 0B (주식체결): the 43 fields of a captured frame in its order. */
final class TradeRow {

    static final String TYPE = "0B";

    private static final String NEXTRADE_SUFFIX = "_NX";

    private TradeRow() {}

    /**
     * Writes the row into {@code values} and returns that.
     *
     * @param state as the trade left it
     * @param item the registered code with its suffix, echoed as it is
     */
    static RowText write(RowText values, TickerState state, String item) {
        long base = state.basePrice();
        long price = state.price();
        long volume = state.volume();
        long signedQuantity = state.buyerInitiated() ? state.quantity() : -state.quantity();
        long volumeDifference = volume - state.previousVolume();
        long buyShare = NumberText.ratio(state.buyVolume(), state.buyVolume() + state.sellVolume());
        boolean moreBuyers = state.buyVolume() >= state.sellVolume();

        values.start();
        values.time("20", state.tradedAt());
        values.price("10", price, base);
        values.difference("11", price - base);
        values.signedHundredths("12", NumberText.ratio(price - base, base));
        values.price("27", state.ask(), base);
        values.price("28", state.bid(), base);
        values.difference("15", signedQuantity);
        values.put("13", volume);
        values.put("14", state.value() / 1_000_000);
        values.price("16", state.open(), base);
        values.price("17", state.high(), base);
        values.price("18", state.low(), base);
        values.put("25", NumberText.direction(price, base, state.limits()));
        values.difference("26", volumeDifference);
        values.difference("29", state.value() - state.previousValue());
        values.hundredths("30", volumeDifference < 0 ? "-" : "+", NumberText.ratio(volume, state.previousVolume()));
        values.hundredths("31", "", NumberText.ratio(volume, state.instrument().listedShares()));
        values.put("32", price * 23 / 10_000);
        values.hundredths("228", "", NumberText.ratio(state.buyVolume(), state.sellVolume()));
        values.put("311", Math.round((double) price * state.instrument().listedShares() / 100_000_000));
        values.put("290", state.phase().sessionCode());
        values.put("691", "0");
        values.time("567", state.upperLimitAt());
        values.time("568", state.lowerLimitAt());
        values.put("851", NumberText.ratio(volume, state.previousVolume()));
        values.time("1890", state.openAt());
        values.time("1891", state.highAt());
        values.time("1892", state.lowAt());
        values.put("1030", state.sellVolume());
        values.put("1031", state.buyVolume());
        values.hundredths("1032", moreBuyers ? "+" : "-", buyShare);
        values.put("1071", state.sellTrades());
        values.put("1072", state.buyTrades());
        values.difference("1313", signedQuantity * price / 1_000);
        values.difference("1315", Math.min(signedQuantity, 0));
        values.difference("1316", Math.max(signedQuantity, 0));
        values.difference("1314", signedQuantity);
        values.put("1497", price);
        values.put("1498", price * 8 / 10);
        values.put("620", Math.round((double) state.value() / volume));
        values.put("732", price * 502 / 100_000);
        values.put("852", price * 401 / 100_000);
        values.put("9081", item.endsWith(NEXTRADE_SUFFIX) ? "NXT" : "KRX");
        return values.close(TYPE, "주식체결", item);
    }
}
