package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerFieldsTest {

    @Test
    void readsTextsAndNumbersOfTheOutermostObject() {
        AnswerFields fields =
                AnswerFields.of("{\"return_code\":\"3\",\"list\":[{\"token\":\"inner\"}],\"token\":\"T\"}");

        assertThat(fields.number("return_code")).hasValue(3);
        assertThat(fields.text("token")).isEqualTo("T");
        assertThat(fields.text("return_msg")).isEmpty();
    }

    @Test
    void takesNullForAbsent() {
        AnswerFields fields = AnswerFields.of("{\"token\":null,\"return_code\":null}");

        assertThat(fields.text("token")).isEmpty();
        assertThat(fields.number("return_code")).isEmpty();
    }

    @Test
    void trustsNothingOfHalfAnAnswer() {
        assertThat(AnswerFields.of("{\"return_code\":0,\"token\":").number("return_code"))
                .isEmpty();
    }
}
