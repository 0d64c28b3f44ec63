package dev.sise.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** How a Flink job is laid out: a doorbell, a topology, pure functions, and one package that knows the connectors. */
@AnalyzeClasses(packages = "dev.sise", importOptions = ImportOption.DoNotIncludeTests.class)
class JobLayoutTest {
    private static final String[] JOBS = {
        "dev.sise.ingest..", "dev.sise.broadcast..", "dev.sise.reference..", "dev.sise.scan.."
    };

    @ArchTest
    static void onlyIoImportsConnectors(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAnyPackage(JOBS)
                .and()
                .resideOutsideOfPackage("..io..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sise.connector..",
                        "org.apache.flink.connector.kafka..",
                        "org.apache.flink.connector.jdbc..",
                        "org.apache.kafka..")
                .because(
                        "what it reads and writes is handed to a topology, so that tests and the quick start run the same one")
                .check(classes);
    }

    @ArchTest
    static void functionsKnowNeitherIoNorTheTopology(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dev.sise..functions..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sise.ingest",
                        "dev.sise.ingest.io..",
                        "dev.sise.broadcast",
                        "dev.sise.broadcast.io..",
                        "dev.sise.reference",
                        "dev.sise.reference.io..",
                        "dev.sise.scan",
                        "dev.sise.scan.io..")
                .because("a function is tested alone, in Flink's operator harness")
                .check(classes);
    }

    @ArchTest
    static void onlyTheDoorbellKnowsIo(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAnyPackage(JOBS)
                .and()
                .resideOutsideOfPackage("..io..")
                .and()
                .haveSimpleNameNotEndingWith("Job")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sise.ingest.io..",
                        "dev.sise.broadcast.io..",
                        "dev.sise.reference.io..",
                        "dev.sise.scan.io..")
                .because("sources and sinks are handed in where the job starts and nowhere else")
                .check(classes);
    }

    @ArchTest
    static void onlyDoorsStartThings(JavaClasses classes) {
        classes()
                .that()
                .resideInAnyPackage("dev.sise..")
                .and()
                .areNotNestedClasses()
                .and(Entrances.HAVE_A_MAIN)
                .should()
                .haveNameMatching(".*(Job|Main|Benchmarks)")
                .because("a process is found by the name of its entrance")
                .check(classes);
    }
}
