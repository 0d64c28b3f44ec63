package dev.sise.gateway;

import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What {@code /ws/metrics} shows, as the old backend did: how many prices of each ticker went out today, and to how many clients each of
 * them. It begins anew at midnight in Seoul, on the market clock; only the time of the last broadcast stays.
 *
 * <p>Any thread. A broadcast costs one lock of its ticker, which nobody else holds but who reads. Memory is bounded by the tickers that had a
 * price today, with {@value #MAX_COUNTS} different numbers of clients each.
 */
final class BroadcasterMetrics {
    /** A further number of clients counts as the nearest lower one that is known. */
    private static final int MAX_COUNTS = 1_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    private final MarketClock clock;
    private volatile Day day;
    private volatile Instant last;

    BroadcasterMetrics(MarketClock clock) {
        this.clock = clock;
        this.day = new Day(clock.today(), clock);
    }

    /**
     * Counts a price that went out.
     *
     * @param receivers clients it went to, at least 1
     * @param sent real time
     */
    void record(Ticker ticker, int receivers, Instant sent) {
        day(sent).tickers.computeIfAbsent(ticker, key -> new Counts()).add(receivers);
        last = sent;
    }

    /**
     * The figures of the day.
     *
     * @param now real time
     */
    JsonObject toJson(Instant now) {
        JsonObject broadcasts = new JsonObject();
        JsonObject subscribers = new JsonObject();
        long total = 0;
        for (Map.Entry<Ticker, Counts> entry : new TreeMap<>(day(now).tickers).entrySet()) {
            JsonObject times = new JsonObject();
            long ofTicker = entry.getValue().read(times);
            total += ofTicker;
            broadcasts.put(entry.getKey().code(), ofTicker);
            subscribers.put(entry.getKey().code(), times);
        }
        Instant sent = last;
        return new JsonObject()
                .put("total_broadcasts", total)
                .put("broadcasts_by_ticker", broadcasts)
                .put("subscriber_counts", subscribers)
                .put(
                        "last_broadcast_time",
                        sent == null ? null : TIME.format(OffsetDateTime.ofInstant(sent, MarketClock.ZONE)));
    }

    /** The day that has the moment: the present one, or a new one if that is over. */
    private Day day(Instant moment) {
        Day present = day;
        return moment.isBefore(present.end) ? present : begin(moment);
    }

    private synchronized Day begin(Instant moment) {
        if (!moment.isBefore(day.end)) {
            day = new Day(clock.marketTime(moment).toLocalDate(), clock);
        }
        return day;
    }

    private static final class Day {
        /** Real time, so that nothing has to be converted for a broadcast. */
        private final Instant end;

        private final Map<Ticker, Counts> tickers = new ConcurrentHashMap<>();

        private Day(LocalDate date, MarketClock clock) {
            end = clock.realTime(date.plus(1, ChronoUnit.DAYS).atStartOfDay());
        }
    }

    /** Of one ticker: how often its price went to how many clients. */
    private static final class Counts {
        private final TreeMap<Integer, Long> times = new TreeMap<>();

        private synchronized void add(int receivers) {
            Integer known = times.size() < MAX_COUNTS ? null : times.floorKey(receivers);
            times.merge(known == null ? receivers : known, 1L, Long::sum);
        }

        /** Writes them down and returns their sum. */
        private synchronized long read(JsonObject into) {
            long total = 0;
            for (Map.Entry<Integer, Long> entry : times.entrySet()) {
                into.put(entry.getKey().toString(), entry.getValue());
                total += entry.getValue();
            }
            return total;
        }
    }
}
