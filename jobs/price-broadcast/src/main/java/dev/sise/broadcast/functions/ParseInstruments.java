package dev.sise.broadcast.functions;

import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MalformedRecordException;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the topic {@code instruments}. What cannot be read, or has another key than its ticker, goes to {@link #REJECTED} with its bytes,
 * reason and place; so does a tombstone, which nobody writes.
 */
public final class ParseInstruments extends ProcessFunction<KafkaRow, JoinInput> {
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected-instruments", RejectedRecord.typeInformation());

    private static final Logger LOG = LoggerFactory.getLogger(ParseInstruments.class);
    /** The bytes are no instrument. */
    private static final String MALFORMED = "malformed";

    private transient Rejections rejections;

    @Override
    public void open(OpenContext context) {
        rejections = new Rejections(LOG, getRuntimeContext().getMetricGroup(), MALFORMED);
    }

    @Override
    public void processElement(KafkaRow row, Context context, Collector<JoinInput> out) {
        try {
            out.collect(JoinInput.listed(read(row)));
        } catch (MalformedRecordException e) {
            long now = context.timerService().currentProcessingTime();
            RejectedRecord rejected = RejectedRecord.of("price-broadcast", row, e.getMessage(), now);
            rejections.count(MALFORMED, rejected);
            context.output(REJECTED, rejected);
        }
    }

    private static ListedInstrument read(KafkaRow row) throws MalformedRecordException {
        if (row.tombstone) {
            throw new MalformedRecordException("an instrument must not be withdrawn: delisted is a status");
        }
        ListedInstrument instrument = InstrumentJson.read(row.value);
        String key = new String(row.key, StandardCharsets.UTF_8);
        if (!instrument.ticker().code().equals(key)) {
            throw new MalformedRecordException(
                    "the key of an instrument must be its ticker " + instrument.ticker() + ", was " + key);
        }
        return instrument;
    }
}
