package dev.sise.gateway;

import dev.sise.connector.redis.LastValueReader;
import dev.sise.gateway.http.ApiError;
import dev.sise.market.MarketClock;
import dev.sise.market.NoPrice;
import dev.sise.market.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Answers the polling API: what the cache has and is young enough, from one read of Redis, and the rest as the broker answers now.
 *
 * <p>A price that a live session brings is as old as nothing: no trade happened since. Where the broker says that it has no price, the last
 * close stands in if the list has one, as the old backend answered with the latest daily close; it does not stand in for an answer that did not
 * come. What the list of instruments does not have, or has as delisted, is not asked for.
 *
 * <p>Called on event loops, and answers on the caller's.
 */
final class PollingPrices {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final long READ_MILLIS = 1_000;

    private final LastValueReader redis;
    private final PriceReader reader;
    private final Fetches fetches;
    private final Demand demand;
    private final SourceMonitor source;
    private final InstrumentList instruments;
    private final StandIns standIns;
    private final MarketClock clock;

    PollingPrices(
            LastValueReader redis,
            PriceReader reader,
            Fetches fetches,
            Demand demand,
            SourceMonitor source,
            InstrumentList instruments,
            StandIns standIns,
            MarketClock clock) {
        this.redis = redis;
        this.reader = reader;
        this.fetches = fetches;
        this.demand = demand;
        this.source = source;
        this.instruments = instruments;
        this.standIns = standIns;
        this.clock = clock;
    }

    /** Whether a fetch can be asked for. */
    @FunctionalInterface
    interface Demand {
        /** Why it cannot; empty if it can. */
        Optional<String> problem();
    }

    /** Never fails because of others: what cannot be had is named in the answer. */
    Future<Answer> ask(PollingQuery query) {
        Attempt attempt = new Attempt(query);
        List<String> keys = new ArrayList<>(query.tickers().size());
        for (Ticker ticker : query.tickers().tickers()) {
            if (!query.includeElw() && instruments.classOf(ticker).isElw()) {
                continue;
            }
            if (instruments.isDelisted(ticker)) {
                attempt.answer.addError(ticker.code(), "delisted");
            } else {
                attempt.tickers.add(ticker);
                keys.add(PriceTopic.name(ticker));
            }
        }
        if (keys.isEmpty()) {
            return Future.succeededFuture(attempt.end());
        }
        return Future.fromCompletionStage(redis.getAll(keys), Vertx.currentContext())
                .timeout(READ_MILLIS, TimeUnit.MILLISECONDS)
                .transform(read -> {
                    if (read.failed()) {
                        attempt.failAll(attempt.tickers, Trouble.CACHE_DOWN);
                        return Future.succeededFuture(attempt.end());
                    }
                    return answer(attempt, read.result());
                });
    }

    private Future<Answer> answer(Attempt attempt, Map<String, byte[]> cache) {
        List<Ticker> misses = attempt.takeCached(cache);
        if (misses.isEmpty()) {
            return Future.succeededFuture(attempt.end());
        }
        if (demand.problem().isPresent()) {
            attempt.failAll(misses, Trouble.DEMAND_DOWN);
            return Future.succeededFuture(attempt.end());
        }
        return fetches.fetch(misses, attempt.oldest).transform(fetched -> {
            if (fetched.succeeded()) {
                attempt.takeFetched(misses, fetched.result());
            } else if (fetched.cause() instanceof Fetches.BusyException) {
                attempt.failAll(misses, Trouble.BUSY);
            } else {
                return Future.failedFuture(fetched.cause());
            }
            return Future.succeededFuture(attempt.end());
        });
    }

    /** What is missing here and comes back; the worst first. */
    private enum Trouble {
        CACHE_DOWN("cache_down", "the cache of prices cannot be reached"),
        SOURCE_DOWN("source_down", "what brings prices in is down, and not all of them are in the cache"),
        DEMAND_DOWN("demand_down", "nobody can be asked for prices, and not all of them are in the cache"),
        BUSY("busy", "too many prices are waited for already, and not all of these are in the cache");

        private final String code;
        private final String detail;

        Trouble(String code, String detail) {
            this.code = code;
            this.detail = detail;
        }

        private static Trouble of(Staleness staleness) {
            return switch (staleness) {
                case SOURCE_DOWN -> SOURCE_DOWN;
                case CACHE_DOWN -> CACHE_DOWN;
            };
        }
    }

    /** One request on its way. */
    private final class Attempt {
        private final PollingAnswer answer;
        private final String oldest;
        private final List<Ticker> tickers = new ArrayList<>();
        private Trouble trouble;

        private Attempt(PollingQuery query) {
            answer = new PollingAnswer(query.tickers().size());
            query.tickers().refused().forEach(answer::addError);
            oldest = PriceValue.asOf(clock.now().minus(query.maxAge()));
        }

        /** Takes what is young enough; returns what has to be fetched and can be. */
        private List<Ticker> takeCached(Map<String, byte[]> cache) {
            SourceState state = source.state();
            List<Ticker> misses = new ArrayList<>();
            for (Ticker ticker : tickers) {
                byte[] data = cache.get(PriceTopic.name(ticker));
                PriceValue value =
                        data == null ? null : reader.read(ticker, data).orElse(null);
                if (value != null && (value.isAsOf(oldest) || state.isOnSession(ticker.code()))) {
                    if (value.noPrice() == null) {
                        answer.addCached(ticker, value);
                    } else {
                        takeNone(ticker, value.noPrice());
                    }
                } else if (instruments.lacks(ticker)) {
                    answer.addError(ticker.code(), NoPrice.UNKNOWN_TICKER.code());
                } else {
                    Staleness staleness = state.stalenessOf(ticker.code(), () -> standIns.isInHours(ticker));
                    if (staleness == null) {
                        misses.add(ticker);
                    } else {
                        fail(ticker, Trouble.of(staleness));
                    }
                }
            }
            return misses;
        }

        private void takeFetched(List<Ticker> misses, Map<Ticker, PriceValue> fetched) {
            for (Ticker ticker : misses) {
                PriceValue value = fetched.get(ticker);
                if (value == null && !redis.isConnected()) {
                    fail(ticker, Trouble.CACHE_DOWN);
                } else if (value == null) {
                    answer.addError(ticker.code(), "timeout");
                } else if (value.noPrice() == null) {
                    answer.addFetched(ticker, value);
                } else {
                    takeNone(ticker, value.noPrice());
                }
            }
        }

        private void takeNone(Ticker ticker, NoPrice mark) {
            standIns.lastClose(ticker)
                    .ifPresentOrElse(
                            close -> answer.addClose(ticker, close),
                            () -> answer.addError(
                                    ticker.code(), standIns.wordOf(ticker, mark).code()));
        }

        private void failAll(Collection<Ticker> all, Trouble why) {
            all.forEach(ticker -> fail(ticker, why));
        }

        private void fail(Ticker ticker, Trouble why) {
            answer.addError(ticker.code(), why.code);
            if (trouble == null || why.compareTo(trouble) < 0) {
                trouble = why;
            }
        }

        private Answer end() {
            ApiError error = trouble == null ? null : ApiError.unavailable(trouble.code, trouble.detail, ASK_AGAIN);
            return new Answer(error, answer.toJson(error));
        }
    }
}
