package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KiwoomNumbersTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"-316500,316500", "+316500,316500", "316500,316500", " 67300,67300", "--714,714", "00006010,6010"})
    void readsAPriceWithoutItsSign(String text, long price) throws RefusedException {
        assertThat(KiwoomNumbers.price(text, "price")).isEqualTo(price);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"-17500,-17500", "+2,2", " 0,0", "--473129,-473129", "+-5,-5", "-+5,5", "0000000027931470,27931470"
            })
    void readsTheLastSignAsTheSignOfADifference(String text, long value) throws RefusedException {
        assertThat(KiwoomNumbers.signed(text, "change")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"-5.24,-524", "+0.43,43", "++7.44,744", "--97.71,-9771", "0.00,0", "+550.00,55000", "5,500", "-0.5,-50"
    })
    void readsARateAsHundredthsOfAPercent(String text, int hundredths) throws RefusedException {
        assertThat(KiwoomNumbers.hundredths(text, "rate")).isEqualTo(hundredths);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   "})
    void takesAnEmptyTextAsAbsentAndNotAsZero(String text) {
        refuses(RejectReason.FIELD_ABSENT, () -> KiwoomNumbers.signed(text, "change"));
        refuses(RejectReason.FIELD_ABSENT, () -> KiwoomNumbers.price(text, "price"));
        refuses(RejectReason.FIELD_ABSENT, () -> KiwoomNumbers.time(text, "time"));
        refuses(RejectReason.FIELD_ABSENT, () -> KiwoomNumbers.price(null, "price"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"---5", "+", "-", "1-", "5 5", "1e5", "0x10", ".5", "5.", "1.2.3", "NaN", "٣", "1,000"})
    void refusesWhatIsNotSignsAndDigits(String text) {
        refuses(RejectReason.NOT_A_NUMBER, () -> KiwoomNumbers.hundredths(text, "rate"));
    }

    @Test
    void refusesAFractionOfAWonAndAThirdDecimalOfARate() {
        refuses(RejectReason.FRACTION, () -> KiwoomNumbers.price("316500.5", "price"));
        refuses(RejectReason.FRACTION, () -> KiwoomNumbers.price("316500.00", "price"));
        refuses(RejectReason.FRACTION, () -> KiwoomNumbers.hundredths("1.234", "rate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967295", "-2147483648", "-2147483647", "+2147483647", "--2147483648"})
    void refusesACounterThatRanOver(String text) {
        refuses(RejectReason.SATURATED, () -> KiwoomNumbers.signed(text, "volume"));
        refuses(RejectReason.SATURATED, () -> KiwoomNumbers.price(text, "price"));
    }

    @Test
    void refusesNumbersNoMarketProduces() {
        refuses(RejectReason.OUT_OF_RANGE, () -> KiwoomNumbers.price("0", "price"));
        refuses(RejectReason.OUT_OF_RANGE, () -> KiwoomNumbers.unsigned("-1", "volume"));
        refuses(RejectReason.OUT_OF_RANGE, () -> KiwoomNumbers.signed("1234567890123456", "change"));
        refuses(RejectReason.OUT_OF_RANGE, () -> KiwoomNumbers.hundredths("999999999999999", "rate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"240000", "096000", "090060", "90000", "0900000", "09:000", "-90000", "09000a"})
    void refusesATimeThatIsNotHoursMinutesSeconds(String text) {
        refuses(RejectReason.BAD_TIME, () -> KiwoomNumbers.time(text, "time"));
    }

    @Test
    void readsATimeAsItsSixDigits() throws RefusedException {
        assertThat(KiwoomNumbers.time("145428", "time")).isEqualTo(145_428);
        assertThat(KiwoomNumbers.time(" 090000", "time")).isEqualTo(90_000);
    }

    private static void refuses(RejectReason reason, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }
}
