package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PriceJsonTest {
    private static final long INGEST = Instant.parse("2026-07-01T05:54:28.512Z").toEpochMilli();

    private final PriceJson json = new PriceJson();

    @Test
    void writesTheContract() {
        assertThat(write(update(Feed.SESSION, 0)))
                .isEqualTo("{\"v\":1,\"ticker\":\"005930\",\"price\":316500,\"change\":-17500,\"change_rate\":-5.24,"
                        + "\"volume\":20631648,\"timestamp\":\"2026-07-01T14:54:28+09:00\","
                        + "\"as_of\":\"2026-07-01T14:54:28.512+09:00\",\"is_realtime\":true,\"is_polling\":false,"
                        + "\"is_elw\":false,\"status\":\"trading\",\"epoch\":7,\"seq\":12345,\"hops\":{\"exchange\":"
                        + Instant.parse("2026-07-01T05:54:28Z").toEpochMilli() + ",\"ingest\":" + INGEST
                        + ",\"join\":" + (INGEST + 2) + ",\"redis\":" + (INGEST + 90) + "}}");
    }

    @Test
    void marksAPolledTicker() {
        assertThat(write(update(Feed.POLL, 0))).contains("\"is_realtime\":false,\"is_polling\":true");
    }

    @Test
    void showsMarketTimeInTimesAndRealTimeInHops() {
        // Market time runs a day and a second ahead of real time.
        assertThat(write(update(Feed.SESSION, 86_401_000)))
                .contains("\"timestamp\":\"2026-07-01T14:54:28+09:00\"")
                .contains("\"as_of\":\"2026-07-02T14:54:29.512+09:00\"")
                .contains(
                        "\"exchange\":" + Instant.parse("2026-06-30T05:54:27Z").toEpochMilli());
    }

    @Test
    void keepsTwoDecimalsOfASmallRate() {
        Tick tick = Tick.trade("005930", 0, 0, 1, 0, -5, 0, INGEST);
        PriceUpdate update = new PriceUpdate(
                tick, null, null, null, INGEST, 0, Feed.SESSION, false, MarketStatus.CLOSED, 1, 1, INGEST, false);

        assertThat(write(update)).contains("\"change_rate\":-0.05,").contains("\"status\":\"closed\"");
    }

    @Test
    void addsWhatIsKnownOfAWarrantAndTheExpectedPrice() {
        PriceUpdate update = update(
                Feed.POLL,
                0,
                new ElwFigures(
                        new BigDecimal("214462"),
                        LocalDate.of(2026, 9, 14),
                        new BigDecimal("0.0021"),
                        new BigDecimal("21.27"),
                        new BigDecimal("58.71")),
                new ExpectedPrice(20_635, 55_200, 316_000, -18_000, -539, 690));

        assertThat(write(update))
                .endsWith("\"redis\":" + (INGEST + 90) + "},\"elw\":{\"strike\":214462,\"expiry\":\"2026-09-14\","
                        + "\"ratio\":0.0021,\"theory\":21.27,\"iv\":58.71},\"expected\":{\"price\":316000,"
                        + "\"change\":-18000,\"change_rate\":-5.39,\"volume\":690,"
                        + "\"timestamp\":\"2026-07-01T15:20:00+09:00\"}}");
    }

    @Test
    void tellsThatThereIsNoPriceAndWhy() {
        assertThat(write(noPrice(NoPrice.NOT_TRADED)))
                .isEqualTo("{\"v\":1,\"ticker\":\"57JBHH\",\"no_price\":\"not_traded\","
                        + "\"as_of\":\"2026-07-01T14:54:28.512+09:00\",\"epoch\":7,\"seq\":3}");
        assertThat(write(noPrice(NoPrice.UNKNOWN_TICKER))).contains("\"no_price\":\"unknown_ticker\"");
    }

    @Test
    void refusesAReasonForHavingNoPriceBesideAPrice() {
        assertThatThrownBy(() -> new PriceUpdate(
                        update(Feed.POLL, 0).tick(),
                        NoPrice.NOT_TRADED,
                        null,
                        null,
                        INGEST,
                        0,
                        Feed.POLL,
                        false,
                        MarketStatus.CLOSED,
                        1,
                        1,
                        INGEST,
                        false))
                .hasMessage("an update has a reason for having no price if and only if its tick is of kind none,"
                        + " was trade with NOT_TRADED");
    }

    static PriceUpdate[] updates() {
        return new PriceUpdate[] {
            update(Feed.POLL, 5),
            update(
                    Feed.SESSION,
                    0,
                    new ElwFigures(null, null, null, BigDecimal.ONE, null),
                    new ExpectedPrice(1, 2, 3, 4, 5, 6)),
            noPrice(NoPrice.UNKNOWN_TICKER)
        };
    }

    private static PriceUpdate noPrice(NoPrice reason) {
        return new PriceUpdate(
                Tick.none("57JBHH", Feed.POLL, 20_635, 53_668, INGEST, null),
                reason,
                null,
                null,
                INGEST,
                0,
                Feed.POLL,
                true,
                MarketStatus.CLOSED,
                7,
                3,
                INGEST,
                true);
    }

    @ParameterizedTest
    @MethodSource("updates")
    void survivesFlinksSerializer(PriceUpdate update) throws Exception {
        PriceUpdate.Serializer serializer = new PriceUpdate.Serializer();
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(update, out);

        assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(update);
    }

    private String write(PriceUpdate update) {
        return new String(json.write(update, INGEST + 90), StandardCharsets.UTF_8);
    }

    private static PriceUpdate update(Feed feed, long offset) {
        return update(feed, offset, null, null);
    }

    private static PriceUpdate update(Feed feed, long offset, ElwFigures elw, ExpectedPrice expected) {
        Tick tick = Tick.trade(
                "005930",
                Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay()),
                14 * 3_600 + 54 * 60 + 28,
                316_500,
                -17_500,
                -524,
                20_631_648,
                INGEST);
        return new PriceUpdate(
                tick,
                null,
                elw,
                expected,
                INGEST,
                offset,
                feed,
                false,
                MarketStatus.TRADING,
                7,
                12_345,
                INGEST + 2,
                true);
    }
}
