package dev.sise.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;

/** Who may use whom among our modules; a module that is not in the table below does not pass. */
@AnalyzeClasses(packages = "dev.sise", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleImportsTest {

    /** A module, what it may use of ours, and why nothing else. */
    private enum Module {
        TEST_KIT("testkit", "it serves tests of every module and must know none of them"),
        KIWOOM_SIMULATOR(
                "simulator",
                "with a codec of the client's it would repeat the client's errors instead of finding them"),
        KIWOOM("connector.kiwoom", "a connector knows one outside system and not our domain"),
        REDIS("connector.redis", "a connector knows one outside system and not our domain"),
        WEBSOCKET("connector.websocket", "a connector knows one outside system and not our domain"),
        POSTGRES("connector.postgres", "a connector knows one outside system and not our domain"),
        SQL("sql", "whoever makes the tables of a database needs Flyway and a driver and nothing that runs on them"),
        MARKET_MODEL("market", "every process shares it, so what it used every process would carry"),
        JOB_RUNTIME("runtime", "jobs of any domain and any connector start the same way"),
        TICK_INGEST(
                "ingest",
                "only Kafka, Redis and PostgreSQL stand between two processes, never a class of another",
                "market",
                "runtime",
                "connector.kiwoom",
                "connector.redis"),
        PRICE_BROADCAST(
                "broadcast",
                "only Kafka, Redis and PostgreSQL stand between two processes, never a class of another",
                "market",
                "runtime",
                "connector.redis"),
        REFERENCE_DATA(
                "reference",
                "only Kafka, Redis and PostgreSQL stand between two processes, never a class of another",
                "market",
                "runtime",
                "connector.kiwoom",
                "connector.redis",
                "connector.postgres"),
        VCP_SCAN(
                "scan",
                "only Kafka, Redis and PostgreSQL stand between two processes, never a class of another",
                "market",
                "runtime",
                "connector.postgres"),
        GATEWAY(
                "gateway",
                "only Kafka, Redis and PostgreSQL stand between two processes, never a class of another; and what Kiwoom"
                        + " knows reaches the gateway as ticks and prices, within the limits that tick-ingest keeps",
                "market",
                "runtime",
                "connector.redis",
                "connector.websocket",
                "connector.postgres"),
        QUICK_START(
                "quickstart",
                "it is where all parts meet, and benchmarks are no part of the system",
                "connector.postgres",
                "testkit",
                "simulator",
                "market",
                "runtime",
                "ingest",
                "broadcast",
                "reference",
                "scan",
                "sql",
                "gateway"),
        BENCHMARKS(
                "benchmarks",
                "it measures the jobs, not the quick start",
                "testkit",
                "simulator",
                "market",
                "runtime",
                "connector.redis",
                "connector.postgres",
                "sql",
                "ingest",
                "broadcast",
                "scan",
                "gateway");

        private final String root;
        private final String reason;
        private final String[] mayUse;

        Module(String root, String reason, String... mayUse) {
            this.root = "dev.sise." + root;
            this.reason = reason;
            this.mayUse = Arrays.stream(mayUse).map(used -> "dev.sise." + used).toArray(String[]::new);
        }

        boolean owns(JavaClass type) {
            return isIn(type, root);
        }

        DescribedPredicate<JavaClass> forbidden() {
            return DescribedPredicate.describe(
                    "another module than " + Arrays.toString(mayUse),
                    type -> isIn(type, "dev.sise")
                            && !owns(type)
                            && Arrays.stream(mayUse).noneMatch(used -> isIn(type, used)));
        }

        private static boolean isIn(JavaClass type, String root) {
            return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
        }
    }

    @ArchTest
    static void everyModuleIsInTheTableAndHasMainClasses(JavaClasses classes) {
        assertThat(classes.stream()
                        .filter(type -> Arrays.stream(Module.values()).noneMatch(module -> module.owns(type)))
                        .map(JavaClass::getName)
                        .toList())
                .as("classes of a module without rules: add it to the table")
                .isEmpty();
        assertThat(Arrays.stream(Module.values())
                        .filter(module -> classes.stream().noneMatch(module::owns))
                        .toList())
                .as("modules whose classes were not found, so that no rule held them")
                .isEmpty();
    }

    @ArchTest
    static void aModuleUsesOnlyWhatTheTableAllows(JavaClasses classes) {
        CompositeArchRule.of(Arrays.stream(Module.values())
                        .map(module -> noClasses()
                                .that()
                                .resideInAPackage(module.root + "..")
                                .should()
                                .dependOnClassesThat(module.forbidden())
                                .because(module.reason))
                        .toList())
                .check(classes);
    }

    @ArchTest
    static void nothingOfTheGatewayReachesKiwoomOverOthers(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dev.sise.gateway..")
                .should()
                .transitivelyDependOnClassesThat(resideInAPackage("dev.sise.connector.kiwoom.."))
                .because("one process calls Kiwoom and keeps its limits; a gateway that asked too would break them")
                .check(classes);
    }
}
