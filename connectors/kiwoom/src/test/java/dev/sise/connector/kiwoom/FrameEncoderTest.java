package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {

    @Test
    void sendsTheBareTokenAtLogin() {
        assertThat(FrameEncoder.login("a\"b")).isEqualTo("{\"trnm\":\"LOGIN\",\"token\":\"a\\\"b\"}");
    }

    @Test
    void registersItemsByTheirTypesBesideWhatIsRegistered() {
        Map<List<String>, List<String>> itemsByTypes = new LinkedHashMap<>();
        itemsByTypes.put(List.of("0s", "1h"), List.of(""));
        itemsByTypes.put(List.of("0B"), List.of("005930", "000660_AL"));

        assertThat(FrameEncoder.register(itemsByTypes))
                .isEqualTo("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"1\","
                        + "\"data\":[{\"item\":[\"\"],\"type\":[\"0s\",\"1h\"]},"
                        + "{\"item\":[\"005930\",\"000660_AL\"],\"type\":[\"0B\"]}]}");
    }

    @Test
    void removesWithoutTheRefreshField() {
        assertThat(FrameEncoder.remove(Map.of(List.of("0B"), List.of("005930"))))
                .isEqualTo(
                        "{\"trnm\":\"REMOVE\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"005930\"],\"type\":[\"0B\"]}]}");
    }
}
