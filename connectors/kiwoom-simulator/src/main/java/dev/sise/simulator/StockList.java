package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * ka10099 (종목정보 리스트): everything that is listed under one {@code mrkt_tp}, in one page and not sorted, the ETN last.
 * The KOSPI list holds ETF, ETN, REIT and funds as well.
 */
final class StockList implements DataRequest {

    private static final String[] SECTORS = {
        "전기/전자", "화학", "제약", "건설", "음식료/담배", "금속", "운송/창고", "통신", "금융", "유통", "기계/장비", "운송장비/부품", "섬유/의류", "일반서비스",
        "IT 서비스"
    };
    private static final long LARGE_COMPANY = 2_000_000_000_000L;
    private static final long MIDDLE_COMPANY = 300_000_000_000L;

    private final Market market;
    private final Clock marketClock;

    StockList(Market market, Clock marketClock) {
        this.market = market;
        this.marketClock = marketClock;
    }

    @Override
    public String apiId() {
        return "ka10099";
    }

    @Override
    public String path() {
        return "/api/dostk/stkinfo";
    }

    @Override
    public Page answer(ObjectNode body, String nextKey) throws RefusedException {
        String marketType =
                Json.text(body, "mrkt_tp").orElseThrow(() -> new RefusedException(ApiError.INPUT_MISSING, "mrkt_tp"));
        Predicate<Instrument> asked = asked(marketType);
        LocalDate today = marketClock.instant().atZone(KiwoomSimulator.ZONE).toLocalDate();
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode rows = answer.putArray("list");
        List<ObjectNode> notes = new ArrayList<>();
        for (TickerState state : market.states()) {
            if (state.isListed(today) && asked.test(state.instrument())) {
                ObjectNode row = row(state, today);
                if (state.instrument().kind() == InstrumentKind.ETN) {
                    notes.add(row);
                } else {
                    rows.add(row);
                }
            }
        }
        rows.addAll(notes);
        return Page.only(answer);
    }

    /** Subscription warrants (5) and high-yield funds (9) are markets with nothing in them. */
    private static Predicate<Instrument> asked(String marketType) throws RefusedException {
        return switch (marketType) {
            case "0" -> instrument -> instrument.board() == Board.KOSPI;
            case "10" -> instrument -> instrument.board() == Board.KOSDAQ;
            case "3" -> instrument -> instrument.board() == Board.ELW;
            case "8" -> instrument -> instrument.kind() == InstrumentKind.ETF;
            case "30" -> instrument -> instrument.board() == Board.OTC;
            case "50" -> instrument -> instrument.board() == Board.KONEX;
            case "4" -> instrument -> instrument.marketCode().equals("4");
            case "6" -> instrument -> instrument.kind() == InstrumentKind.REIT;
            case "5", "9" -> instrument -> false;
            default -> throw new RefusedException(ApiError.MARKET_UNKNOWN);
        };
    }

    private static ObjectNode row(TickerState state, LocalDate today) {
        Instrument instrument = state.instrument();
        Caution caution = caution(state);
        boolean company =
                switch (instrument.kind()) {
                    case COMMON, PREFERRED, KONEX -> true;
                    case SPAC, REIT, FUND, ETF, ETN, ELW, OTC -> false;
                };
        ObjectNode row = Json.MAPPER.createObjectNode();
        row.put("code", instrument.code());
        row.put("name", instrument.name());
        row.put("listCount", "%016d".formatted(instrument.listedShares()));
        row.put("auditInfo", caution.auditInfo());
        row.put("regDay", DateTimeFormatter.BASIC_ISO_DATE.format(instrument.listedOn()));
        row.put("lastPrice", "%08d".formatted(state.previousClose(today)));
        row.put("state", tradingState(instrument, caution));
        row.put("marketCode", instrument.marketCode());
        row.put("marketName", marketName(instrument));
        row.put("upName", company ? SECTORS[Math.floorMod(instrument.code().hashCode(), SECTORS.length)] : "");
        row.put("upSizeName", sizeName(instrument));
        row.put("companyClassName", instrument.code().startsWith("9") && company ? "외국기업" : "");
        row.put("orderWarning", caution.orderWarning());
        row.put("nxtEnable", hasNextrade(instrument, caution) ? "Y" : "N");
        row.put("kind", instrument.kind() == InstrumentKind.ETN ? "Q" : "A");
        return row;
    }

    /** The state at this moment: what was halted or resumed by hand is shown. */
    private static Caution caution(TickerState state) {
        if (state.isHalted()) {
            return Caution.HALTED;
        }
        Caution listed = state.instrument().caution();
        return listed == Caution.HALTED ? Caution.NONE : listed;
    }

    private static String tradingState(Instrument instrument, Caution caution) {
        return switch (caution) {
            case HALTED -> "증거금100%|거래정지";
            case ADMINISTRATION -> "관리종목";
            case ALERT, WARNING, OVERHEATED, ATTENTION -> "증거금100%";
            case NONE ->
                switch (instrument.kind()) {
                    case COMMON, ETF -> "증거금40%|신용가능";
                    case PREFERRED, REIT, FUND -> "증거금40%";
                    case SPAC, ETN, ELW, KONEX, OTC -> "증거금100%";
                };
        };
    }

    private static String marketName(Instrument instrument) {
        return switch (instrument.marketCode()) {
            case "8" -> "ETF";
            case "60" -> "ETN";
            case "70" -> "ETN(손실제한)";
            case "90" -> "ETN(변동성)";
            case "6" -> "리츠";
            case "2" -> "인프라투융자회사";
            case "4" -> "뮤추얼펀드";
            default -> instrument.board().marketName();
        };
    }

    private static String sizeName(Instrument instrument) {
        if (instrument.board() != Board.KOSPI || instrument.kind() != InstrumentKind.COMMON) {
            return "";
        }
        double worth = (double) instrument.basePrice() * instrument.listedShares();
        return worth >= LARGE_COMPANY ? "대형주" : worth >= MIDDLE_COMPANY ? "중형주" : "소형주";
    }

    private static boolean hasNextrade(Instrument instrument, Caution caution) {
        return instrument.kind() == InstrumentKind.COMMON
                && caution == Caution.NONE
                && (double) instrument.basePrice() * instrument.listedShares() >= MIDDLE_COMPANY;
    }
}
