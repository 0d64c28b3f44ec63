package dev.sise.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The jars that are deployed, as the build left them: complete, alone, and without a second Flink. */
class PackagingITCase {
    private static final Path JOBS = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private enum Deployable {
        TICK_INGEST("tick-ingest", "job", "dev.sise.ingest.TickIngestJob", "--kiwoom.secrets-directory"),
        PRICE_BROADCAST("price-broadcast", "job", "dev.sise.broadcast.PriceBroadcastJob", "--redis.flush-interval"),
        REFERENCE_DATA("reference-data", "job", "dev.sise.reference.ReferenceDataJob", "--lists.max-shrink"),
        VCP_SCAN("vcp-scan", "job", "dev.sise.scan.VcpScanJob", "--scan.as-of"),
        GATEWAY("gateway", "runnable", "dev.sise.gateway.GatewayMain", "--gateway.heartbeat");

        private final String module;
        private final String classifier;
        private final String mainClass;
        private final String aSettingOfItsOwn;

        Deployable(String module, String classifier, String mainClass, String aSettingOfItsOwn) {
            this.module = module;
            this.classifier = classifier;
            this.mainClass = mainClass;
            this.aSettingOfItsOwn = aSettingOfItsOwn;
        }

        boolean runsOnFlink() {
            return classifier.equals("job");
        }

        JarFile open() throws IOException {
            return new JarFile(path().toFile());
        }

        Path path() throws IOException {
            Path target = JOBS.resolve(module).resolve("target");
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, module + "-*-" + classifier + ".jar")) {
                jars.forEach(found::add);
            }
            assertThat(found).as("deployable jars in %s", target).hasSize(1);
            return found.get(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void startsInItsMainClass(Deployable deployable) throws IOException {
        try (JarFile jar = deployable.open()) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo(deployable.mainClass);
            assertThat(manifest.getValue(Attributes.Name.MULTI_RELEASE)).isEqualTo("true");
            assertThat(jar.getEntry(fileOf(deployable.mainClass))).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasNoSignatureAndNoModuleDescriptorOfAPart(Deployable deployable) throws IOException {
        assertThat(entries(deployable))
                .isNotEmpty()
                .noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA|EC)"))
                .noneMatch(name -> name.endsWith("module-info.class"));
    }

    @ParameterizedTest
    @EnumSource
    void hasNoTestServerAndNoTestLibrary(Deployable deployable) throws IOException {
        assertThat(entries(deployable))
                .noneMatch(name -> name.startsWith("dev/sise/testkit/"))
                .noneMatch(name -> name.startsWith("dev/sise/simulator/"))
                .noneMatch(name -> name.startsWith("org/junit/"))
                .noneMatch(name -> name.startsWith("kafka/server/"))
                .noneMatch(name -> name.startsWith("io/zonky/"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VCP_SCAN")
    void hasTheServicesOfAllItsLibraries(Deployable deployable) throws IOException {
        try (JarFile jar = deployable.open()) {
            assertThat(linesOf(jar, "META-INF/services/reactor.blockhound.integration.BlockHoundIntegration"))
                    .as("a service that two libraries offer")
                    .contains(
                            "io.netty.util.internal.Hidden$NettyBlockHoundIntegration",
                            "reactor.core.scheduler.ReactorBlockHoundIntegration");
            assertThat(linesOf(jar, "META-INF/services/com.fasterxml.jackson.core.JsonFactory"))
                    .containsExactly("com.fasterxml.jackson.core.JsonFactory");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TICK_INGEST", "PRICE_BROADCAST", "REFERENCE_DATA"})
    void aJobCarriesItsConnectorsAndNoFlink(Deployable deployable) throws IOException {
        Set<String> entries = entries(deployable);

        assertThat(entries)
                .contains(
                        "org/apache/flink/connector/kafka/source/KafkaSource.class",
                        "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                        "io/lettuce/core/RedisClient.class",
                        "com/fasterxml/jackson/core/JsonParser.class",
                        "dev/sise/connector/redis/LastValueSink.class")
                .noneMatch(name -> name.startsWith("org/apache/flink/streaming/api/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/configuration/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/core/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/api/common/"))
                .noneMatch(name -> name.startsWith("org/slf4j/"))
                .noneMatch(name -> name.startsWith("org/apache/logging/"));
        assertThat(entries.contains("dev/sise/connector/kiwoom/KiwoomSource.class"))
                .isEqualTo(deployable != Deployable.PRICE_BROADCAST);
        assertThat(entries.contains("org/postgresql/Driver.class")).isEqualTo(deployable == Deployable.REFERENCE_DATA);
    }

    @Test
    void theScanCarriesItsConnectorAndNoFlink() throws IOException {
        assertThat(entries(Deployable.VCP_SCAN))
                .contains(
                        "org/postgresql/Driver.class",
                        "org/apache/flink/connector/jdbc/core/datastream/source/JdbcSource.class",
                        "dev/sise/connector/postgres/PostgresPasswordPlugin.class")
                .noneMatch(name -> name.startsWith("dev/sise/connector/kiwoom/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/streaming/api/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/configuration/"))
                .noneMatch(name -> name.startsWith("org/slf4j/"));
        try (JarFile jar = Deployable.VCP_SCAN.open()) {
            assertThat(linesOf(jar, "META-INF/services/java.sql.Driver")).contains("org.postgresql.Driver");
        }
    }

    @Test
    void theGatewayCarriesItsLoggingAndItsPage() throws IOException {
        assertThat(entries(Deployable.GATEWAY))
                .contains(
                        "org/apache/logging/slf4j/SLF4JServiceProvider.class",
                        "io/vertx/core/Vertx.class",
                        "dev/sise/gateway/page/index.html")
                .noneMatch(name -> name.startsWith("org/apache/flink/streaming/api/environment/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/runtime/taskmanager/"))
                .noneMatch(name -> name.startsWith("dev/sise/connector/kiwoom/"));
    }

    @ParameterizedTest
    @EnumSource
    void everyClassThatItsMainReachesFindsWhatItUses(Deployable deployable) throws IOException {
        Set<String> present = entries(deployable);
        if (deployable.runsOnFlink()) {
            for (Path jar : flinkDistribution()) {
                present.addAll(entries(jar));
            }
        }
        JavaClasses ours;
        try (JarFile jar = deployable.open()) {
            ours = new ClassFileImporter()
                    .withImportOption(location -> location.contains("/dev/sise/"))
                    .importJar(jar);
        }
        Set<String> missing = new TreeSet<>();
        Set<JavaClass> reached = new HashSet<>(Set.of(ours.get(deployable.mainClass)));
        Deque<JavaClass> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            JavaClass type = next.poll();
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                if (used.isPrimitive() || isOfTheJdk(used.getName())) {
                    continue;
                }
                if (!present.contains(fileOf(used.getName()))) {
                    missing.add(used.getName() + ", used by " + type.getName());
                } else if (ours.contain(used.getName()) && reached.add(used)) {
                    next.add(used);
                }
            }
        }
        assertThat(reached).hasSizeGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tellsItsSettingsWhenAskedForHelp(Deployable deployable) throws Exception {
        int exitCode = run(deployable, "--help");

        assertThat(output()).content().contains(deployable.aSettingOfItsOwn);
        if (deployable != Deployable.VCP_SCAN) {
            assertThat(output()).content().contains("--kafka.bootstrap-servers", "REDIS_URL");
        }
        assertThat(exitCode).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VCP_SCAN")
    void refusesASettingInASentence(Deployable deployable) throws Exception {
        int exitCode = run(deployable, "--kafka.replication", "0");

        assertThat(output())
                .content()
                .contains("kafka.replication must be 1 to 32767, was 0")
                .doesNotContain("\tat ");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void theScanRefusesASettingInASentence() throws Exception {
        int exitCode = run(Deployable.VCP_SCAN, "--scan.as-of", "yesterday");

        assertThat(output())
                .content()
                .contains("scan.as-of must be a date such as 2026-07-01, was 'yesterday'")
                .doesNotContain("\tat ");
        assertThat(exitCode).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TICK_INGEST", "PRICE_BROADCAST", "REFERENCE_DATA"})
    void aJobSaysInASentenceThatKafkaIsAway(Deployable deployable) throws Exception {
        int exitCode = run(deployable, "--kafka.bootstrap-servers", "127.0.0.1:1", "--kafka.timeout", "1 s");

        assertThat(output())
                .content()
                .contains("Kafka at 127.0.0.1:1 is not available")
                .doesNotContain("\tat dev.sise");
        assertThat(exitCode).isEqualTo(1);
    }

    /** It finds its scripts and Flyway's parts by lists of services, which a merged jar may have lost. */
    @Test
    void theMigratorMakesTheTablesFromItsJarAlone() throws Exception {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(JOBS.resolve("../sql/target"), "sql-*-runnable.jar")) {
            found.forEach(jars::add);
        }
        assertThat(jars).hasSize(1);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            int exitCode = run(List.of(
                    java,
                    "-jar",
                    jars.get(0).toString(),
                    "migrate",
                    "--postgres.url",
                    postgres.createDatabase("packaged"),
                    "--postgres.user",
                    postgres.user()));

            assertThat(output()).content().contains("Made step 1, stocks.");
            assertThat(exitCode).isZero();
        }
    }

    /** The README's second program of that jar. */
    @Test
    void thePriceCacheIsSetAndReadByTheGatewaysJarAlone() throws Exception {
        String price = "{\"v\":1,\"ticker\":\"005930\",\"price\":316500,"
                + "\"as_of\":\"2026-07-01T14:54:28.512+09:00\",\"epoch\":1,\"seq\":1}";
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(runPriceCache(redis, "set", "005930", price)).isZero();
            assertThat(output()).content().isEqualTo("005930 was set\n");
            assertThat(runPriceCache(redis, "get", "005930")).isZero();
            assertThat(output()).content().isEqualTo("005930\t" + price + "\n");
        }
    }

    private int runPriceCache(EmbeddedRedis redis, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Deployable.GATEWAY.path().toString(),
                "dev.sise.gateway.PriceCacheMain"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--ttl", "10 min", "--redis.url", redis.uri()));
        return run(command);
    }

    private Path output() {
        return folder.resolve("output");
    }

    /** The exit code; what it says is in {@link #output()}. */
    private int run(Deployable deployable, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (deployable.runsOnFlink()) {
            String flink =
                    flinkDistribution().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            command.addAll(List.of("-cp", deployable.path() + File.pathSeparator + flink, deployable.mainClass));
        } else {
            command.addAll(List.of("-jar", deployable.path().toString()));
        }
        command.addAll(List.of(arguments));
        return run(command);
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    /** What a Flink cluster has on its class path, taken from this test's own. */
    private static List<Path> flinkDistribution() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> {
                    String file = path.getFileName().toString();
                    return file.endsWith(".jar")
                            // Of the connectors the distribution has one, which the environment of a job refers to.
                            && (!file.startsWith("flink-connector-") || file.startsWith("flink-connector-datagen-"))
                            && (file.startsWith("flink-")
                                    || file.startsWith("slf4j-api-")
                                    || file.startsWith("commons-")
                                    || file.startsWith("kryo-")
                                    || file.startsWith("snakeyaml-engine-")
                                    || file.startsWith("jsr305-"));
                })
                .toList();
    }

    private static boolean isOfTheJdk(String name) {
        return name.startsWith("java.") || name.startsWith("javax.") || name.startsWith("jdk.");
    }

    private static Set<String> entries(Deployable deployable) throws IOException {
        return entries(deployable.path());
    }

    private static Set<String> entries(Path path) {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> linesOf(JarFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        try (InputStream bytes = jar.getInputStream(entry)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    private static String fileOf(String className) {
        return className.replace('.', '/') + ".class";
    }
}
