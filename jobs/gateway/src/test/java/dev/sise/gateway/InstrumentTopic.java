package dev.sise.gateway;

import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.market.Ticker;
import dev.sise.runtime.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plays reference-data: writes the list of instruments. */
final class InstrumentTopic implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    InstrumentTopic(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    /** An instrument of a class that its code allows, with a close of 0 for none. */
    static ListedInstrument instrument(String ticker, long lastClose, ListedInstrument.Status status) {
        InstrumentClass instrumentClass = InstrumentClass.ofShape(Ticker.of(ticker));
        return new ListedInstrument(
                Ticker.of(ticker), instrumentClass, "KOSPI", "이름", 1_000, null, lastClose, false, status);
    }

    void write(String ticker, long lastClose, ListedInstrument.Status status) {
        producer.send(new ProducerRecord<>(
                Topics.INSTRUMENTS.topic(), ticker, InstrumentJson.write(instrument(ticker, lastClose, status))));
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
