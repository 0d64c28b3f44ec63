package dev.sise.gateway.scan;

import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.Parameters;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.gateway.http.Shown;
import dev.sise.market.InvalidFieldException;
import dev.sise.market.SignalType;
import dev.sise.market.Ticker;
import dev.sise.market.Venue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The published board, and what a chart needs of one ticker of it. */
final class SignalRoutes implements RouteGroup {
    private static final String PATH = "/api/kr/signals";
    private static final String DATE = "date";
    private static final List<String> MARKETS = List.of("KOSPI", "KOSDAQ", "ALL");
    private static final List<String> TYPES =
            Arrays.stream(SignalType.values()).map(SignalType::code).toList();
    private static final int MAX_SIGNALS = 5_000;
    /** Of a chart: two years, which hold the longest base unless it was halted for long. */
    private static final int MAX_BARS = 500;

    private static final int BARS_BEFORE_BASE = 40;
    private static final int BARS_WITHOUT_BASE = 250;
    private static final String COMMON = "common";

    private final Answers answers;

    SignalRoutes(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::board);
        router.get(PATH + "/:ticker").handler(this::chart);
    }

    /** The ticker in the path, as the exchange writes it. */
    static String ticker(RoutingContext context) {
        String text = context.pathParam("ticker");
        if (Ticker.parse(text) instanceof Ticker.Accepted accepted && accepted.venue() == Venue.KRX) {
            return accepted.ticker().code();
        }
        throw new InvalidFieldException(
                "ticker", "a code of six digits and letters, such as 005930, at least one of them a digit", text);
    }

    static ScanRefusedException unknown(String ticker) {
        return new ScanRefusedException(ApiError.notFound("there is no ticker " + Shown.of(ticker)));
    }

    private void board(RoutingContext context) {
        Optional<LocalDate> date;
        SignalJson.Choice choice;
        try {
            Parameters parameters = Parameters.of(context);
            date = parameters.date(DATE);
            choice = new SignalJson.Choice(
                    parameters.word("market", MARKETS).filter(market -> !market.equals("ALL")).stream()
                            .toList(),
                    parameters.words("grade", SignalJson.GRADES),
                    parameters.words("signal_type", TYPES),
                    parameters.number("limit", 1, MAX_SIGNALS, MAX_SIGNALS));
        } catch (InvalidFieldException e) {
            ApiError.badValue(e).send(context);
            return;
        }
        answers.answer(context, connection -> {
            ScanRun run = published(connection, date);
            List<JsonObject> signals = SignalJson.of(connection, run.id(), choice);
            return head(run)
                    .put("totals", run.totals().orElse(null))
                    .put("returned", signals.size())
                    .put("results", StockRows.array(signals))
                    .toBuffer();
        });
    }

    private void chart(RoutingContext context) {
        String ticker;
        Optional<LocalDate> date;
        try {
            ticker = ticker(context);
            date = Parameters.of(context).date(DATE);
        } catch (InvalidFieldException e) {
            ApiError.badValue(e).send(context);
            return;
        }
        answers.answer(context, connection -> {
            ScanRun run = published(connection, date);
            List<JsonObject> signals = SignalJson.of(connection, run.id(), ticker);
            Optional<JsonObject> stock = StockRows.find(connection, ticker);
            List<JsonObject> bars = StockRows.bars(connection, ticker, LocalDate.MIN, run.asOf(), MAX_BARS);
            if (signals.isEmpty() && stock.isEmpty() && bars.isEmpty()) {
                throw unknown(ticker);
            }
            return head(run)
                    .put("ticker", ticker)
                    .put(
                            "name",
                            stock.map(row -> row.getString("name"))
                                    .or(() -> signals.stream().findFirst().map(signal -> signal.getString("name")))
                                    .orElse(null))
                    .put("signals", StockRows.array(signals))
                    .put("reasons", reasons(Outcomes.of(connection, run.id(), ticker), signals, stock))
                    .put("bars", StockRows.array(shown(bars, signals)))
                    .toBuffer();
        });
    }

    private static JsonObject head(ScanRun run) {
        return new JsonObject()
                .put("scan_id", run.id())
                .put("date", run.asOf().toString())
                .put("published_at", run.endedAt().map(Object::toString).orElse(null));
    }

    private static ScanRun published(Connection connection, Optional<LocalDate> date) throws SQLException {
        Optional<Board.Published> newest = Board.newest(connection);
        Optional<Board.Published> wanted = date.isPresent() ? Board.of(connection, date.get()) : newest;
        Optional<ScanRun> run =
                wanted.isPresent() ? ScanRuns.find(connection, wanted.get().scanId()) : Optional.empty();
        return run.orElseThrow(() -> new ScanRefusedException(ApiError.notFound(
                date.map(day -> "no scan of " + day + " was published, ").orElse("no scan was published yet, ")
                        + newest.map(board -> "the newest is that of " + board.date())
                                .orElse("there is none of any day"))));
    }

    /** By type why the ticker is no signal; its class is not written down, as it would be of thousands. */
    private static JsonObject reasons(JsonObject outcomes, List<JsonObject> signals, Optional<JsonObject> stock) {
        JsonObject reasons = new JsonObject();
        boolean ofAnotherClass = stock.isPresent() && !COMMON.equals(stock.get().getString("instrument_class"));
        for (String type : TYPES) {
            boolean isSignal = signals.stream().anyMatch(signal -> type.equals(signal.getString("signal_type")));
            if (outcomes.containsKey(type)) {
                reasons.put(type, outcomes.getJsonArray(type));
            } else if (!isSignal) {
                reasons.put(type, ofAnotherClass ? new JsonArray().add("CLASS") : new JsonArray());
            }
        }
        return reasons;
    }

    /** From some bars before the base on. */
    private static List<JsonObject> shown(List<JsonObject> bars, List<JsonObject> signals) {
        int count = bars.size();
        Optional<String> base =
                signals.stream().map(signal -> signal.getString("base_start")).min(String::compareTo);
        if (base.isEmpty()) {
            return bars.subList(Math.max(0, count - BARS_WITHOUT_BASE), count);
        }
        int first = 0;
        while (first < count && bars.get(first).getString(DATE).compareTo(base.get()) < 0) {
            first++;
        }
        return bars.subList(Math.max(0, first - BARS_BEFORE_BASE), count);
    }
}
