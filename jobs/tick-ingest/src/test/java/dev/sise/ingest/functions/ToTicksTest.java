package dev.sise.ingest.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sise.market.ElwFigures;
import dev.sise.market.Feed;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import dev.sise.market.Tick;
import dev.sise.market.TickKind;
import dev.sise.runtime.RejectedRecord;
import dev.sise.testkit.OperatorMetrics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ToTicksTest {
    private static final int DAY = Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay());
    private static final long RECEIVED =
            Instant.parse("2026-07-01T05:54:28.512Z").toEpochMilli();
    private static final int RECEIVED_SECOND = 14 * 3_600 + 54 * 60 + 28;
    private static final String PLACE = "kiwoom/main/1/2/0";

    private final OperatorMetrics metrics = new OperatorMetrics();
    private OneInputStreamOperatorTestHarness<FeedEvent, Tick> harness;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void givesATradeItsDayAndSecond() throws Exception {
        open(Duration.ZERO);

        harness.processElement(trade("005930", 145_428, RECEIVED), 0);

        assertThat(ticks())
                .containsExactly(Tick.trade(
                        "005930", DAY, 14 * 3_600 + 54 * 60 + 28, 316_500, -17_500, -524, 20_631_648, RECEIVED));
    }

    @Test
    void normalisesTheCode() throws Exception {
        open(Duration.ZERO);

        harness.processElement(trade("A0015n0", 90_000, RECEIVED), 0);

        assertThat(ticks()).extracting(Tick::ticker).containsExactly("0015N0");
    }

    @Test
    void putsATradeReceivedJustAfterMidnightOnTheDayBefore() throws Exception {
        open(Duration.ZERO);
        long afterMidnight = Instant.parse("2026-07-01T15:00:01Z").toEpochMilli();

        harness.processElement(trade("005930", 235_959, afterMidnight), 0);

        assertThat(ticks()).extracting(Tick::day).containsExactly(DAY);
    }

    @Test
    void takesTheDayOfMarketTimeNotOfRealTime() throws Exception {
        open(Duration.ofDays(-1));

        harness.processElement(trade("005930", 145_428, RECEIVED), 0);

        assertThat(ticks()).extracting(Tick::day).containsExactly(DAY - 1);
    }

    @Test
    void rejectsWhatTheConnectorRefusedWithItsBytesAndPlace() throws Exception {
        open(Duration.ZERO);
        byte[] raw = "{\"trnm\":".getBytes(StandardCharsets.UTF_8);

        harness.processElement(FeedEvent.refused("not_json: cut", raw, RECEIVED, "kiwoom/main/1/2"), 0);

        assertThat(ticks()).isEmpty();
        RejectedRecord rejected = onlyRejected();
        assertThat(rejected.reason).isEqualTo("not_json: cut");
        assertThat(rejected.position).isEqualTo("kiwoom/main/1/2");
        assertThat(rejected.bytes).isEqualTo(raw);
        assertThat(rejected.time).isEqualTo(RECEIVED);
        assertRejected("connector");
    }

    @Test
    void rejectsACodeThatIsNoTickerWithTheWholeRow() throws Exception {
        open(Duration.ZERO);

        harness.processElement(trade("0152301010", 90_000, RECEIVED), 0);

        assertThat(ticks()).isEmpty();
        RejectedRecord rejected = onlyRejected();
        assertThat(rejected.reason).contains("0152301010");
        assertThat(new String(rejected.bytes, StandardCharsets.UTF_8))
                .contains(
                        "\"kind\":\"TRADE\"",
                        "\"item\":\"0152301010\"",
                        "\"time\":90000",
                        "\"price\":316500",
                        "\"change\":-17500",
                        "\"changeRate\":-524",
                        "\"volume\":20631648")
                .doesNotContain("strike", "raw");
        assertRejected("ticker");
    }

    @Test
    void rejectsARowOfAnotherVenueWhole() throws Exception {
        open(Duration.ZERO);

        harness.processElement(trade("005930_NX", 90_000, RECEIVED), 0);

        assertThat(ticks()).isEmpty();
        RejectedRecord rejected = onlyRejected();
        assertThat(rejected.reason).isEqualTo("a record must be of the venue KRX, was NXT");
        assertThat(new String(rejected.bytes, StandardCharsets.UTF_8)).contains("\"price\":316500");
        assertRejected("venue");
    }

    @Test
    void rejectsANumberThatNoTickCanHave() throws Exception {
        open(Duration.ZERO);

        harness.processElement(FeedEvent.expected("005930", 90_000, 0, 0, 0, 0, RECEIVED, PLACE), 0);

        assertThat(ticks()).isEmpty();
        assertThat(onlyRejected().reason).contains("must be positive, was 0");
        assertRejected("impossible");
    }

    @Test
    void givesAPollTheDayAndTimeOfItsRowAndTheFeedThatServesTheTicker() throws Exception {
        open(Duration.ZERO);

        harness.processElement(quote(false, 20_260_701, 145_427), 0);
        harness.processElement(quote(true, 20_260_630, 153_000), 0);

        assertThat(ticks())
                .containsExactly(
                        Tick.poll(
                                "005930",
                                Feed.POLL,
                                DAY,
                                14 * 3_600 + 54 * 60 + 27,
                                316_500,
                                -17_500,
                                -524,
                                20_631_648,
                                RECEIVED,
                                null),
                        Tick.poll(
                                "005930",
                                Feed.SESSION,
                                DAY - 1,
                                15 * 3_600 + 30 * 60,
                                316_500,
                                -17_500,
                                -524,
                                20_631_648,
                                RECEIVED,
                                null));
        assertThat(metrics.count("polls")).isEqualTo(2);
    }

    @Test
    void givesAPollOfAWarrantItsFigures() throws Exception {
        open(Duration.ZERO);

        harness.processElement(
                quote("57JBHH", false, 20_260_701, 145_427)
                        .withTerms(new BigDecimal("467.50"), 20_261_210, new BigDecimal("0.0021"))
                        .withTheory(new BigDecimal("21.41"), new BigDecimal("67.66")),
                0);

        assertThat(ticks())
                .extracting(Tick::kind, Tick::elw)
                .containsExactly(tuple(
                        TickKind.POLL,
                        new ElwFigures(
                                new BigDecimal("467.50"),
                                LocalDate.of(2026, 12, 10),
                                new BigDecimal("0.0021"),
                                new BigDecimal("21.41"),
                                new BigDecimal("67.66"))));
    }

    @Test
    void aPollKeepsItsPriceWhenAFigureOfItsWarrantCannotBe() throws Exception {
        open(Duration.ZERO);

        harness.processElement(quote("57JBHH", false, 20_260_701, 145_427).withTerms(null, 20_261_310, null), 0);

        assertThat(ticks()).extracting(Tick::price, Tick::elw).containsExactly(tuple(316_500L, null));
        assertThat(onlyRejected().reason).contains("MonthOfYear");
        assertRejected("figures");
    }

    @Test
    void rejectsAPollOfADayThatHasNotCome() throws Exception {
        open(Duration.ZERO);

        harness.processElement(quote(false, 20_260_702, 145_427), 0);

        assertThat(ticks()).isEmpty();
        assertThat(onlyRejected().reason).contains("a day that has not come yet");
        assertRejected("time");
    }

    @Test
    void tellsAnUnknownTickerFromOneThatWasNeverTraded() throws Exception {
        open(Duration.ZERO);

        harness.processElement(FeedEvent.noQuote("999999", false, false, RECEIVED, PLACE), 0);
        harness.processElement(FeedEvent.noQuote("57JBHH", true, true, RECEIVED, PLACE), 0);

        assertThat(ticks())
                .containsExactly(
                        Tick.none("999999", Feed.POLL, DAY, RECEIVED_SECOND, RECEIVED, "unknown_ticker"),
                        Tick.none("57JBHH", Feed.SESSION, DAY, RECEIVED_SECOND, RECEIVED, "not_traded"));
        assertThat(metrics.count("none")).isEqualTo(2);
    }

    @Test
    void passesTheExpectedPriceOfAnAuctionOn() throws Exception {
        open(Duration.ZERO);

        harness.processElement(
                FeedEvent.expected("005930", 145_400, 317_000, -17_000, -509, 1_200, RECEIVED, PLACE), 0);

        assertThat(ticks())
                .containsExactly(
                        Tick.expected("005930", DAY, 14 * 3_600 + 54 * 60, 317_000, -17_000, -509, 1_200, RECEIVED));
        assertThat(metrics.count("expected")).isEqualTo(1);
    }

    @Test
    void passesPushedFiguresOfAWarrantOnAndCountsThoseWithoutAny() throws Exception {
        open(Duration.ZERO);

        harness.processElement(
                FeedEvent.warrant("57JBHH", 145_400, RECEIVED, PLACE).withTheory(new BigDecimal("21.41"), null), 0);
        harness.processElement(FeedEvent.warrant("57JBHH", 145_401, RECEIVED, PLACE), 0);

        assertThat(ticks())
                .containsExactly(Tick.elw(
                        "57JBHH",
                        DAY,
                        14 * 3_600 + 54 * 60,
                        new ElwFigures(null, null, null, new BigDecimal("21.41"), null),
                        RECEIVED));
        assertThat(metrics.count("warrantsWithoutFigures")).isEqualTo(1);
    }

    @Test
    void tellsThatAnInterruptionBeganAndEnded() throws Exception {
        open(Duration.ZERO);

        harness.processElement(FeedEvent.interruption("005930", true, 145_200, RECEIVED, PLACE), 0);
        harness.processElement(FeedEvent.interruption("005930", false, FeedEvent.NO_TIME, RECEIVED, PLACE), 0);

        assertThat(ticks())
                .containsExactly(
                        Tick.vi("005930", DAY, 14 * 3_600 + 52 * 60, true, RECEIVED),
                        Tick.vi("005930", DAY, RECEIVED_SECOND, false, RECEIVED));
        assertThat(metrics.count("vi")).isEqualTo(2);
    }

    @Test
    void marksAGapWithItsBeginningInMarketTime() throws Exception {
        open(Duration.ZERO);

        harness.processElement(FeedEvent.gap("005930", RECEIVED - 8_000, RECEIVED, PLACE), 0);

        assertThat(ticks())
                .containsExactly(Tick.gap(
                        "005930",
                        Feed.SESSION,
                        DAY,
                        RECEIVED_SECOND,
                        RECEIVED,
                        "the feed may lack trades since 2026-07-01T14:54:20"));
        assertThat(metrics.count("gaps")).isEqualTo(1);
    }

    @Test
    void aMarketStateIsCountedAndMakesNoTick() throws Exception {
        open(Duration.ZERO);

        harness.processElement(FeedEvent.marketState("3", 90_000, 0, RECEIVED, PLACE), 0);
        harness.processElement(FeedEvent.marketState("?", FeedEvent.NO_TIME, -1, RECEIVED, PLACE), 0);
        harness.processElement(FeedEvent.marketState("?", FeedEvent.NO_TIME, -1, RECEIVED, PLACE), 0);

        assertThat(ticks()).isEmpty();
        assertThat(metrics.count("marketState.known")).isEqualTo(1);
        assertThat(metrics.count("marketState.unknown")).isEqualTo(2);
    }

    private static FeedEvent quote(boolean bySession, int date, int time) {
        return quote("005930", bySession, date, time);
    }

    private static FeedEvent quote(String item, boolean bySession, int date, int time) {
        return FeedEvent.quote(item, bySession, date, time, 316_500, -17_500, -524, 20_631_648, RECEIVED, PLACE);
    }

    private static FeedEvent trade(String item, int time, long receivedAt) {
        return FeedEvent.trade(item, time, 316_500, -17_500, -524, 20_631_648, receivedAt, PLACE);
    }

    private void open(Duration clockOffset) throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new ToTicks(MarketClock.of(Clock.systemUTC(), clockOffset), KrxCalendar.load())),
                new MockEnvironmentBuilder().setMetricGroup(metrics.task()).build());
        harness.open();
    }

    /** One rejection, for this reason and no other. */
    private void assertRejected(String reason) {
        for (String each : List.of("connector", "ticker", "venue", "time", "figures", "impossible")) {
            assertThat(metrics.count("rejected." + each)).as(each).isEqualTo(each.equals(reason) ? 1 : 0);
        }
    }

    private List<Tick> ticks() {
        List<Tick> ticks = new ArrayList<>();
        harness.extractOutputStreamRecords().forEach(record -> ticks.add(record.getValue()));
        return ticks;
    }

    private RejectedRecord onlyRejected() {
        Queue<StreamRecord<RejectedRecord>> rejected = harness.getSideOutput(ToTicks.REJECTED);
        assertThat(rejected).hasSize(1);
        return rejected.poll().getValue();
    }
}
