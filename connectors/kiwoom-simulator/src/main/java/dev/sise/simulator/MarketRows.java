package dev.sise.simulator;

import java.time.LocalDateTime;

/** Writes the rows of REAL frames other than trades, with the fields of the official samples in their order. */
final class MarketRows {

    static final String EXPECTED = "0H";
    static final String WARRANT_THEORY = "0m";
    static final String WARRANT_INDICATORS = "0u";
    static final String MARKET_STATE = "0s";
    static final String INTERRUPTION = "1h";

    private MarketRows() {}

    /** 0H (주식예상체결): FID 15 is the quantity expected, 13 what has traded so far. */
    static RowText expected(RowText row, TickerState state, String item) {
        long base = state.basePrice();
        long price = state.expectedPrice();
        return row.start()
                .time("20", state.expectedAt())
                .price("10", price, base)
                .difference("11", price - base)
                .signedHundredths("12", NumberText.ratio(price - base, base))
                .difference("15", state.expectedQuantity())
                .put("13", state.volume())
                .put("25", NumberText.direction(price, base, state.limits()))
                .close(EXPECTED, "주식예상체결", item);
    }

    /** 0m (ELW 이론가). The scales are those of the REST answers: 670 by 100, 672 and 673 by a million, the rest decimals. */
    static RowText warrantTheory(
            RowText row, TickerState state, WarrantFigures figures, LocalDateTime now, String item) {
        WarrantTerms.Figures sensitivities = figures.sensitivities();
        double impliedVolatility = state.instrument().terms().impliedVolatility() * 100;
        return row.start()
                .time("20", now)
                .price("10", state.price(), state.basePrice())
                .put("670", Math.round(figures.theoreticalPrice() * 100))
                .put("671", NumberText.decimals(impliedVolatility, 2))
                .put("672", Math.round(sensitivities.delta() * 1_000_000))
                .put("673", Math.round(sensitivities.gamma() * 1_000_000))
                .put("674", NumberText.decimals(sensitivities.theta(), 6))
                .put("675", NumberText.decimals(sensitivities.vega(), 6))
                .put("676", NumberText.decimals(sensitivities.rho(), 6))
                .put("706", " " + NumberText.decimals(impliedVolatility, 2))
                .close(WARRANT_THEORY, "ELW 이론가", item);
    }

    /** 0u (ELW 지표). */
    static RowText warrantIndicators(RowText row, WarrantFigures figures, LocalDateTime now, String item) {
        return row.start()
                .time("20", now)
                .put("666", NumberText.decimals(figures.parity(), 2))
                .put("1211", NumberText.decimals(figures.premium(), 2))
                .put("667", NumberText.decimals(figures.gearing(), 2))
                .put("668", NumberText.signedDecimals(figures.breakEven(), 2))
                .put("669", NumberText.signedDecimals(figures.capitalSupport(), 2))
                .close(WARRANT_INDICATORS, "ELW 지표", item);
    }

    /**
     * 0s (장시작시간), a row of the empty item.
     *
     * @param remaining {@code HHmmss} until the announced moment
     */
    static RowText marketState(RowText row, String code, LocalDateTime at, String remaining) {
        return row.start().put("215", code).time("20", at).put("214", remaining).close(MARKET_STATE, "장시작시간", "");
    }

    /** 1h (VI발동/해제): 9068 is 1 when it begins and 2 when it ends. */
    static RowText interruption(RowText row, TickerState state, Interruption interruption, boolean released) {
        long difference = interruption.trigger() - interruption.reference();
        String deviation = NumberText.signedHundredths(NumberText.ratio(difference, interruption.reference()), "");
        long change = interruption.trigger() - state.basePrice();
        boolean rising = difference >= 0;
        return row.start()
                .put("9001", state.code())
                .put("302", state.instrument().name())
                .put("13", state.volume())
                .put("14", state.value() / 1_000_000)
                .put("9068", released ? "2" : "1")
                .put("9008", state.instrument().board() == Board.KOSDAQ ? "101" : "001")
                .put("9075", "1")
                .put("1221", interruption.trigger())
                .time("1223", interruption.activatedAt())
                .time("1224", interruption.endsAt())
                .put("1225", "정적")
                .put("1236", interruption.reference())
                .put("1237", "0")
                .put("1238", deviation)
                .put("1239", "0.00")
                .put("1489", NumberText.signedHundredths(NumberText.ratio(change, state.basePrice()), ""))
                .put("1490", interruption.count())
                .put("9069", rising ? "1" : "2")
                .put("1279", (rising ? "+" : "-") + "정적")
                .close(INTERRUPTION, "VI발동/해제", state.code());
    }
}
