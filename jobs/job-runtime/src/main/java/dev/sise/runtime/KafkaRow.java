package dev.sise.runtime;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it lies in Kafka, undecoded: what cannot be decoded later still has its bytes and its place. A Flink POJO; key and value are never
 * null but empty, and {@link #tombstone} tells an empty value from a deletion.
 */
public final class KafkaRow {
    public String topic;
    public int partition;
    public long offset;
    /** When the broker appended it, UTC milliseconds. */
    public long appendTime;

    public byte[] key;
    public byte[] value;
    public boolean tombstone;

    private static final byte[] NOTHING = new byte[0];

    public KafkaRow() {}

    /** The row of a consumed record. */
    public static KafkaRow of(ConsumerRecord<byte[], byte[]> source) {
        KafkaRow row = new KafkaRow();
        row.topic = source.topic();
        row.partition = source.partition();
        row.offset = source.offset();
        row.appendTime = source.timestamp();
        row.key = source.key() == null ? NOTHING : source.key();
        row.value = source.value() == null ? NOTHING : source.value();
        row.tombstone = source.value() == null;
        return row;
    }

    /** Where it lies, for the topic {@code rejected}: {@code ticks-3@12345}. */
    public String position() {
        return topic + "-" + partition + "@" + offset;
    }

    /** Type information without Kryo. */
    public static TypeInformation<KafkaRow> typeInformation() {
        return Types.POJO(
                KafkaRow.class,
                Map.of(
                        "topic", Types.STRING,
                        "partition", Types.INT,
                        "offset", Types.LONG,
                        "appendTime", Types.LONG,
                        "key", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                        "value", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                        "tombstone", Types.BOOLEAN));
    }

    /** Hands records on as they are. */
    public static KafkaRecordDeserializationSchema<KafkaRow> schema() {
        return new Schema();
    }

    private static final class Schema implements KafkaRecordDeserializationSchema<KafkaRow> {
        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> source, Collector<KafkaRow> out) throws IOException {
            out.collect(KafkaRow.of(source));
        }

        @Override
        public TypeInformation<KafkaRow> getProducedType() {
            return KafkaRow.typeInformation();
        }
    }
}
