package dev.sise.scan.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PriceColumnsTest {
    /** 52 bytes a row of the longest history, for each of thousands of tickers, would be more than there is. */
    @Test
    void takesNoRoomForRowsThatHaveNotCome() {
        assertThat(new PriceColumns(Integer.MAX_VALUE).toHistory("005930").size())
                .isZero();
    }
}
