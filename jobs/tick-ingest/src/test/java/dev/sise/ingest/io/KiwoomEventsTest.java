package dev.sise.ingest.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.FramePosition;
import dev.sise.connector.kiwoom.KiwoomEvent;
import dev.sise.connector.kiwoom.RejectReason;
import dev.sise.connector.kiwoom.WarrantTerms;
import dev.sise.ingest.functions.FeedEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KiwoomEventsTest {
    private static final FramePosition POSITION = new FramePosition("main", 1, 2, 0);
    private static final String PLACE = "kiwoom/main/1/2/0";
    private static final OptionalLong NONE = OptionalLong.empty();

    @Test
    void aTrade() {
        assertMapped(
                new KiwoomEvent.Trade("005930", 145_428, 316_500, -17_500, -524, 20_631_648, 2, 7, POSITION),
                FeedEvent.trade("005930", 145_428, 316_500, -17_500, -524, 20_631_648, 7, PLACE));
    }

    @Test
    void aQuoteOfAStock() {
        assertMapped(
                new KiwoomEvent.Quote(
                        "005930", 20_260_701, 145_053, 315_500, -18_500, -554, 9, Optional.empty(), true, 7, POSITION),
                FeedEvent.quote("005930", true, 20_260_701, 145_053, 315_500, -18_500, -554, 9, 7, PLACE));
    }

    @Test
    void aQuoteWithoutDayAndTime() {
        assertMapped(
                new KiwoomEvent.Quote(
                        "005930",
                        KiwoomEvent.Quote.NO_DATE,
                        KiwoomEvent.Quote.NO_TIME,
                        315_500,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        false,
                        7,
                        POSITION),
                FeedEvent.quote("005930", false, FeedEvent.NO_DATE, FeedEvent.NO_TIME, 315_500, 0, 0, 0, 7, PLACE));
    }

    @Test
    void aQuoteOfAWarrantInPlainUnits() {
        WarrantTerms terms = new WarrantTerms(
                OptionalLong.of(46_750),
                OptionalInt.of(20_261_210),
                OptionalLong.of(21),
                OptionalLong.of(2_141),
                OptionalLong.of(6_766));
        assertMapped(
                new KiwoomEvent.Quote(
                        "57JBHH", 20_260_701, 145_053, 20, -5, -2_000, 9, Optional.of(terms), false, 7, POSITION),
                FeedEvent.quote("57JBHH", false, 20_260_701, 145_053, 20, -5, -2_000, 9, 7, PLACE)
                        .withTerms(new BigDecimal("467.50"), 20_261_210, new BigDecimal("0.0021"))
                        .withTheory(new BigDecimal("21.41"), new BigDecimal("67.66")));
    }

    @Test
    void aQuoteOfAWarrantOfWhichNothingIsKnown() {
        WarrantTerms terms = new WarrantTerms(NONE, OptionalInt.empty(), NONE, NONE, NONE);
        assertMapped(
                new KiwoomEvent.Quote(
                        "57JBHH", 20_260_701, 145_053, 20, -5, -2_000, 9, Optional.of(terms), false, 7, POSITION),
                FeedEvent.quote("57JBHH", false, 20_260_701, 145_053, 20, -5, -2_000, 9, 7, PLACE));
    }

    @Test
    void anEmptyRow() {
        assertMapped(
                new KiwoomEvent.NoQuote("999999", false, true, 7, POSITION),
                FeedEvent.noQuote("999999", false, true, 7, PLACE));
    }

    @Test
    void anExpectedPriceWithAndWithoutQuantity() {
        assertMapped(
                new KiwoomEvent.Expected("005930", 85_500, 60_500, 200, 33, OptionalLong.of(7_805), 7, POSITION),
                FeedEvent.expected("005930", 85_500, 60_500, 200, 33, 7_805, 7, PLACE));
        assertMapped(
                new KiwoomEvent.Expected("005930", 85_500, 60_500, 200, 33, NONE, 7, POSITION),
                FeedEvent.expected("005930", 85_500, 60_500, 200, 33, 0, 7, PLACE));
    }

    @Test
    void theTheoryOfAWarrantInPlainUnits() {
        assertMapped(
                new KiwoomEvent.WarrantTheory(
                        "57JBHH",
                        140_000,
                        OptionalLong.of(20),
                        OptionalLong.of(2_141),
                        OptionalLong.of(6_766),
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        7,
                        POSITION),
                FeedEvent.warrant("57JBHH", 140_000, 7, PLACE)
                        .withTheory(new BigDecimal("21.41"), new BigDecimal("67.66")));
    }

    @Test
    void theIndicatorsOfAWarrantWithoutFiguresOfOurs() {
        assertMapped(
                new KiwoomEvent.WarrantIndicators(
                        "57JBHH", 111_847, OptionalLong.of(6_913), NONE, NONE, NONE, NONE, 7, POSITION),
                FeedEvent.warrant("57JBHH", 111_847, 7, PLACE));
    }

    @Test
    void aMarketState() {
        assertMapped(
                new KiwoomEvent.MarketState("2", OptionalInt.of(152_000), OptionalInt.of(360), 7, POSITION),
                FeedEvent.marketState("2", 152_000, 360, 7, PLACE));
        assertMapped(
                new KiwoomEvent.MarketState("b", OptionalInt.empty(), OptionalInt.empty(), 7, POSITION),
                FeedEvent.marketState("b", FeedEvent.NO_TIME, -1, 7, PLACE));
    }

    @Test
    void anInterruptionAtTheTimeOfWhatHappened() {
        assertMapped(
                interruption(KiwoomEvent.VolatilityInterruption.Action.ACTIVATED),
                FeedEvent.interruption("005930", true, 111_454, 7, PLACE));
        assertMapped(
                interruption(KiwoomEvent.VolatilityInterruption.Action.RELEASED),
                FeedEvent.interruption("005930", false, 111_703, 7, PLACE));
    }

    private static KiwoomEvent interruption(KiwoomEvent.VolatilityInterruption.Action action) {
        return new KiwoomEvent.VolatilityInterruption(
                "005930",
                action,
                Optional.empty(),
                OptionalInt.of(111_454),
                OptionalInt.of(111_703),
                NONE,
                NONE,
                NONE,
                7,
                POSITION);
    }

    @Test
    void aGap() {
        assertMapped(new KiwoomEvent.Gap("005930", 3, 7, POSITION), FeedEvent.gap("005930", 3, 7, PLACE));
    }

    @Test
    void aRejectedFrame() {
        byte[] raw = "{\"trnm\":".getBytes(StandardCharsets.UTF_8);
        assertMapped(
                new KiwoomEvent.Rejected(RejectReason.NOT_JSON, "cut", raw, 7, POSITION),
                FeedEvent.refused("not_json: cut", raw, 7, PLACE));
    }

    private static void assertMapped(KiwoomEvent event, FeedEvent expected) {
        assertThat(KiwoomEvents.toFeedEvent(event)).usingRecursiveComparison().isEqualTo(expected);
    }
}
