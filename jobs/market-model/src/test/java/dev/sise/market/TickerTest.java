package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickerTest {

    @ParameterizedTest
    @CsvSource({
        "005930,005930,KRX",
        "0015N0,0015N0,KRX",
        "493330,493330,KRX",
        "' 005930\t',005930,KRX",
        "0015n0,0015N0,KRX",
        "57mj66,57MJ66,KRX",
        "A005930,005930,KRX",
        "a005930,005930,KRX",
        "Q500061,500061,KRX",
        "005930_NX,005930,NXT",
        "005930_al,005930,UNIFIED",
        "A0015N0_AL,0015N0,UNIFIED",
        "A12345,A12345,KRX",
    })
    void readsACodeAsItIsWrittenOutside(String text, String code, Venue venue) {
        assertThat(Ticker.parse(text)).isEqualTo(new Ticker.Accepted(Ticker.of(code), venue));
    }

    @ParameterizedTest
    @CsvSource({
        "'',EMPTY",
        "' \t\n',EMPTY",
        "_NX,EMPTY",
        "0152301010,K_OTC",
        "0152301010_AL,K_OTC",
        "01523010AB,LENGTH",
        "00593,LENGTH",
        "0059301,LENGTH",
        "AA005930,LENGTH",
        "B005930,LENGTH",
        "005930_XX,LENGTH",
        "005930_NX_NX,LENGTH",
        "00593*,CHARACTERS",
        "00593 ,LENGTH",
        "0059 0,CHARACTERS",
        "００５９３０,CHARACTERS",
        "ı05930,CHARACTERS",
        "삼성전자우선,CHARACTERS",
        "ABCDEF,NO_DIGIT",
        "AABCDEF,NO_DIGIT",
    })
    void refusesWhatIsNoCodeAndSaysWhy(String text, Refusal refusal) {
        assertThat(Ticker.parse(text)).isInstanceOfSatisfying(Ticker.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(refusal);
            assertThat(refused.message()).startsWith("a ticker has six characters, digits and capital letters");
        });
    }

    @Test
    void refusesNull() {
        assertThat(Ticker.parse(null))
                .isInstanceOfSatisfying(Ticker.Refused.class, refused -> assertThat(refused.refusal())
                        .isEqualTo(Refusal.EMPTY));
    }

    @Test
    void showsOnlyTheStartOfAHugeText() {
        assertThat(Ticker.parse("7".repeat(10_000_000))).isInstanceOfSatisfying(Ticker.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.LENGTH);
            assertThat(refused.message()).hasSizeLessThan(250).contains("'77777777", "9999968 more characters");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a05930", "A005930", "005930_NX", " 005930", "0152301010", "ABCDEF"})
    void takesOnlyTheCanonicalFormWithoutParsing(String text) {
        assertThatThrownBy(() -> Ticker.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a ticker has six characters");
    }

    @Test
    void isItsOwnTextAndSortsAsText() {
        assertThat(Ticker.of("000020")).hasToString("000020").isLessThan(Ticker.of("0015N0"));
    }

    @Test
    void namesRefusalsInSnakeCase() {
        assertThat(Refusal.values())
                .extracting(Refusal::code)
                .containsExactly("empty", "k_otc", "length", "characters", "no_digit");
    }

    @Property
    void neverThrowsAndExplainsEveryRefusal(@ForAll("texts") String text) {
        Ticker.Parsed parsed = Ticker.parse(text);
        if (parsed instanceof Ticker.Refused refused) {
            assertThat(refused.message()).isNotBlank().hasSizeLessThan(250);
        } else {
            assertThat(((Ticker.Accepted) parsed).ticker().code()).matches("[0-9A-Z]{6}");
        }
    }

    @Property
    void readsItsOwnOutputAgain(@ForAll("nearCodes") String text) {
        if (Ticker.parse(text) instanceof Ticker.Accepted accepted) {
            String written = accepted.ticker().code() + accepted.venue().suffix();
            assertThat(Ticker.parse(written)).isEqualTo(accepted);
            assertThat(Ticker.of(accepted.ticker().code())).isEqualTo(accepted.ticker());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(40), nearCodes())
                .injectNull(0.01);
    }

    @Provide
    Arbitrary<String> nearCodes() {
        Arbitrary<String> code = Arbitraries.strings()
                .withChars("0123456789AQMnxz_* ")
                .ofMinLength(4)
                .ofMaxLength(11);
        Arbitrary<String> six =
                Arbitraries.strings().withChars("0123456789AZaz").ofLength(6);
        return Arbitraries.oneOf(
                code,
                Combinators.combine(
                                Arbitraries.of("", "A", "Q", "q", " ", "AA"),
                                six,
                                Arbitraries.of("", "_NX", "_AL", "_nx", "_AL ", "_XX"))
                        .as((prefix, body, suffix) -> prefix + body + suffix));
    }
}
