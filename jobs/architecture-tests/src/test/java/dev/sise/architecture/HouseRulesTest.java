package dev.sise.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;

/** Rules that hold in every line of main code. */
@AnalyzeClasses(packages = "dev.sise", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    /** The current time from the operating system, whatever asks for it. A time read from a Clock that was handed in is none. */
    private static final DescribedPredicate<JavaAccess<?>> READ_THE_SYSTEM_CLOCK = DescribedPredicate.describe(
            "read the system's clock",
            access -> is(access, "java.lang.System", "currentTimeMillis")
                    || (access.getTargetOwner().getPackageName().equals("java.time")
                            && access.getName().equals("now")
                            && !parametersOf(access).contains("java.time.Clock"))
                    || (is(access, "java.util.Date", "<init>")
                            && parametersOf(access).isEmpty())
                    || is(access, "java.util.Calendar", "getInstance"));

    private static final DescribedPredicate<JavaAccess<?>> MAKE_A_CLOCK = DescribedPredicate.describe(
            "make a clock",
            access -> access.getTargetOwner().getName().equals("java.time.Clock")
                    && (access.getName().startsWith("system")
                            || access.getName().startsWith("tick")));

    private static final DescribedPredicate<JavaAccess<?>> SLEEP = DescribedPredicate.describe(
            "sleep",
            access -> is(access, "java.lang.Thread", "sleep") || is(access, "java.util.concurrent.TimeUnit", "sleep"));

    private static final DescribedPredicate<JavaAccess<?>> REGISTER_WITH_KRYO = DescribedPredicate.describe(
            "register a type with Kryo", access -> access.getName().contains("Kryo"));

    private static final DescribedPredicate<JavaAccess<?>> MAP_A_PARTITION = DescribedPredicate.describe(
            "map a partition", access -> access.getName().equals("mapPartition"));

    @ArchTest
    static void timeIsHandedIn(JavaClasses classes) {
        noClasses()
                .should()
                .accessTargetWhere(READ_THE_SYSTEM_CLOCK)
                .because(
                        "time comes from a java.time.Clock or from Flink's timer service: market time can be moved, and a test"
                                + " waits for nothing")
                .check(classes);
    }

    @ArchTest
    static void onlyEntrancesMakeAClock(JavaClasses classes) {
        noClasses()
                .that(DescribedPredicate.not(Entrances.HAVE_A_MAIN))
                .and()
                // A connector's builder may offer one; a job hands in its own.
                .resideOutsideOfPackages("dev.sise.connector..", "dev.sise.simulator..", "dev.sise.benchmarks..")
                .should()
                .accessTargetWhere(MAKE_A_CLOCK)
                .because("a decision whose clock is its own cannot be tested at the close of the market")
                .check(classes);
    }

    @ArchTest
    static void nothingSleeps(JavaClasses classes) {
        noClasses()
                .should()
                .accessTargetWhere(SLEEP)
                .because("a thread that sleeps answers nobody; timers, latches and timeouts say what is waited for")
                .check(classes);
    }

    @ArchTest
    static void noKryo(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.esotericsoftware..",
                        "com.twitter.chill..",
                        "org.apache.flink.api.java.typeutils.runtime.kryo..")
                .orShould()
                .accessTargetWhere(REGISTER_WITH_KRYO)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.flink.api.java.typeutils.GenericTypeInfo")
                .because("Kryo is slow and its bytes break with the class: every record has a serializer of its own")
                .check(classes);
    }

    @ArchTest
    static void noMapPartition(JavaClasses classes) {
        noClasses()
                .should()
                .accessTargetWhere(MAP_A_PARTITION)
                .because(
                        "Flink does it in a thread of its own, and what is thrown there ends the whole TaskManager: an operator"
                                + " with BoundedOneInput sees the end of its input too")
                .check(classes);
    }

    @ArchTest
    static void oneWayToLog(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..",
                        "org.apache.logging.log4j..",
                        "org.apache.log4j..",
                        "org.apache.commons.logging..")
                .because("SLF4J is what Flink and the libraries use, and whoever runs a process chooses the backend")
                .check(classes);
    }

    @ArchTest
    static void nothingOfSlf4j2(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j.spi..", "org.slf4j.event..")
                .because(
                        "Flink 2.3 ships SLF4J 1.7 and loads it before the job's: the fluent calls of 2.0 are not there")
                .check(classes);
    }

    @ArchTest
    static void onlyEntrancesSpeakOnStandardOutput(JavaClasses classes) {
        noClasses()
                .that(DescribedPredicate.not(Entrances.HAVE_A_MAIN))
                .and()
                .resideOutsideOfPackage("dev.sise.benchmarks..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("a library logs; only a program speaks to whoever started it")
                .check(classes);
    }

    @ArchTest
    static void noBagsOfMethods(JavaClasses classes) {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Misc)")
                .because("a reader finds a behaviour in the class whose name says so")
                .check(classes);
    }

    @ArchTest
    static void publicClassesAreFinal(JavaClasses classes) {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and(DescribedPredicate.not(DescribedPredicate.describe(
                        "are abstract", (JavaClass type) -> type.getModifiers().contains(JavaModifier.ABSTRACT))))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("public is a promise, and a class that others may extend promises its inside too")
                .check(classes);
    }

    @ArchTest
    static void noMoneyInFloatingPoint(JavaClasses classes) {
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(
                        "dev.sise.market..",
                        "dev.sise.ingest..",
                        "dev.sise.broadcast..",
                        "dev.sise.reference.functions..")
                .and()
                // Calls a second.
                .doNotHaveFullName("dev.sise.market.SourceHealth$Key.quota")
                .and()
                .doNotHaveFullName("dev.sise.ingest.TickIngestSettings.callsPerSecond")
                .and()
                .doNotHaveFullName("dev.sise.ingest.TickIngestSettings.MAX_CALLS_PER_SECOND")
                .should()
                .haveRawType(double.class)
                .orShould()
                .haveRawType(float.class)
                .because(
                        "money is a long of won and a rate an int of hundredths of a percent: nothing is rounded on its way")
                .check(classes);
    }

    @ArchTest
    static void noMainCodeUsesATestLibrary(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sise.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.assertj..", "org.awaitility..", "net.jqwik..", "com.tngtech..")
                .because("they are not there where the product runs")
                .check(classes);
    }

    private static boolean is(JavaAccess<?> access, String owner, String name) {
        return access.getTargetOwner().getName().equals(owner)
                && access.getName().equals(name);
    }

    private static List<String> parametersOf(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget codeUnit
                ? codeUnit.getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .toList()
                : List.of();
    }
}
