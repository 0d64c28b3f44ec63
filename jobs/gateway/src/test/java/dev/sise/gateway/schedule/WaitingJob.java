package dev.sise.gateway.schedule;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that runs until the file is there that its argument names. */
public final class WaitingJob {
    private WaitingJob() {}

    public static void main(String[] arguments) throws Exception {
        String file = arguments[0];
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        environment
                .fromSequence(0, 0)
                .map(number -> {
                    CountDownLatch never = new CountDownLatch(1);
                    while (!Files.exists(Path.of(file))) {
                        never.await(20, TimeUnit.MILLISECONDS);
                    }
                    return number;
                })
                .sinkTo(new DiscardingSink<>());
        environment.execute("waiting");
    }
}
