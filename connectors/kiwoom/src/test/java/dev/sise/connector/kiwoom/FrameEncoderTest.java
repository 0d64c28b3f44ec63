package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {

    @Test
    void sendsTheBareTokenAtLogin() {
        assertThat(FrameEncoder.login("a\"b")).isEqualTo("{\"trnm\":\"LOGIN\",\"token\":\"a\\\"b\"}");
    }

    @Test
    void registersBesideWhatIsRegistered() {
        assertThat(FrameEncoder.register(List.of("005930", "000660_AL")))
                .isEqualTo("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"1\","
                        + "\"data\":[{\"item\":[\"005930\",\"000660_AL\"],\"type\":[\"0B\"]}]}");
    }

    @Test
    void removesWithoutTheRefreshField() {
        assertThat(FrameEncoder.remove(List.of("005930")))
                .isEqualTo(
                        "{\"trnm\":\"REMOVE\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"005930\"],\"type\":[\"0B\"]}]}");
    }
}
