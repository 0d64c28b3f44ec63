package dev.sise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a figure was measured on; a figure without it says nothing. */
final class Machine {
    private Machine() {}

    static void print() {
        Runtime runtime = Runtime.getRuntime();
        System.out.println("machine=" + processor() + ", " + runtime.availableProcessors() + " cores, "
                + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        System.out.println("java=" + Runtime.version() + ", heap " + runtime.maxMemory() / (1 << 20) + " MiB");
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .orElse("unknown processor");
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
