package dev.sise.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/** Runs one benchmark by name: {@code mvn -Pbench -Dbench=pipeline}. */
public final class Benchmarks {
    private static final Map<String, Benchmark> BY_NAME = new TreeMap<>(Map.of(
            "pipeline", new PipelineBenchmark(),
            "polling", new PollingBenchmark(),
            "polling-api", new PollingApiBenchmark(),
            "scan", new ScanBenchmark()));

    private Benchmarks() {}

    /** Prints its figures to standard output as {@code name=value}, one a line. */
    interface Benchmark {
        void run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = arguments.length == 1 ? BY_NAME.get(arguments[0]) : null;
        if (benchmark == null) {
            System.err.println(
                    "Say which benchmark to run: mvn -Pbench -Dbench=NAME with NAME one of " + BY_NAME.keySet());
            System.exit(2);
            return;
        }
        Machine.print();
        benchmark.run();
        // Kafka leaves threads that would keep the JVM.
        System.exit(0);
    }
}
