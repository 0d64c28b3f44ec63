package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

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
        PriceUpdate update =
                new PriceUpdate(tick, INGEST, 0, Feed.SESSION, false, MarketStatus.CLOSED, 1, 1, INGEST, false);

        assertThat(write(update)).contains("\"change_rate\":-0.05,").contains("\"status\":\"closed\"");
    }

    @Test
    void survivesFlinksSerializer() throws Exception {
        PriceUpdate update = update(Feed.POLL, 5);
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
        Tick tick = Tick.trade(
                "005930",
                Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay()),
                14 * 3_600 + 54 * 60 + 28,
                316_500,
                -17_500,
                -524,
                20_631_648,
                INGEST);
        return new PriceUpdate(tick, INGEST, offset, feed, false, MarketStatus.TRADING, 7, 12_345, INGEST + 2, true);
    }
}
