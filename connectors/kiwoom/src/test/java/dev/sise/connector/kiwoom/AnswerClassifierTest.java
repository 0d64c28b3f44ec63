package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
