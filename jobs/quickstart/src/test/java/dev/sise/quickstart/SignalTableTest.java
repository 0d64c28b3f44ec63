package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignalTableTest {

    @Test
    void alignsNamesThatAreTwiceAsWideAndNumbersToTheRight() {
        SignalTable table = new SignalTable(List.of(
                new SignalTable.Column("name", false),
                new SignalTable.Column("close", true),
                new SignalTable.Column("state", false)));
        table.add(List.of("삼성전자", "61,300", "SETUP"));
        table.add(List.of("NAVER", "207,500", "NONE"));

        assertThat(table.lines())
                .containsExactly(
                        "name        close  state", //
                        "삼성전자   61,300  SETUP",
                        "NAVER     207,500  NONE");
    }

    @Test
    void knowsHowWideALetterIs() {
        assertThat(SignalTable.width("HD현대")).isEqualTo(6);
        assertThat(SignalTable.width("ＫＴ")).isEqualTo(4);
        assertThat(SignalTable.width("")).isZero();
    }

    @Test
    void refusesARowThatFitsNotTheColumns() {
        SignalTable table = new SignalTable(List.of(new SignalTable.Column("name", false)));

        assertThatThrownBy(() -> table.add(List.of("a", "b"))).hasMessage("a row must have 1 texts, had 2");
    }
}
