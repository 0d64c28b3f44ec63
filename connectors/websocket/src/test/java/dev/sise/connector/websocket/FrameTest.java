package dev.sise.connector.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {

    @ParameterizedTest
    @CsvSource({
        "0,     81 00",
        "125,   81 7d",
        "126,   81 7e 00 7e",
        "65535, 81 7e ff ff",
        "65536, 81 7f 00 00 00 00 00 01 00 00"
    })
    void writesTheShortestLengthTheProtocolAllows(int length, String header) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'x');

        byte[] bytes = Frame.text(Version.LOWEST, payload).bytes();

        int headerLength = bytes.length - length;
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < headerLength; i++) {
            written.append(String.format(i == 0 ? "%02x" : " %02x", bytes[i]));
        }
        assertThat(written).hasToString(header);
        assertThat(Arrays.copyOfRange(bytes, headerLength, bytes.length)).isEqualTo(payload);
    }

    @Test
    void encodesTextAsUtf8() {
        byte[] korean = "시세".getBytes(StandardCharsets.UTF_8);

        byte[] bytes = Frame.textBytes("시세");

        assertThat(bytes[1]).isEqualTo((byte) korean.length);
        assertThat(Arrays.copyOfRange(bytes, 2, bytes.length)).isEqualTo(korean);
    }
}
