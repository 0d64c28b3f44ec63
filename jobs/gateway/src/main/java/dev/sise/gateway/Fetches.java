package dev.sise.gateway;

import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Gets values that the cache does not have: asks for each once, however many requests wait for it, and reads the cache until what it asked
 * for is there: a value that was confirmed after the asking, or is young enough for the request. One command reads for all. Before it asks it
 * looks once more: what another request waited for may have come since this one looked.
 *
 * <p>{@link #fetch} may be called on any thread; all else is done on one event loop, and nothing blocks.
 */
final class Fetches {
    /** Of a request for fewer than 100 tickers. */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final Duration DEADLINE_PER_100_MISSES = Duration.ofMillis(300);
    private static final long READ_MILLIS = 50;
    /** What the broker answers in the time of the largest requests, at the calls that it allows. */
    static final int MAX_WANTED = 4_000;

    private final Vertx vertx;
    private final Context context;
    private final Function<Collection<String>, CompletionStage<Map<String, byte[]>>> cache;
    private final Consumer<Collection<Ticker>> ask;
    private final PriceReader reader;
    private final MarketClock clock;
    private final Duration deadline;
    private final Map<Ticker, Wanted> wanted = new HashMap<>();
    private boolean reading;

    /**
     * @param cache reads what it has of some keys; must not block
     * @param ask passes on that one value of each is needed; must not block
     * @param deadline {@link #DEADLINE}, but for tests
     */
    Fetches(
            Vertx vertx,
            Function<Collection<String>, CompletionStage<Map<String, byte[]>>> cache,
            Consumer<Collection<Ticker>> ask,
            PriceReader reader,
            MarketClock clock,
            Duration deadline) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.cache = cache;
        this.ask = ask;
        this.reader = reader;
        this.clock = clock;
        this.deadline = deadline;
    }

    /** Too much is waited for already. */
    static final class BusyException extends RuntimeException {
        BusyException() {
            super("More than " + MAX_WANTED + " tickers would be waited for", null, false, false);
        }
    }

    /**
     * Values, or words that there is none, confirmed after this call, or after another that waits for the same ticker.
     *
     * @param oldest as {@link PriceValue#asOf} writes it: a value confirmed since then will do as well
     * @return what came in time: 2 s, and 0.3 s more for every 100 tickers; fails with {@link BusyException}
     */
    Future<Map<Ticker, PriceValue>> fetch(Collection<Ticker> tickers, String oldest) {
        Promise<Map<Ticker, PriceValue>> answer = Promise.promise();
        Set<Ticker> missing = new HashSet<>(tickers);
        context.runOnContext(now -> begin(new Request(missing, oldest, answer)));
        return answer.future();
    }

    private void begin(Request request) {
        int others = (int) request.missing.stream()
                .filter(ticker -> !wanted.containsKey(ticker))
                .count();
        if (wanted.size() + others > MAX_WANTED) {
            request.answer.fail(new BusyException());
            return;
        }
        LocalDateTime now = clock.now();
        List<Ticker> asked = new ArrayList<>();
        for (Ticker ticker : request.missing) {
            Wanted want = wanted.computeIfAbsent(ticker, added -> new Wanted(PriceValue.asOf(now)));
            want.requests.add(request);
            // Again where the asking came to nothing; else requests that follow each other would wait for it for ever.
            if (want.askedAt == null || !now.isBefore(want.askedAt.plus(deadline))) {
                want.askedAt = now;
                asked.add(ticker);
            }
        }
        Duration time = deadline.plus(DEADLINE_PER_100_MISSES.multipliedBy(request.missing.size() / 100));
        // Before it looks: what is found at once ends the request, and with it this timer.
        request.timer = vertx.setTimer(time.toMillis(), expired -> end(request));
        if (!asked.isEmpty()) {
            look(asked).onComplete(done -> askForWhatIsWanted(asked));
        }
        if (!reading) {
            reading = true;
            readLater();
        }
    }

    private void askForWhatIsWanted(List<Ticker> tickers) {
        tickers.removeIf(ticker -> !wanted.containsKey(ticker));
        if (!tickers.isEmpty()) {
            ask.accept(tickers);
        }
    }

    private void readLater() {
        vertx.setTimer(READ_MILLIS, due -> read());
    }

    private void read() {
        if (wanted.isEmpty()) {
            reading = false;
            return;
        }
        // A reading that fails is followed by the next like one that finds nothing.
        look(wanted.keySet()).onComplete(done -> readLater());
    }

    /** Takes what the cache has of these by now. */
    private Future<Map<String, byte[]>> look(Collection<Ticker> tickers) {
        Map<String, Ticker> keys = new HashMap<>();
        tickers.forEach(ticker -> keys.put(PriceTopic.name(ticker), ticker));
        return Future.fromCompletionStage(cache.apply(keys.keySet()), context)
                .onSuccess(found -> found.forEach((key, data) -> arrived(keys.get(key), data)));
    }

    private void arrived(Ticker ticker, byte[] data) {
        Wanted want = wanted.get(ticker);
        if (want == null) {
            return;
        }
        PriceValue value = reader.read(ticker, data).orElse(null);
        if (value == null) {
            return;
        }
        boolean answersAll = value.isAsOf(want.since);
        for (Request request : List.copyOf(want.requests)) {
            if (!answersAll && !value.isAsOf(request.oldest)) {
                continue;
            }
            want.requests.remove(request);
            request.missing.remove(ticker);
            request.found.put(ticker, value);
            if (request.missing.isEmpty()) {
                vertx.cancelTimer(request.timer);
                end(request);
            }
        }
        if (want.requests.isEmpty()) {
            wanted.remove(ticker);
        }
    }

    private void end(Request request) {
        for (Ticker ticker : request.missing) {
            Wanted want = wanted.get(ticker);
            want.requests.remove(request);
            if (want.requests.isEmpty()) {
                wanted.remove(ticker);
            }
        }
        request.answer.complete(request.found);
    }

    /** A ticker and who waits for it. */
    private static final class Wanted {
        /** As {@link PriceValue#asOf} writes it. */
        private final String since;

        private final Set<Request> requests = new HashSet<>();
        private LocalDateTime askedAt;

        private Wanted(String since) {
            this.since = since;
        }
    }

    /** Some tickers that somebody waits for together. */
    private static final class Request {
        private final Set<Ticker> missing;
        private final String oldest;
        private final Promise<Map<Ticker, PriceValue>> answer;
        private final Map<Ticker, PriceValue> found = new HashMap<>();
        private long timer;

        private Request(Set<Ticker> missing, String oldest, Promise<Map<Ticker, PriceValue>> answer) {
            this.missing = missing;
            this.oldest = oldest;
            this.answer = answer;
        }
    }
}
