package dev.sise.gateway;

import java.io.IOException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What the launcher's test puts into a jar: counts to its first argument, or refuses it; with a second one it fails in these words. */
public final class LaunchedJob {
    private LaunchedJob() {}

    public static void main(String[] arguments) throws Exception {
        long count = Long.parseLong(arguments[0]);
        if (count < 0) {
            throw new IllegalArgumentException("count must be 0 or more, was " + count);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        String failure = arguments.length > 1 ? arguments[1] : "";
        environment
                .fromSequence(0, count)
                .map(number -> {
                    if (failure.isEmpty()) {
                        return number;
                    }
                    throw new IOException("outside", new IllegalStateException(failure));
                })
                .sinkTo(new DiscardingSink<>());
        environment.execute("counting");
    }
}
