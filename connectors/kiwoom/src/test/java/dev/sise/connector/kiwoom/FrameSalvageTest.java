package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSalvageTest {
    private static final FrameOrigin ORIGIN = new FrameOrigin("main", 1, 1, 0);
    private static final String ROW =
            "{\"values\":{\"20\":\"100000\",\"10\":\"1000\",\"11\":\"0\",\"12\":\"0.00\",\"15\":\"5\",\"13\":\"%d\"},\"type\":\"0B\",\"item\":\"005930\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\":",
                "{\"a\":[",
                "{\"values\":{",
                "{\"a\":\"",
                "{\"a\":[1,",
                "{\"a\":1},",
                "{\"type\":\"0B\",\"x\":[",
                "{\"data\":[{\"values\":{\"10\":\"1\",\"11\":\"0\",\"12\":\"0.00\",\"13\":\"5\",\"15\":\"5\",\"20\":\"100000\"},\"x\":["
            })
    void readsTheLongestFrameABoundedNumberOfTimesWhateverItIsMadeOf(String unit) {
        String row = ROW.formatted(1);
        String frame = row + unit.repeat((FrameDecoder.MAX_FRAME_CHARS - row.length()) / unit.length());

        FrameSalvage salvage = new FrameSalvage(new JsonFactory(), frame, ORIGIN);

        assertThat(salvage.rows())
                .map(saved -> ((KiwoomEvent.Trade) saved).cumulativeVolume())
                .containsExactly(1L);
        // The last attempt may read one longest row more.
        assertThat(salvage.charsRead()).isLessThanOrEqualTo(FrameSalvage.MAX_READS * (long) frame.length() + 16_384);
    }

    @Test
    void savesEveryWholeRowOfALongFrameOfWhichEverySecondRowIsTorn() {
        StringBuilder frame = new StringBuilder("{\"trnm\":\"REAL\",\"data\":[");
        int pairs = 3_000;
        for (int pair = 0; pair < pairs; pair++) {
            String row = ROW.formatted(pair);
            frame.append(row).append(',').append(row, 0, row.length() - 30).append(',');
        }

        FrameSalvage salvage =
                new FrameSalvage(new JsonFactory(), frame.append("]}").toString(), ORIGIN);

        List<KiwoomEvent> saved = salvage.rows();
        assertThat(saved.get(pairs - 1).position().row()).isEqualTo(pairs - 1);
        assertThat(saved).hasSize(pairs);
        assertThat(salvage.charsRead()).isLessThan(3L * frame.length());
    }
}
