package dev.sise.reference.functions;

import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads ticker after ticker: reads what is stored, asks the source for as many pages as it takes, and hands on what is to be written. Each
 * subtask has one app key, by its own number. One ticker's failure fails no other. When three in a row had no answer, thirty in a row were
 * answered with errors, or all app keys are refused, the rest is skipped: the source is down, and the next run goes on from here. A subtask
 * whose app key is refused goes on with the next one.
 *
 * <p>What is stored is read when the ticker's turn comes, so that a task that was restarted does not repeat what it had done before.
 *
 * <p>Gauges {@code tickersDone}, {@code tickersTotal}, {@code tickersPerSecond}, {@code secondsLeft}; counters {@code rejected.<reason>}.
 *
 * @param <R> a row of the table
 */
public final class LoadTickers<R extends DayRow<R>> extends RichFlatMapFunction<LoadTask, TickerResult> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LoadTickers.class);
    private static final String SOURCE = "reference-data";
    /** So many tickers without an answer, each asked for several times, are no accident of their own. */
    private static final int UNANSWERED_IN_A_ROW = 3;
    /** So many tickers that were answered with errors of the source are no errors of their own: with pauses they took over seven minutes. */
    private static final int ERRORS_IN_A_ROW = 30;
    /** 30,000 days of prices: more than the exchange is old. */
    private static final int MAX_PAGES = 50;

    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final LoadTable table;
    private final LoadPlan plan;
    private final int wanted;
    private final HistorySource<R> source;
    private final StoredHistories<R> stored;
    private final SerializableRows<R> rows;
    private final Clock clock;

    private transient LoadProgress progress;
    private transient Rejections rejections;
    private transient long loggedAt;
    private transient int unansweredInARow;
    private transient int errorsInARow;
    private transient int refusedAppKeys;
    private transient String ended;

    /** Puts rows where a result has them. */
    public interface SerializableRows<R> extends BiConsumer<TickerResult, List<R>>, Serializable {}

    private LoadTickers(
            LoadTable table,
            LoadPlan plan,
            int wanted,
            HistorySource<R> source,
            StoredHistories<R> stored,
            SerializableRows<R> rows,
            Clock clock) {
        this.table = table;
        this.plan = plan;
        this.wanted = wanted;
        this.source = source;
        this.stored = stored;
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * Loads daily prices.
     *
     * @param bars of history that a ticker gets
     * @param clock real time; serializable
     */
    public static LoadTickers<DailyBar> ofPrices(
            LoadPlan plan, int bars, HistorySource<DailyBar> source, StoredHistories<DailyBar> stored, Clock clock) {
        return new LoadTickers<>(
                LoadTable.DAILY_PRICES, plan, bars, source, stored, (result, rows) -> result.bars = rows, clock);
    }

    /**
     * Loads investor flows.
     *
     * @param days of history that a ticker gets
     * @param clock real time; serializable
     */
    public static LoadTickers<NetBuying> ofFlows(
            LoadPlan plan, int days, HistorySource<NetBuying> source, StoredHistories<NetBuying> stored, Clock clock) {
        return new LoadTickers<>(
                LoadTable.INVESTOR_FLOWS, plan, days, source, stored, (result, rows) -> result.flows = rows, clock);
    }

    @Override
    public void open(OpenContext context) throws Exception {
        stored.open();
        source.open(subtask());
        progress = new LoadProgress(table.table(), clock.millis());
        loggedAt = clock.millis();
        unansweredInARow = 0;
        errorsInARow = 0;
        refusedAppKeys = 0;
        ended = null;
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        rejections = new Rejections(
                LOG,
                metrics,
                Arrays.stream(RowRefusal.values()).map(RowRefusal::code).toArray(String[]::new));
        metrics.gauge("tickersDone", (Gauge<Long>) progress::done);
        metrics.gauge("tickersTotal", (Gauge<Long>) progress::total);
        metrics.gauge("tickersPerSecond", (Gauge<Double>) () -> progress.perSecond(clock.millis()));
        metrics.gauge("secondsLeft", (Gauge<Long>) () -> progress.secondsLeft(clock.millis()));
    }

    @Override
    public void flatMap(LoadTask task, Collector<TickerResult> out) throws Exception {
        if (task.done) {
            out.collect(new TickerResult(table, task.ticker, LoadState.DONE_BEFORE));
            return;
        }
        progress.total(share(task.total));
        out.collect(load(task.ticker));
        progress.doneOne();
        long now = clock.millis();
        if (now - loggedAt >= LOG_INTERVAL.toMillis()) {
            loggedAt = now;
            LOG.info("app key {} of {}: {}", subtask() + 1, plan.appKeys(), progress.words(now));
        }
    }

    @Override
    public void close() throws Exception {
        try {
            source.close();
        } finally {
            stored.close();
        }
    }

    private TickerResult load(String ticker) throws Exception {
        if (ended != null) {
            return new TickerResult(table, ticker, LoadState.SKIPPED);
        }
        StoredHistory<R> before = stored.read(ticker);
        if (before.loadedThrough() != HistoryPage.NO_DAY && before.loadedThrough() >= plan.through()) {
            return new TickerResult(table, ticker, LoadState.DONE_BEFORE);
        }
        while (true) {
            try {
                TickerResult result = compare(ticker, before);
                unansweredInARow = 0;
                errorsInARow = 0;
                return result;
            } catch (HistoryNotReadException e) {
                if (e.failure() != HistoryNotReadException.Failure.APP_KEY || !borrowsAppKey(e)) {
                    return notRead(ticker, e);
                }
            }
        }
    }

    /** Whether there is an app key left that was not refused. */
    private boolean borrowsAppKey(HistoryNotReadException failure) throws Exception {
        refusedAppKeys++;
        if (refusedAppKeys >= plan.appKeys()) {
            return false;
        }
        int next = (subtask() + refusedAppKeys) % plan.appKeys();
        LOG.error(
                "app key {} of {} is refused, its share of {} goes on slowly with app key {}: {}",
                (subtask() + refusedAppKeys - 1) % plan.appKeys() + 1,
                plan.appKeys(),
                table.table(),
                next + 1,
                failure.getMessage());
        source.borrow(next);
        return true;
    }

    private TickerResult compare(String ticker, StoredHistory<R> before)
            throws HistoryNotReadException, InterruptedException {
        HistoryComparison<R> comparison =
                new HistoryComparison<>(before, plan.through(), wanted, table == LoadTable.DAILY_PRICES);
        TickerResult result = new TickerResult(table, ticker, LoadState.LOADED);
        Optional<String> nextKey = Optional.empty();
        do {
            if (result.calls == MAX_PAGES) {
                throw new HistoryNotReadException(
                        HistoryNotReadException.Failure.TICKER, "it has more than " + MAX_PAGES + " pages", null);
            }
            HistoryPage<R> page = source.read(ticker, nextKey);
            result.calls++;
            page.refused()
                    .forEach(refused -> reject(
                            result,
                            refused.reason(),
                            refused.day() == HistoryPage.NO_DAY
                                    ? "?"
                                    : LocalDate.ofEpochDay(refused.day()).toString(),
                            refused.words(),
                            refused.raw()));
            comparison.add(page);
            nextKey = page.nextKey();
        } while (comparison.wantsMore());
        HistoryComparison.Result<R> found = comparison.result();
        rows.accept(result, found.rows());
        result.replaces = found.replaces();
        result.firstDay = found.firstDay();
        result.loadedThrough = found.loadedThrough();
        result.inserted = found.inserted();
        result.corrected = found.corrected();
        result.filled = found.filled();
        result.repaired = found.repaired();
        result.blank = found.blank();
        if (found.isIncomplete()) {
            result.state = LoadState.INCOMPLETE;
        }
        return result;
    }

    private TickerResult notRead(String ticker, HistoryNotReadException failure) {
        LOG.warn("{} of {} was not loaded: {}", table.table(), ticker, failure.getMessage());
        return switch (failure.failure()) {
            case TICKER -> {
                unansweredInARow = 0;
                errorsInARow = 0;
                TickerResult refused = new TickerResult(table, ticker, LoadState.REFUSED);
                reject(refused, RowRefusal.TICKER, "*", failure.getMessage(), ticker);
                yield refused;
            }
            case ERROR -> {
                unansweredInARow = 0;
                errorsInARow++;
                if (errorsInARow >= ERRORS_IN_A_ROW) {
                    end(failure);
                }
                yield new TickerResult(table, ticker, LoadState.UNANSWERED);
            }
            case MOMENT -> {
                unansweredInARow++;
                if (unansweredInARow >= UNANSWERED_IN_A_ROW) {
                    end(failure);
                }
                yield new TickerResult(table, ticker, LoadState.UNANSWERED);
            }
            case APP_KEY -> {
                end(failure);
                yield new TickerResult(table, ticker, LoadState.UNANSWERED);
            }
        };
    }

    private void end(HistoryNotReadException failure) {
        ended = failure.getMessage();
        LOG.error(
                "app key {} of {}: the rest of {} is skipped: {}", subtask() + 1, plan.appKeys(), table.table(), ended);
    }

    private void reject(TickerResult result, RowRefusal reason, String day, String words, String raw) {
        RejectedRecord rejected = new RejectedRecord(
                SOURCE,
                table.table() + "/" + result.ticker + "/" + day,
                words,
                plan.startedAt(),
                raw.getBytes(StandardCharsets.UTF_8));
        result.rejected.add(rejected);
        result.reasons.add(reason.code());
        rejections.count(reason.code(), rejected);
    }

    private int subtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    /** Of so many tickers, dealt out one by one to the app keys. */
    private long share(int total) {
        return (total - subtask() + plan.appKeys() - 1) / plan.appKeys();
    }
}
