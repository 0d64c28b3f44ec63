package dev.sise.broadcast.functions;

import dev.sise.market.MalformedRecordException;
import dev.sise.market.TickJson;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes the topic {@code ticks}. What cannot be read goes to {@link #REJECTED} with its bytes, reason and place. */
public final class ParseTicks extends ProcessFunction<KafkaRow, JoinInput> {
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected-ticks", RejectedRecord.typeInformation());

    private static final Logger LOG = LoggerFactory.getLogger(ParseTicks.class);
    /** The bytes are no tick. */
    private static final String MALFORMED = "malformed";

    private transient TickJson json;
    private transient Rejections rejections;

    @Override
    public void open(OpenContext context) {
        json = new TickJson();
        rejections = new Rejections(LOG, getRuntimeContext().getMetricGroup(), MALFORMED);
    }

    @Override
    public void processElement(KafkaRow row, Context context, Collector<JoinInput> out) {
        try {
            out.collect(JoinInput.tick(json.read(row.value), row.offset));
        } catch (MalformedRecordException e) {
            long now = context.timerService().currentProcessingTime();
            RejectedRecord rejected = RejectedRecord.of("price-broadcast", row, e.getMessage(), now);
            rejections.count(MALFORMED, rejected);
            context.output(REJECTED, rejected);
        }
    }
}
