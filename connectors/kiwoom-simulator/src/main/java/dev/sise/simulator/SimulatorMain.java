package dev.sise.simulator;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;

/** Runs a {@link KiwoomSimulator} alone until it is terminated. */
public final class SimulatorMain {

    private SimulatorMain() {}

    /**
     * Prints one line with the addresses when ready. Exits with 2 and a sentence on standard error for wrong options, with 1
     * when the port cannot be bound.
     *
     * @param arguments {@code --help} lists them
     */
    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(SimulatorArguments.HELP);
            return;
        }
        int exitCode = start(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static int start(String[] arguments) {
        try {
            KiwoomSimulator simulator =
                    SimulatorArguments.parse(arguments, Clock.systemUTC()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "simulator-shutdown"));
            System.out.println("Kiwoom simulator is ready: " + simulator.restUri() + " " + simulator.webSocketUri());
            return 0;
        } catch (UncheckedIOException notBound) {
            System.err.println("kiwoom-simulator: " + notBound.getMessage());
            return 1;
        } catch (IllegalArgumentException refused) {
            System.err.println("kiwoom-simulator: " + refused.getMessage());
            return 2;
        }
    }
}
