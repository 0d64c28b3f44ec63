package dev.sise.gateway;

import dev.sise.gateway.http.RouteGroup;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Prices for who asks instead of listening. */
final class PricesRoutes implements RouteGroup {
    private final PollingPrices polling;
    private final IntradayPrices intraday;

    PricesRoutes(PollingPrices polling, IntradayPrices intraday) {
        this.polling = polling;
        this.intraday = intraday;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/kr/realtime-prices/polling").handler(this::poll);
        router.get("/api/kr/intraday").handler(this::intraday);
    }

    private void poll(RoutingContext context) {
        PollingQuery.Parsed parsed = PollingQuery.parse(context.queryParams());
        if (parsed instanceof PollingQuery.Bad bad) {
            bad.error().send(context);
            return;
        }
        polling.ask(((PollingQuery.Good) parsed).query())
                .onSuccess(answer -> answer.send(context))
                .onFailure(context::fail);
    }

    private void intraday(RoutingContext context) {
        TickerList.Parsed parsed = TickerList.parse(context.queryParams(), IntradayPrices.MAX_TICKERS);
        if (parsed instanceof TickerList.Bad bad) {
            bad.error().send(context);
            return;
        }
        intraday.ask(((TickerList.Good) parsed).list())
                .onSuccess(answer -> answer.send(context))
                .onFailure(context::fail);
    }
}
