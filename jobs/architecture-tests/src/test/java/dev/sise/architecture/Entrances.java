package dev.sise.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** Classes that a process starts in. */
final class Entrances {
    static final DescribedPredicate<JavaClass> HAVE_A_MAIN =
            DescribedPredicate.describe("have a main method", type -> type.getMethods().stream()
                    .anyMatch(method -> method.getName().equals("main")));

    private Entrances() {}
}
