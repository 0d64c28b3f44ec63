package dev.sise.quickstart;

import dev.sise.runtime.JobArguments;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** Scans files of daily prices and ends: {@code mvn -Pscan}. */
public final class ScanMain {
    private ScanMain() {}

    public static void main(String[] arguments) {
        // Names are Korean, whatever the locale of this machine is.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(arguments, out, errors));
    }

    /** The exit code. */
    private static int run(String[] arguments, PrintStream out, PrintStream errors) {
        try {
            Optional<Configuration> configuration =
                    JobArguments.parse("scan", arguments, Map.of(), ScanSettings.OPTIONS, out);
            if (configuration.isEmpty()) {
                return 0;
            }
            try (ScanCommand command = new ScanCommand(ScanSettings.of(configuration.get()), Clock.systemUTC(), out)) {
                Runtime.getRuntime().addShutdownHook(new Thread(command::close, "scan-shutdown"));
                QuickStartMain.followParent(1);
                command.run();
            }
            return 0;
        } catch (IllegalArgumentException | ScanException e) {
            errors.println(e.getMessage());
        } catch (Throwable e) {
            errors.println("The scan ended because of an error of its own: " + e);
        }
        return 1;
    }
}
