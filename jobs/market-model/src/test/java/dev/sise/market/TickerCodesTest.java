package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TickerCodesTest {
    @Test
    void givesBackEveryCodeAlsoWhenTwoShareASlot() {
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            codes.add(String.format("%06d", i * 7));
        }
        for (int turn = 0; turn < 2; turn++) {
            for (String code : codes) {
                assertThat(TickerCodes.unpack(TickerCodes.pack(code))).isEqualTo(code);
            }
        }
    }

    @Test
    void givesBackTheSameStringForACodeReadAgain() {
        long packed = TickerCodes.pack("57JBHH");

        assertThat(TickerCodes.unpack(packed)).isSameAs(TickerCodes.unpack(packed));
    }
}
