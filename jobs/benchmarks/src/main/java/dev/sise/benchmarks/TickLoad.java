package dev.sise.benchmarks;

import dev.sise.market.DemandRecords;
import dev.sise.market.Tick;
import dev.sise.market.TickJson;
import dev.sise.market.Ticker;
import dev.sise.runtime.Topics;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes the benchmark's market, 10,000 trades a second from the opening on: trades of many tickers, the busiest far more often than the others (Zipf), and demand for all of them. */
final class TickLoad {
    private static final long SEED = 20_261_123;
    private static final int DAY = Math.toIntExact(LocalDate.of(2026, 11, 20).toEpochDay());
    private static final int OPEN = 9 * 3_600;
    /** Of market time. A whole day in one load would close 390 minutes of each ticker in a few seconds, which no market does. */
    private static final int TRADES_A_SECOND = 10_000;

    private TickLoad() {}

    /** Codes of as many common stocks. */
    static List<Ticker> tickers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Ticker.of(String.format("%05d0", i + 1)))
                .toList();
    }

    /** Writes trades in order of event time; cumulative volume grows with every trade of a ticker. */
    static void writeTicks(String bootstrapServers, List<Ticker> tickers, int count) {
        double[] cumulative = zipf(tickers.size());
        long[] volumes = new long[tickers.size()];
        long[] prices = new long[tickers.size()];
        Random random = new Random(SEED);
        Arrays.setAll(prices, i -> 1_000 + random.nextInt(500_000));
        TickJson json = new TickJson();
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
            for (int i = 0; i < count; i++) {
                int found = Arrays.binarySearch(cumulative, random.nextDouble());
                int index = Math.min(found < 0 ? -found - 1 : found, tickers.size() - 1);
                volumes[index] += 1 + random.nextInt(100);
                long change = random.nextInt(2_001) - 1_000;
                String code = tickers.get(index).code();
                Tick tick = Tick.trade(
                        code,
                        DAY,
                        OPEN + i / TRADES_A_SECOND,
                        prices[index] + change,
                        change,
                        (int) (change * 10_000 / prices[index]),
                        volumes[index],
                        1_795_000_000_000L + i);
                producer.send(new ProducerRecord<>(
                        Topics.TICKS.topic(), code.getBytes(StandardCharsets.US_ASCII), json.write(tick)));
            }
        }
    }

    /** Writes one gateway that watches every ticker. */
    static void writeDemand(String bootstrapServers, List<Ticker> tickers) {
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
            send(producer, DemandRecords.heartbeatKey("bench"), DemandRecords.heartbeat(1));
            for (Ticker ticker : tickers) {
                send(producer, DemandRecords.subscriptionKey("bench", ticker), DemandRecords.subscription(1, 1));
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, byte[] value) {
        producer.send(
                new ProducerRecord<>(Topics.SUBSCRIPTIONS.topic(), 0, key.getBytes(StandardCharsets.US_ASCII), value));
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 20, "batch.size", 256 * 1024, "acks", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static double[] zipf(int count) {
        double[] cumulative = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }
        for (int rank = 0; rank < count; rank++) {
            cumulative[rank] /= sum;
        }
        return cumulative;
    }
}
