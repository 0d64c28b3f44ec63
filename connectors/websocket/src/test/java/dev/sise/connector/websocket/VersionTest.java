package dev.sise.connector.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void ordersByEpochFirstAndSequenceSecond() {
        Version late = new Version(2, 0);
        Version middle = new Version(1, 900);
        Version early = new Version(1, 7);

        assertThat(Stream.of(late, early, Version.LOWEST, middle).sorted())
                .containsExactly(Version.LOWEST, early, middle, late);
    }
}
