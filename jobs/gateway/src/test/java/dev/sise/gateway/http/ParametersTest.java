package dev.sise.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.InvalidFieldException;
import io.vertx.core.MultiMap;
import java.time.LocalDate;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static final List<String> GRADES = List.of("A", "B");

    private final MultiMap values = MultiMap.caseInsensitiveMultiMap();
    private final Parameters parameters = new Parameters(values);

    @Test
    void takesTheLastOfARepeatedOneAndAnEmptyOneAsMissing() {
        values.add("limit", "1").add("limit", "7").add("q", " ");

        assertThat(parameters.number("limit", 1, 9, 3)).isEqualTo(7);
        assertThat(parameters.number("wait", 0, 300, 60)).isEqualTo(60);
        assertThat(parameters.text("q")).isEmpty();
    }

    @Test
    void readsDatesAndWords() {
        values.add("date", "2026-07-01").add("grade", "B,A");

        assertThat(parameters.date("date")).contains(LocalDate.of(2026, 7, 1));
        assertThat(parameters.words("grade", GRADES)).containsExactly("B", "A");
        assertThat(parameters.words("nothing", GRADES)).isEmpty();
        assertThat(parameters.word("nothing", GRADES)).isEmpty();
    }

    @Test
    void refusesWithNameRuleAndValue() {
        values.add("limit", "10").add("date", "+20000-01-01").add("grade", "A,").add("q", "a\0b");

        assertRefused(() -> parameters.number("limit", 1, 9, 3), "limit must be a whole number, 1 to 9, is 10");
        assertRefused(() -> parameters.date("date"), "date must be a date such as 2026-07-01, is +20000-01-01");
        assertRefused(() -> parameters.words("grade", GRADES), "grade must be one of A, B, is ");
        assertRefused(() -> parameters.word("grade", GRADES), "grade must be one of A, B, is A,");
        assertRefused(() -> parameters.text("q"), "q must be text without the character 0");
    }

    private static void assertRefused(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(InvalidFieldException.class).hasMessageStartingWith(message);
    }
}
