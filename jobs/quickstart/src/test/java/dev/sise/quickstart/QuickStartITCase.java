package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sise.testkit.FreePort;
import dev.sise.testkit.TemporaryFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of the README, forked from a copy of the sources as a newcomer would run them. */
class QuickStartITCase {
    private static final Duration START = Duration.ofMinutes(8);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern READY = Pattern.compile("Sise is ready: http://localhost:(\\d+)");

    private static TemporaryFolder clone;

    private TemporaryFolder folder;
    private Path temporaryFiles;
    private Path output;
    private Process maven;

    @BeforeAll
    static void copySources() throws IOException {
        clone = TemporaryFolder.create("clone");
        copy(projectRoot(), clone.path());
    }

    @AfterAll
    static void deleteSources() {
        clone.close();
    }

    @BeforeEach
    void makeFolder() throws IOException {
        folder = TemporaryFolder.create("quickstart-test");
        output = folder.path().resolve("output");
        temporaryFiles = Files.createDirectory(folder.path().resolve("tmp"));
    }

    @AfterEach
    void endProcess() {
        if (maven != null) {
            List<ProcessHandle> forked = maven.descendants().toList();
            maven.destroyForcibly();
            forked.forEach(ProcessHandle::destroyForcibly);
        }
        folder.close();
    }

    @Test
    void showsAMovingPriceAndLeavesNothingBehindOnSigterm() throws Exception {
        run("--http.port 0 --flink.port 0");
        int port = awaitReadyPort();
        List<ProcessHandle> processes = maven.descendants().collect(Collectors.toCollection(ArrayList::new));
        assertThat(processes).as("the forked JVM and Redis").hasSizeGreaterThanOrEqualTo(2);
        List<ProcessHandle> servers = unpackedServers();
        assertThat(servers).as("PostgreSQL, which is nobody's child").isNotEmpty();
        processes.addAll(servers);
        assertThat(lines())
                .anyMatch(line -> line.matches("\\[5/8] PostgreSQL: jdbc:postgresql://127\\.0\\.0\\.1:\\d+/sise .*"))
                .anyMatch(line -> line.matches("\\[8/8] instruments: 7\\d{3} listed .*"));

        try (PriceClient client = new PriceClient(HttpClient.newHttpClient(), port).subscribe(List.of("000660"))) {
            await().atMost(PATIENCE).until(() -> client.price("000660") > 0);
            long first = client.price("000660");
            await().atMost(PATIENCE).until(() -> client.price("000660") != first);
        }

        maven.destroy();

        assertThat(maven.waitFor(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(FreePort.isFree(port)).isTrue();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenItIsEndedWhileItStarts() throws Exception {
        run("--http.port 0 --flink.port 0");
        await().atMost(START).until(() -> lines().stream().anyMatch(line -> line.startsWith("[1/8]")));
        List<ProcessHandle> processes = maven.descendants().collect(Collectors.toCollection(ArrayList::new));

        maven.destroy();

        assertThat(maven.waitFor(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(START).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void saysInASentenceThatThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run("--flink.port 0 --http.port " + taken.getLocalPort());

            assertThat(maven.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(maven.exitValue()).isNotZero();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("Port " + taken.getLocalPort() + " is in use: end the program that uses it")));
            assertThat(lines()).noneSatisfy(line -> assertThat(line).contains("\tat "));
        }
    }

    @Test
    void scansFilesAndLeavesNothingBehindButTheListing() throws Exception {
        Path data = Files.createDirectory(folder.path().resolve("some data"));
        ScanFiles.write(data);
        Path out = folder.path().resolve("listing.csv");

        // A relative path is one of the folder in which the command was given, wherever the project is.
        mavenIn(
                folder.path(),
                "-f",
                clone.path().resolve("pom.xml").toString(),
                "-Pscan",
                "-Dsise.data=some data",
                "-Dsise.as-of=" + ScanFiles.LAST_DAY,
                "-Dsise.out=listing.csv");

        assertThat(maven.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(maven.exitValue()).as("exit code, after%n%s", lines()).isZero();
        assertThat(lines())
                .anyMatch(line -> line.startsWith("[1/1] " + ScanFiles.LAST_DAY + ": 3 stocks ranked, 1 bullish"))
                .anyMatch(line -> line.contains("000010") && line.contains("수축전자"));
        assertThat(Files.readAllLines(out))
                .hasSize(2)
                .last()
                .asString()
                .startsWith(ScanFiles.LAST_DAY + ",000010,3,99,8,SETUP,,3,0,0.200000 0.100000 0.050000,97000,");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void saysInASentenceThatNothingToScanWasNamed() throws Exception {
        maven("-Pscan", "-Dsise.as-of=2025-03-05", "-Dsise.out=listing.csv");

        assertThat(maven.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(maven.exitValue()).isNotZero();
        assertThat(lines())
                .anyMatch(line -> line.startsWith("-Dsise.data is missing; the command is mvn -Pscan"))
                .noneMatch(line -> line.contains("\tat "));
    }

    private void run(String arguments) throws IOException {
        maven("-Pquickstart", "-Dquickstart.arguments=" + arguments);
    }

    private void maven(String... arguments) throws IOException {
        mavenIn(clone.path(), arguments);
    }

    private void mavenIn(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "--no-transfer-progress"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporaryFiles);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        maven = builder.start();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    private int awaitReadyPort() throws IOException {
        await().atMost(START).failFast("Maven ended", () -> !maven.isAlive()).until(() -> readyPort() > 0);
        return readyPort();
    }

    private int readyPort() throws IOException {
        for (String line : lines()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return Integer.parseInt(ready.group(1));
            }
        }
        return 0;
    }

    /** Processes whose program lies among this test's temporary files. */
    private List<ProcessHandle> unpackedServers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .orElse("")
                        .startsWith(temporaryFiles
                                .resolve(TemporaryFolder.PREFIX + "postgres")
                                .toString()))
                .toList();
    }

    /** Folders of ours and of the libraries; the JVM's own performance files vanish a moment after it. */
    private Set<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(temporaryFiles)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("hsperfdata_"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Path projectRoot() {
        // Failsafe runs in the module's folder, jobs/quickstart.
        return Path.of("").toAbsolutePath().getParent().getParent();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                String name = directory.getFileName().toString();
                if (name.equals("target") || name.equals(".git")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
