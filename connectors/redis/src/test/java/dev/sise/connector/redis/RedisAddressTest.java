package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @Test
    void hidesUserAndPassword() {
        assertThat(RedisAddress.of("redis://sise:s3cr@t@localhost:6380/2")).hasToString("redis://***@localhost:6380/2");
        assertThat(RedisAddress.of("redis://localhost")).hasToString("redis://localhost");
    }

    @Test
    void keepsItsPasswordToItselfWhenItTravels() throws Exception {
        RedisAddress address = RedisAddress.of("redis://sise:s3cret@localhost:6380/2");
        byte[] travelling = InstantiationUtil.serializeObject(address);

        RedisAddress arrived =
                InstantiationUtil.deserializeObject(travelling, getClass().getClassLoader());

        assertThat(new String(travelling, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");
        assertThat(password(address, Map.of())).isEqualTo("sise s3cret");
        assertThat(password(arrived, Map.of())).isEqualTo("null null");
        assertThat(password(arrived, Map.of("REDIS_PASSWORD", "0f-the-task"))).isEqualTo("sise 0f-the-task");
        assertThat(arrived).hasToString("redis://***@localhost:6380/2");
    }

    @Test
    void prefersItsOwnPasswordToThatOfTheEnvironment() {
        Map<String, String> environment = Map.of("REDIS_PASSWORD", "other");

        assertThat(password(RedisAddress.of("redis://:mine@localhost"), environment))
                .isEqualTo("null mine");
        assertThat(password(RedisAddress.of("redis://mine@localhost"), environment))
                .isEqualTo("null mine");
        assertThat(password(RedisAddress.of("redis://localhost"), environment)).isEqualTo("null other");
    }

    private static String password(RedisAddress address, Map<String, String> environment) {
        RedisCredentials credentials = address.toRedisUri(environment)
                .getCredentialsProvider()
                .resolveCredentials()
                .block();
        return credentials.getUsername() + " "
                + (credentials.hasPassword() ? new String(credentials.getPassword()) : null);
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
