package dev.sise.gateway;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What the launcher's test puts into a jar: counts to its first argument, or refuses it. */
public final class LaunchedJob {
    private LaunchedJob() {}

    public static void main(String[] arguments) throws Exception {
        long count = Long.parseLong(arguments[0]);
        if (count < 0) {
            throw new IllegalArgumentException("count must be 0 or more, was " + count);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        environment.fromSequence(0, count).sinkTo(new DiscardingSink<>());
        environment.execute("counting");
    }
}
