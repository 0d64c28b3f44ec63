package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @Test
    void hidesUserAndPassword() {
        assertThat(RedisAddress.of("redis://sise:s3cr@t@localhost:6380/2")).hasToString("redis://***@localhost:6380/2");
        assertThat(RedisAddress.of("redis://localhost")).hasToString("redis://localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:6379", "http://:s3cret@localhost", "redis://:s3cret@"})
    void refusesWhatIsNoAddressWithoutRepeatingThePassword(String text) {
        assertThatThrownBy(() -> RedisAddress.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A Redis address is redis://")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }
}
