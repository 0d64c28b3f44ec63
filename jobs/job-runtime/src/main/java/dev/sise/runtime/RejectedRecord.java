package dev.sise.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Bad input with an address: what could not be decoded or is impossible, why, and where it stood. A Flink POJO; goes to the topic
 * {@code rejected} as {@code {v,source,position,reason,time,cut,bytes}} with the bytes in Base64.
 */
public final class RejectedRecord {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A frame larger than this is cut: the record must fit a Kafka message. */
    static final int MAX_BYTES = 256 * 1024;
    /** A sentence; a longer one quotes what was refused, which may be as long as a Kafka message itself. */
    static final int MAX_CHARS = 1_000;

    /** Who refused it, such as {@code tick-ingest}. */
    public String source;
    /** Where it stood: a Kafka position or a place in a feed. */
    public String position;
    /** Rule that it breaks, in words. */
    public String reason;
    /** When it was refused, UTC milliseconds of real time. */
    public long time;

    public byte[] bytes;

    public RejectedRecord() {}

    /** Position and reason are cut at {@value #MAX_CHARS} characters. */
    public RejectedRecord(String source, String position, String reason, long time, byte[] bytes) {
        this.source = source;
        this.position = cut(position);
        this.reason = cut(reason);
        this.time = time;
        this.bytes = bytes;
    }

    private static String cut(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }

    /** A record of a topic that cannot be read. */
    public static RejectedRecord of(String source, KafkaRow row, String reason, long time) {
        return new RejectedRecord(source, row.position(), reason, time, row.value);
    }

    /** The value for the topic {@code rejected}. */
    public byte[] toJson() {
        boolean cut = bytes.length > MAX_BYTES;
        try {
            return JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("v", 1)
                    .put("source", source)
                    .put("position", position)
                    .put("reason", reason)
                    .put("time", time)
                    .put("cut", cut)
                    .put("bytes", cut ? Arrays.copyOf(bytes, MAX_BYTES) : bytes));
        } catch (IOException e) {
            throw new IllegalStateException("A rejected record could not be written as JSON", e);
        }
    }

    /** Type information without Kryo. */
    public static TypeInformation<RejectedRecord> typeInformation() {
        return Types.POJO(
                RejectedRecord.class,
                Map.of(
                        "source", Types.STRING,
                        "position", Types.STRING,
                        "reason", Types.STRING,
                        "time", Types.LONG,
                        "bytes", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }
}
