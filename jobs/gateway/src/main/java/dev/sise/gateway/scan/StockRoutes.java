package dev.sise.gateway.scan;

import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.Parameters;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.market.InstrumentClass;
import dev.sise.market.InvalidFieldException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The instruments of the exchange and their daily bars. */
final class StockRoutes implements RouteGroup {
    private static final String PATH = "/api/kr/stocks";
    private static final String ONE = PATH + "/:ticker";
    private static final List<String> MARKETS = List.of("KOSPI", "KOSDAQ", "ELW", "OTC", "UNKNOWN", "ALL");
    private static final List<String> CLASSES =
            Arrays.stream(InstrumentClass.values()).map(InstrumentClass::code).toList();
    private static final int MAX_STOCKS = 1_000;
    private static final int DEFAULT_STOCKS = 100;
    private static final int MAX_BARS = 2_000;
    private static final int DEFAULT_BARS = 250;
    private static final int MAX_TEXT = 64;
    private static final LocalDate FOR_EVER = LocalDate.of(9999, 12, 31);

    private final Answers answers;

    StockRoutes(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::list);
        router.get(ONE).handler(this::find);
        router.get(ONE + "/bars").handler(this::bars);
    }

    private void list(RoutingContext context) {
        StockRows.Choice choice;
        try {
            choice = choice(Parameters.of(context));
        } catch (InvalidFieldException e) {
            ApiError.badValue(e).send(context);
            return;
        }
        answers.answer(context, connection -> {
            List<JsonObject> stocks = StockRows.some(connection, choice);
            String next = stocks.size() < choice.limit()
                    ? null
                    : stocks.get(stocks.size() - 1).getString("ticker");
            return new JsonObject()
                    .put("stocks", StockRows.array(stocks))
                    .put("next", next)
                    .toBuffer();
        });
    }

    private static StockRows.Choice choice(Parameters parameters) {
        return new StockRows.Choice(
                parameters.word("market", MARKETS).filter(market -> !market.equals("ALL")).stream()
                        .toList(),
                parameters.words("class", CLASSES),
                parameters.text("q").map(text -> {
                    if (text.length() > MAX_TEXT) {
                        throw new InvalidFieldException("q", "at most " + MAX_TEXT + " characters", text);
                    }
                    return text.strip();
                }),
                parameters
                        .word("delisted", List.of("true", "false"))
                        .map(Boolean::valueOf)
                        .orElse(false),
                parameters
                        .text("after")
                        .map(after -> after.strip().toUpperCase(Locale.ROOT))
                        .orElse(""),
                parameters.number("limit", 1, MAX_STOCKS, DEFAULT_STOCKS));
    }

    private void find(RoutingContext context) {
        String ticker;
        try {
            ticker = SignalRoutes.ticker(context);
        } catch (InvalidFieldException e) {
            ApiError.badValue(e).send(context);
            return;
        }
        answers.answer(context, connection -> StockRows.find(connection, ticker)
                .orElseThrow(() -> SignalRoutes.unknown(ticker))
                .toBuffer());
    }

    private void bars(RoutingContext context) {
        String ticker;
        LocalDate from;
        LocalDate to;
        int limit;
        try {
            ticker = SignalRoutes.ticker(context);
            Parameters parameters = Parameters.of(context);
            from = parameters.date("from").orElse(LocalDate.MIN);
            to = parameters.date("to").orElse(FOR_EVER);
            if (from.isAfter(to)) {
                throw new InvalidFieldException("from", "at or before to, which is " + to, from.toString());
            }
            limit = parameters.number("limit", 1, MAX_BARS, DEFAULT_BARS);
        } catch (InvalidFieldException e) {
            ApiError.badValue(e).send(context);
            return;
        }
        answers.answer(context, connection -> {
            List<JsonObject> bars = StockRows.bars(connection, ticker, from, to, limit);
            if (bars.isEmpty() && StockRows.find(connection, ticker).isEmpty()) {
                throw SignalRoutes.unknown(ticker);
            }
            return new JsonObject()
                    .put("ticker", ticker)
                    .put("bars", StockRows.array(bars))
                    .toBuffer();
        });
    }
}
