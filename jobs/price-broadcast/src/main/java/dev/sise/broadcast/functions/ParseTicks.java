package dev.sise.broadcast.functions;

import dev.sise.market.MalformedRecordException;
import dev.sise.market.TickJson;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.RejectedRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Decodes the topic {@code ticks}. What cannot be read goes to {@link #REJECTED} with its bytes, reason and place. */
public final class ParseTicks extends ProcessFunction<KafkaRow, JoinInput> {
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected-ticks", RejectedRecord.typeInformation());

    private transient TickJson json;
    private transient Counter rejected;

    @Override
    public void open(OpenContext context) {
        json = new TickJson();
        rejected = getRuntimeContext().getMetricGroup().counter("rejected");
    }

    @Override
    public void processElement(KafkaRow row, Context context, Collector<JoinInput> out) {
        try {
            out.collect(JoinInput.tick(json.read(row.value), row.offset));
        } catch (MalformedRecordException e) {
            rejected.inc();
            long now = context.timerService().currentProcessingTime();
            context.output(REJECTED, RejectedRecord.of("price-broadcast", row, e.getMessage(), now));
        }
    }
}
