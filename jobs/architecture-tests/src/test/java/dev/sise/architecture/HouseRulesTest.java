package dev.sise.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.List;

/** Rules that hold in every line of main code. */
@AnalyzeClasses(packages = "dev.sise", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    /** The current time from the operating system, whatever asks for it. A time read from a Clock that was handed in is none. */
    private static final DescribedPredicate<JavaCall<?>> READ_THE_SYSTEM_CLOCK = DescribedPredicate.describe(
            "read the system's clock", call -> {
                String owner = call.getTargetOwner().getName();
                String name = call.getName();
                boolean withClock = call.getTarget().getRawParameterTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(Clock.class));
                return (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                        || (owner.startsWith("java.time.") && name.equals("now") && !withClock)
                        || (owner.equals("java.util.Date")
                                && name.equals("<init>")
                                && call.getTarget().getRawParameterTypes().isEmpty())
                        || (owner.equals("java.util.Calendar") && name.equals("getInstance"));
            });

    private static final DescribedPredicate<JavaCall<?>> SLEEP = DescribedPredicate.describe(
            "sleep",
            call -> call.getName().equals("sleep")
                    && List.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                            .contains(call.getTargetOwner().getName()));

    @ArchTest
    static final ArchRule timeIsHandedIn = noClasses()
            .should()
            .callCodeUnitWhere(READ_THE_SYSTEM_CLOCK)
            .because("time comes from a java.time.Clock or from Flink's timer service: market time can be moved, and a test"
                    + " waits for nothing");

    @ArchTest
    static final ArchRule functionsMakeNoClock = noClasses()
            .that()
            .resideInAnyPackage("..functions..", "dev.sise.market..")
            .should()
            .callMethodWhere(target(owner(assignableTo(Clock.class))).and(target(nameMatching("system.*"))))
            .because("a decision whose clock is its own cannot be tested at the close of the market");

    @ArchTest
    static final ArchRule nothingSleeps = noClasses()
            .that()
            // A pause of its own thread between two tries to reach Kafka; close() interrupts it.
            .doNotHaveFullyQualifiedName("dev.sise.ingest.io.SubscriptionDemand")
            .should()
            .callCodeUnitWhere(SLEEP)
            .because("a thread that sleeps answers nobody; timers, latches and timeouts say what is waited for");

    @ArchTest
    static final ArchRule noKryo = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.esotericsoftware..", "com.twitter.chill..", "org.apache.flink.api.java.typeutils.runtime.kryo..")
            .orShould()
            .callCodeUnitWhere(DescribedPredicate.describe(
                    "register a type with Kryo", call -> call.getName().contains("Kryo")))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.apache.flink.api.java.typeutils.GenericTypeInfo")
            .because("Kryo is slow and its bytes break with the class: every record has a serializer of its own");

    @ArchTest
    static final ArchRule oneWayToLog = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.logging..",
                    "org.apache.logging.log4j..",
                    "org.apache.log4j..",
                    "org.apache.commons.logging..")
            .because("SLF4J is what Flink and the libraries use, and whoever runs a process chooses the backend");

    @ArchTest
    static final ArchRule nothingOfSlf4j2 = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j.spi..", "org.slf4j.event..")
            .because("Flink 2.3 ships SLF4J 1.7 and loads it before the job's: the fluent calls of 2.0 are not there");

    @ArchTest
    static final ArchRule onlyEntrancesSpeakOnStandardOutput = noClasses()
            .that(DescribedPredicate.not(Entrances.HAVE_A_MAIN))
            .and()
            .resideOutsideOfPackage("dev.sise.benchmarks..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("a library logs; only a program speaks to whoever started it");

    @ArchTest
    static final ArchRule noBagsOfMethods = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Misc)")
            .because("a reader finds a behaviour in the class whose name says so");

    @ArchTest
    static final ArchRule publicClassesAreFinal = classes()
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
            .because("public is a promise, and a class that others may extend promises its inside too");

    @ArchTest
    static final ArchRule noMoneyInFloatingPoint = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("dev.sise.market..", "dev.sise.ingest..", "dev.sise.broadcast..")
            .should()
            .haveRawType(double.class)
            .orShould()
            .haveRawType(float.class)
            .because("money is a long of won and a rate an int of hundredths of a percent: nothing is rounded on its way");

    @ArchTest
    static final ArchRule noMainCodeUsesATestLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sise.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "org.assertj..", "org.awaitility..", "net.jqwik..", "com.tngtech..")
            .because("they are not there where the product runs");
}
