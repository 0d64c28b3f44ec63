package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    private final JsonCursor cursor = new JsonCursor();

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "7", "-7", "12345678", "123456789", "-1234567890123", "1795000000000", "999999999999999999"
            })
    void readsAWholeNumberInTheMiddleAndAtTheEnd(String number) {
        assertThat(read(number, JsonCursor::number)).isEqualTo(Long.parseLong(number));
        assertThat(read(number + ",\"more\":1", JsonCursor::number)).isEqualTo(Long.parseLong(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "x", "007", "1234567890123456789", "/1", ":1", "\"1\""})
    void leavesWhatIsNoSuchNumberToOthers(String text) {
        assertRefused(text, JsonCursor::number);
        assertRefused(text + ",\"more\":1", JsonCursor::number);
    }

    @ParameterizedTest
    @CsvSource({"-5.24,-524", "0.00,0", "-0.07,-7", "12345678.10,1234567810"})
    void readsHundredths(String text, long hundredths) {
        assertThat(read(text + ",\"volume\"", JsonCursor::hundredths)).isEqualTo(hundredths);
        assertThat(read(text, JsonCursor::hundredths)).isEqualTo(hundredths);
    }

    @Test
    void readsTheSecondOfADay() {
        assertThat(read("14:54:28\"", JsonCursor::time)).isEqualTo(14 * 3_600 + 54 * 60 + 28);
        assertThat(read("23:59:59", JsonCursor::time)).isEqualTo(86_399);
    }

    @ParameterizedTest
    @ValueSource(strings = {"24:00:00", "12:60:00", "12:00:60", "12-00:00", "1a:00:00", "12:00:0", "12:00:0/"})
    void leavesWhatIsNoTimeToOthers(String text) {
        assertRefused(text, JsonCursor::time);
    }

    @Test
    void readsOneDateAfterAnother() {
        assertThat(read("1970-01-02", JsonCursor::date)).isEqualTo(1);
        assertThat(read("2026-11-23\"", JsonCursor::date)).isEqualTo(20_780);
        assertThat(read("2026-11-24\"", JsonCursor::date)).isEqualTo(20_781);
        assertRefused("2026-02-30", JsonCursor::date);
        assertRefused("2026/11/23", JsonCursor::date);
        assertThat(read("2026-11-24\"", JsonCursor::date)).isEqualTo(20_781);
    }

    @ParameterizedTest
    @ValueSource(strings = {"}", ",\"seq\":", "12345678", "{\"v\":1,\"ticker\":\""})
    void expectsALiteralExactly(String literal) {
        JsonCursor.Literal expected = JsonCursor.Literal.of(literal);
        for (String behind : new String[] {"", "x", "0123456789"}) {
            start(literal + behind);
            cursor.expect(expected);
            assertThat(cursor.matches()).isTrue();
            assertThat(cursor.endsHere()).isEqualTo(behind.isEmpty());
            for (int i = 0; i < literal.length(); i++) {
                start(literal.substring(0, i) + (char) (literal.charAt(i) ^ 1) + literal.substring(i + 1) + behind);
                cursor.expect(expected);
                assertThat(cursor.matches()).isFalse();
            }
        }
        start(literal.substring(1));
        cursor.expect(expected);
        assertThat(cursor.matches()).isFalse();
    }

    private long read(String text, ToLongFunction<JsonCursor> value) {
        start(text);
        long read = value.applyAsLong(cursor);
        assertThat(cursor.matches()).as(text).isTrue();
        return read;
    }

    private void assertRefused(String text, ToLongFunction<JsonCursor> value) {
        start(text);
        long meaningless = value.applyAsLong(cursor);
        assertThat(cursor.matches()).as("%s, read as %d", text, meaningless).isFalse();
    }

    private void start(String text) {
        cursor.start(text.getBytes(StandardCharsets.US_ASCII));
    }
}
