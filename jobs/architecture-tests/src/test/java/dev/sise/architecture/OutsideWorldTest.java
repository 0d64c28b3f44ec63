package dev.sise.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who may use which library: each outside system is spoken to in one place. */
@AnalyzeClasses(packages = "dev.sise", importOptions = ImportOption.DoNotIncludeTests.class)
class OutsideWorldTest {

    @ArchTest
    static void theModelUsesTheJdkJacksonAndFlinksTypes(JavaClasses classes) {
        classes()
                .that()
                .resideInAPackage("dev.sise.market..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "com.fasterxml.jackson..",
                        "dev.sise.market..",
                        "org.apache.flink.api.common.serialization..",
                        "org.apache.flink.api.common.typeinfo..",
                        "org.apache.flink.api.common.typeutils..",
                        "org.apache.flink.core.memory..")
                .because("it is shared by every process, runs nothing of Flink and does no I/O")
                .check(classes);
    }

    @ArchTest
    static void theModelDoesNoIo(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dev.sise.market..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "java.sql..", "java.util.concurrent..")
                .because("what decides about prices and demand must be testable as plain values")
                .check(classes);
    }

    @ArchTest
    static void onlyOneConnectorSpeaksToRedis(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sise.connector.redis..", "dev.sise.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "redis..")
                .because("the order of writes to Redis holds only if all of them take one way")
                .check(classes);
    }

    @ArchTest
    static void postgresIsSpokenToByOneConnectorAndTheMigrator(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sise.connector.postgres..", "dev.sise.sql..", "dev.sise.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.postgresql..", "org.flywaydb..", "org.apache.flink.connector.jdbc..", "io.zonky..")
                .because(
                        "a password travels in no job graph only where every connection is made in one place, and tables"
                                + " change in another")
                .check(classes);
    }

    @ArchTest
    static void theMigratorRunsWithoutFlink(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dev.sise.sql..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
                .because("it runs before anything else is there, in a hook of the chart")
                .check(classes);
    }

    @ArchTest
    static void kafkaIsSpokenToAtTheEdges(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.sise.runtime..",
                        "dev.sise.ingest.io..",
                        "dev.sise.broadcast.io..",
                        "dev.sise.reference.io..",
                        "dev.sise.gateway..",
                        "dev.sise.testkit..",
                        "dev.sise.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..")
                .because(
                        "topics have fixed settings and rows one form; whoever writes past job-runtime or an io package"
                                + " makes a second one")
                .check(classes);
    }

    @ArchTest
    static void vertxServesOnly(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.sise.connector.websocket..",
                        "dev.sise.gateway..",
                        "dev.sise.simulator..",
                        "dev.sise.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..")
                .because("a job of Flink runs no server and has no event loop")
                .check(classes);
    }

    @ArchTest
    static void theFanOutKnowsNoFlink(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAnyPackage("dev.sise.connector.websocket..", "dev.sise.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .because("they are servers, and run where no Flink is")
                .check(classes);
    }

    @ArchTest
    static void theGatewayRunsNoFlink(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dev.sise.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.flink.streaming..", "org.apache.flink.runtime..", "org.apache.flink.connector..")
                .because("it takes settings in Flink's form and nothing else, so that flink-core is all it carries")
                .check(classes);
    }

    @ArchTest
    static void theGatewayCallsNobodyButFlinkOverHttp(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dev.sise.gateway..")
                .and()
                // It calls Flink, whose address is its only one.
                .doNotHaveFullyQualifiedName("dev.sise.gateway.FlinkRestLauncher")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(http\\..*|URL|URLConnection|HttpURLConnection|Socket)"
                                + "|io\\.vertx\\.core\\.http\\.(HttpClient|WebSocketClient).*|io\\.vertx\\.ext\\.web\\.client\\..*")
                .because("Kiwoom's limits hold per account and tick-ingest keeps them: a cache miss is a row in Kafka,"
                        + " never a call")
                .check(classes);
    }

    @ArchTest
    static void theGatewayNamesNoAddressOfKiwoom(JavaClasses classes) throws IOException {
        List<String> looked = new ArrayList<>();
        List<String> naming = new ArrayList<>();
        for (JavaClass type : classes) {
            if (!type.getPackageName().startsWith("dev.sise.gateway")) {
                continue;
            }
            looked.add(type.getName());
            try (InputStream bytes =
                    type.getSource().orElseThrow().getUri().toURL().openStream()) {
                String text = new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
                if (text.toLowerCase(Locale.ROOT).contains("kiwoom")) {
                    naming.add(type.getName());
                }
            }
        }
        assertThat(looked).contains("dev.sise.gateway.GatewayMain");
        assertThat(naming)
                .as("classes of the gateway with Kiwoom in a text or a type: one process calls Kiwoom, tick-ingest")
                .isEmpty();
    }
}
