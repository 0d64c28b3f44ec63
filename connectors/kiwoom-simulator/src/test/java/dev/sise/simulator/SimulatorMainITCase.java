package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The simulator as a process of its own. */
class SimulatorMainITCase {

    @Test
    void oneLineSaysItIsReadyAndTerminationEndsIt() throws Exception {
        Process process = run("--port", "0", "--clock", "2026-11-20T10:00");
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String ready = output.readLine();

            assertThat(ready).matches("Kiwoom simulator is ready: http://127\\.0\\.0\\.1:\\d+ ws://127.+/websocket");
            URI rest = URI.create(ready.split(" ")[4]);
            assertThat(new RestClient(rest).token("simulator-app-key", "simulator-secret-key"))
                    .isNotEmpty();
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void helpListsTheOptions() throws Exception {
        Process process = run("--help");

        assertThat(text(process)).isEqualTo(SimulatorArguments.HELP);
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void anUnknownOptionIsASentenceAndExitCodeTwo() throws Exception {
        Process process = run("--clok", "2026-11-20T10:00");

        assertThat(text(process)).isEqualTo("kiwoom-simulator: unknown option --clok; --help lists the options\n");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void aPortInUseIsASentenceAndExitCodeOne() throws Exception {
        try (KiwoomSimulator other = KiwoomSimulator.builder().start()) {
            int port = other.restUri().getPort();
            Process process = run("--port", Integer.toString(port));

            assertThat(text(process))
                    .startsWith("kiwoom-simulator: port " + port + " of 127.0.0.1 could not be bound: ")
                    .hasLineCount(1);
            assertThat(process.waitFor()).isEqualTo(1);
        }
    }

    private static Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                productClassPath(),
                SimulatorMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Without the tests' own classes and their logging configuration. */
    private static String productClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes") && !entry.contains("test-kit"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
