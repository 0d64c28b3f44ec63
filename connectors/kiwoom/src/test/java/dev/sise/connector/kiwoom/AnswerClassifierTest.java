package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerClassifierTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "200 | 0 | 정상적으로 처리되었습니다 | OK",
                "429 | 5 | 초과[1700:허용된 API 요청 개수를 초과하였습니다. 유량=5, API ID=ka10080] | SLOW_DOWN",
                "200 | 5 | 초과[1700:x] | SLOW_DOWN",
                "200 | 5 | 초과[1634:x] | DROP",
                "200 | 5 | 초과 | SLOW_DOWN",
                "429 | 5 | '' | SLOW_DOWN",
                "200 | 3 | 인증에 실패했습니다[8005:Token이 유효하지 않습니다] | REFRESH_TOKEN",
                "200 | 3 | 인증에 실패했습니다[8031:x] | REFRESH_TOKEN",
                "200 | 3 | 인증에 실패했습니다[8103:x] | REFRESH_TOKEN",
                "200 | 3 | 인증에 실패했습니다 | REFRESH_TOKEN",
                "401 | 0 | '' | REFRESH_TOKEN",
                "200 | 2 | 입력 값 오류입니다[1513:Http Header에 authorization 필드가] | DROP",
                "200 | 2 | [1511] | DROP",
                "200 | 2 | [1902:x] | DROP",
                "200 | 3 | [8010:x] | FAIL",
                "200 | 3 | [8050:x] | FAIL",
                "200 | 8030 | x | FAIL",
                "200 | 8005 | x | REFRESH_TOKEN",
                "200 | 1 | [1999:x] | RETRY",
                "500 | 0 | '' | RETRY",
                "502 | 1 | '' | RETRY",
                "404 | 0 | '' | DROP",
                "200 | 20 | [2000](521790:해당 호가유형은 주문 불가능한 시간입니다.) | DROP"
            })
    void classifiesARestAnswerByStatusCodeAndBracket(int status, int code, String message, AnswerClass expected) {
        assertThat(AnswerClassifier.classify(status, OptionalInt.of(code), message))
                .isEqualTo(expected);
    }

    /** Kiwoom's whole list of error numbers, and 1634, which is not in it. */
    @ParameterizedTest
    @CsvSource({
        "DROP,1501 1504 1505 1511 1512 1513 1514 1515 1516 1517 1634 1901 1902 8015 8016",
        "RETRY,1687 1999 8003 8006 8009",
        "SLOW_DOWN,1700",
        "REFRESH_TOKEN,8005 8031 8103",
        "FAIL,8001 8002 8010 8011 8012 8020 8030 8040 8050"
    })
    void classifiesEveryErrorNumberWhereverItStands(AnswerClass expected, String numbers) {
        for (String number : numbers.split(" ")) {
            OptionalInt itself = OptionalInt.of(Integer.parseInt(number));
            for (int status : List.of(200, 400, 429, 500)) {
                assertThat(AnswerClassifier.classify(status, OptionalInt.of(2), "말[" + number + ":말]"))
                        .as("%s in brackets under HTTP %d", number, status)
                        .isEqualTo(expected);
                assertThat(AnswerClassifier.classify(status, itself, "말"))
                        .as("%s as the return code under HTTP %d", number, status)
                        .isEqualTo(expected);
                assertThat(AnswerClassifier.classify(status, OptionalInt.empty(), "말 [CODE=" + number + ", MESSAGE=말]"))
                        .as("%s as the session writes it under HTTP %d", number, status)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            nullValues = "none",
            value = {
                "SLOW_DOWN | 초과하였습니다[1700:초과하였습니다. 유량=5, API ID=ka10080] | 5",
                "SLOW_DOWN | 유량 = 12 | 12",
                "SLOW_DOWN | 초과하였습니다[1700:초과하였습니다] | none",
                "SLOW_DOWN | 유량=1234567 | none",
                "SLOW_DOWN | '' | none",
                "DROP | [1634:x. 유량=5] | none"
            })
    void readsTheRateThatARefusalNames(AnswerClass answerClass, String message, Integer perSecond) {
        assertThat(AnswerClassifier.allowedPerSecond(answerClass, message))
                .isEqualTo(perSecond == null ? OptionalInt.empty() : OptionalInt.of(perSecond));
    }

    @ParameterizedTest
    @CsvSource({
        "http-200.no-authorization.json,200,DROP,-1",
        "http-200.token-invalid.json,200,REFRESH_TOKEN,-1",
        "http-429.rate-limit.json,429,SLOW_DOWN,5"
    })
    void classifiesTheErrorsARealServerSent(String file, int status, AnswerClass expected, int perSecond)
            throws IOException {
        AnswerFields fields = AnswerFields.of(Files.readString(SharedData.require("kiwoom/control/" + file)));

        assertThat(AnswerClassifier.classify(status, fields.number("return_code"), fields.text("return_msg")))
                .isEqualTo(expected);
        assertThat(AnswerClassifier.allowedPerSecond(expected, fields.text("return_msg"))
                        .orElse(-1))
                .isEqualTo(perSecond);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>502 Bad Gateway</body></html>",
                "[]",
                "17",
                "{\"return_code\":0,",
                "{\"return_msg\":\"말\"}",
                "{\"return_code\":{}}"
            })
    void takesAGarbageBodyForABadMoment(String body) {
        AnswerFields fields = AnswerFields.of(body);
        for (int status : List.of(200, 500, 502, 503)) {
            assertThat(AnswerClassifier.classify(status, fields.number("return_code"), fields.text("return_msg")))
                    .isEqualTo(AnswerClass.RETRY);
        }
    }

    @Test
    void takesAnAnswerWithoutReturnCodeAsHalfOfOne() {
        assertThat(AnswerClassifier.classify(200, OptionalInt.empty(), "")).isEqualTo(AnswerClass.RETRY);
        assertThat(AnswerClassifier.classify(429, OptionalInt.empty(), "")).isEqualTo(AnswerClass.SLOW_DOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "0 | '' | OK",
                "105110 | 건수 초과 | SLOW_DOWN",
                "105115 | '' | SLOT_LIMIT",
                "105118 | '' | SLOT_LIMIT",
                "805004 | 토큰 인증에 실패했습니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다] | REFRESH_TOKEN",
                "805004 | '' | REFRESH_TOKEN",
                "805004 | [CODE=8010, MESSAGE=x] | FAIL",
                "805004 | [CODE=8050, MESSAGE=x] | FAIL",
                "805004 | [8001:x] | FAIL",
                "805004 | [CODE=8003, MESSAGE=x] | RETRY",
                "805004 | [CODE=1700, MESSAGE=x] | SLOW_DOWN",
                "805004 | [CODE=9876, MESSAGE=x] | REFRESH_TOKEN",
                "3 | [CODE=8103, MESSAGE=x] | REFRESH_TOKEN",
                "8031 | '' | REFRESH_TOKEN",
                "3 | [CODE=8010, MESSAGE=x] | FAIL",
                "1 | 오류 | DROP"
            })
    void classifiesTheReturnCodeOfASession(int code, String message, AnswerClass expected) {
        assertThat(AnswerClassifier.classify(code, message)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "0 | '' | ",
                "5 | 초과하였습니다[1700:유량=5, API ID=ka10080] | 1700",
                "805004 | 토큰 인증에 실패했습니다 [CODE=8005, MESSAGE=x] | 8005",
                "105110 | 건수 초과 | 105110",
                "20 | 거부 | 20",
                " | <html> | "
            })
    void namesTheBrokersCodeForWhatItRefused(Integer returnCode, String message, Integer code) {
        OptionalInt category = returnCode == null ? OptionalInt.empty() : OptionalInt.of(returnCode);
        OptionalInt expected = code == null ? OptionalInt.empty() : OptionalInt.of(code);
        assertThat(AnswerClassifier.code(category, message)).isEqualTo(expected);
    }
}
