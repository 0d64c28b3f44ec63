package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ScanRequest;
import dev.sise.market.ScanRequestJson;
import dev.sise.market.SignalType;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operators in Flink's harness, with runs and prices in memory. */
class ScanOperatorsTest {
    private static final LocalDate DATE = Chart.setup().lastDay();
    private static final LocalDate TODAY = DATE.plusDays(3);
    private static final JobID JOB = new JobID(1, 2);
    private static final Map<String, StoredRun> RUNS = new ConcurrentHashMap<>();
    private static final Map<String, String> ERRORS = new ConcurrentHashMap<>();
    private static final Map<String, String> JOBS = new ConcurrentHashMap<>();
    private static final List<String> TOLD = new CopyOnWriteArrayList<>();
    private static final AtomicLong NANOS = new AtomicLong();

    @BeforeEach
    void forget() {
        RUNS.clear();
        ERRORS.clear();
        JOBS.clear();
        TOLD.clear();
    }

    @Test
    void makesARunOfTheNewestSessionWhereThereIsNone() throws Exception {
        List<ScanPart> parts = plan(new ScanOrder("night", ScanKind.NIGHTLY, null, null, TODAY));

        assertThat(parts).hasSize(2).allSatisfy(part -> {
            assertThat(part.run()).isEqualTo(new ScanRun("night", ScanKind.NIGHTLY, DATE, ScanRequest.nightly(DATE)));
            assertThat(part.sharesOf()).isEqualTo(TODAY);
        });
        assertThat(RUNS.get("night").state()).isEqualTo("running");
    }

    @Test
    void takesKindDateAndRequestOfTheRowBeforeAllElse() throws Exception {
        ScanRequest request = ScanRequest.builder().topN(5).build();
        LocalDate before = DATE.minusDays(1);
        RUNS.put("asked", new StoredRun("asked", ScanKind.ADHOC, before, ScanRequestJson.format(request), "waiting"));

        List<ScanPart> parts = plan(new ScanOrder("asked", ScanKind.NIGHTLY, DATE, null, TODAY));

        assertThat(parts)
                .extracting(ScanPart::run)
                .containsOnly(new ScanRun("asked", ScanKind.ADHOC, before, request.on(before)));
    }

    @Test
    void goesOnWithARunThatAFailureInterrupted() throws Exception {
        RUNS.put("night", new StoredRun("night", ScanKind.NIGHTLY, DATE, "{}", "running"));

        assertThat(plan(new ScanOrder("night", ScanKind.NIGHTLY, null, null, TODAY)))
                .hasSize(2);
        // Whoever follows it or cancels it finds this job.
        assertThat(JOBS.get("night")).isEqualTo(JOB.toHexString());
    }

    @Test
    void goesOnWithTheRunThatItsJobMadeThoughANewerSessionHasComeSince() throws Exception {
        LocalDate before = DATE.minusDays(1);
        RUNS.put("made", new StoredRun("made", ScanKind.NIGHTLY, before, "{}", "running"));
        JOBS.put("made", JOB.toHexString());

        assertThat(plan(new ScanOrder(null, ScanKind.NIGHTLY, null, null, TODAY)))
                .extracting(part -> part.run().id())
                .containsOnly("made");
        assertThat(RUNS).containsOnlyKeys("made");
    }

    @Test
    void hasNothingToDoForARunThatIsDone() throws Exception {
        RUNS.put("night", new StoredRun("night", ScanKind.NIGHTLY, DATE, "{}", "done"));

        assertThat(plan(new ScanOrder("night", ScanKind.NIGHTLY, null, null, TODAY)))
                .isEmpty();
        assertThat(rank()).isEmpty();
    }

    @Test
    void refusesARunThatHasEndedOtherwiseAndIsNotTriedAgain() {
        for (String state : List.of("failed", "cancelled")) {
            RUNS.put("night", new StoredRun("night", ScanKind.NIGHTLY, DATE, "{}", state));

            assertThatThrownBy(() -> plan(new ScanOrder("night", ScanKind.NIGHTLY, null, null, TODAY)))
                    .isInstanceOf(SuppressRestartsException.class)
                    .hasRootCauseMessage("night was not run: it is " + state + ", nothing was written");
        }
    }

    @Test
    void makesNoRunOfAnIdThatAGatewayGaveAndTheDatabaseDoesNotHave() {
        assertThatThrownBy(() -> plan(new ScanOrder("adhoc-17", ScanKind.NIGHTLY, null, null, TODAY)))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage(
                        "adhoc-17 was not run: scan_runs does not have it, and a scan that was asked for is"
                                + " run as its row says; is postgres.url that of the gateway?");

        assertThat(RUNS).isEmpty();
    }

    @Test
    void saysOnTheRowWhyItCannotRun() {
        assertThatThrownBy(() -> plan(new ScanOrder("night", ScanKind.NIGHTLY, TODAY, null, TODAY)))
                .isInstanceOf(SuppressRestartsException.class);

        assertThat(ERRORS)
                .containsOnly(Map.entry(
                        "night",
                        "as_of must be a session of the loaded data, but was " + TODAY + "; the previous session is "
                                + DATE));
    }

    @Test
    void ranksPartsInAnyOrder() throws Exception {
        List<AnalysedPart> parts = new ArrayList<>();
        for (ScanPart part : plan(new ScanOrder("night", ScanKind.NIGHTLY, null, null, TODAY))) {
            parts.add(AnalysePart.analyse(part, new Data().open().read(part), EnumSet.allOf(SignalType.class)));
        }

        List<ScanOutput> forwards = rank(parts.get(0), parts.get(1));
        List<ScanOutput> backwards = rank(parts.get(1), parts.get(0));

        assertThat(forwards).singleElement().satisfies(output -> {
            assertThat(output.tickers()).isEqualTo(2);
            assertThat(output.result().universe()).isEqualTo(2);
        });
        assertThat(backwards).isEqualTo(forwards);
    }

    @Test
    void tellsHowFarItIsEveryHalfSecondOfAllSubtasksTogether() throws Exception {
        ScanPart part = plan(new ScanOrder("night", ScanKind.NIGHTLY, null, null, TODAY), 1)
                .get(0);
        int subtasks = 4;
        AnalysePart analyse = new AnalysePart(new Data(), new Runs(), false, NANOS::get);
        OneInputStreamOperatorTestHarness<ScanPart, AnalysedPart> harness =
                new OneInputStreamOperatorTestHarness<>(new StreamFlatMap<>(analyse), subtasks, subtasks, 0);
        try {
            harness.open();
            harness.processElement(part, 0);
            NANOS.addAndGet(Duration.ofMillis(1_999).toNanos());
            harness.processElement(part, 0);
            assertThat(TOLD).isEmpty();

            NANOS.addAndGet(Duration.ofMillis(1).toNanos());
            harness.processElement(part, 0);
            assertThat(TOLD).containsExactly("night 6");

            harness.processElement(part, 0);
            NANOS.addAndGet(Duration.ofMillis(1_999).toNanos());
            harness.processElement(part, 0);
            assertThat(TOLD).hasSize(1);

            NANOS.addAndGet(Duration.ofMillis(1).toNanos());
            harness.processElement(part, 0);
            assertThat(TOLD).containsExactly("night 6", "night 6");
            assertThat(harness.extractOutputValues()).hasSize(6);
        } finally {
            harness.close();
        }
    }

    private static List<ScanPart> plan(ScanOrder order) throws Exception {
        return plan(order, 2);
    }

    private static List<ScanPart> plan(ScanOrder order, int parts) throws Exception {
        MockEnvironment environment = new MockEnvironmentBuilder().setJobID(JOB).build();
        OneInputStreamOperatorTestHarness<Instrument, ScanPart> harness = new OneInputStreamOperatorTestHarness<>(
                new PlanScan(order, new Runs(), new Data(), parts), environment);
        try {
            harness.open();
            for (String ticker : List.of("005930", "035420")) {
                harness.processElement(new Instrument(ticker, ticker, "KOSPI", InstrumentClass.COMMON, 1_000, null), 0);
            }
            harness.endInput();
            return harness.extractOutputValues();
        } finally {
            harness.close();
            environment.close();
        }
    }

    private static List<ScanOutput> rank(AnalysedPart... parts) throws Exception {
        OneInputStreamOperatorTestHarness<AnalysedPart, ScanOutput> harness =
                new OneInputStreamOperatorTestHarness<>(new RankScan(false));
        try {
            harness.open();
            for (AnalysedPart part : parts) {
                harness.processElement(part, 0);
            }
            harness.endInput();
            return harness.extractOutputValues();
        } finally {
            harness.close();
        }
    }

    /** Each ticker has the same chart. */
    private static final class Data implements MarketData {
        private static final long serialVersionUID = 1L;

        @Override
        public Reader open() {
            return new Reader() {
                @Override
                public Sessions sessions(LocalDate through) {
                    return Sessions.of(List.of(Chart.setup().history()));
                }

                @Override
                public LocalDate listsReadOn() {
                    return TODAY;
                }

                @Override
                public List<TickerRows> read(ScanPart part) {
                    return part.instruments().stream()
                            .map(instrument -> new TickerRows(Chart.setup().history(instrument.ticker()), null))
                            .toList();
                }

                @Override
                public void close() {}
            };
        }
    }

    private static final class Runs implements ScanRuns {
        private static final long serialVersionUID = 1L;

        @Override
        public Access open() {
            return new Access() {
                @Override
                public Optional<StoredRun> find(String id) {
                    return Optional.ofNullable(RUNS.get(id));
                }

                @Override
                public Optional<StoredRun> findByJob(String flinkJobId) {
                    return JOBS.entrySet().stream()
                            .filter(job -> job.getValue().equals(flinkJobId))
                            .findFirst()
                            .map(job -> RUNS.get(job.getKey()));
                }

                @Override
                public void insert(ScanRun run, String flinkJobId) {
                    assertThat(flinkJobId).isEqualTo(JOB.toHexString());
                    JOBS.putIfAbsent(run.id(), flinkJobId);
                    RUNS.putIfAbsent(
                            run.id(),
                            new StoredRun(
                                    run.id(),
                                    run.kind(),
                                    run.asOf(),
                                    ScanRequestJson.format(run.request()),
                                    "waiting"));
                }

                @Override
                public boolean begin(String id, int tickers, String flinkJobId) {
                    JOBS.put(id, flinkJobId);
                    RUNS.computeIfPresent(
                            id, (key, run) -> new StoredRun(id, run.kind(), run.asOf(), run.request(), "running"));
                    return true;
                }

                @Override
                public void advance(String id, int tickers) {
                    TOLD.add(id + " " + tickers);
                }

                @Override
                public void fail(String id, String error) {
                    ERRORS.put(id, error);
                }

                @Override
                public void close() {}
            };
        }
    }
}
