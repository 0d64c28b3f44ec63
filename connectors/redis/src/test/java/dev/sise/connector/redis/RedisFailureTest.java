package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisFailureTest {
    private static final String IN_SCRIPT_OF_REDIS_6 =
            "ERR Error running script (call to f_e03c3ce3d0cf2b8b038373a9f701f2c54ca7f3e8): @user_script:4: ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            LOADING Redis is loading the dataset in memory | RETRY | loading
            READONLY You can't write against a read only replica. | RETRY | readonly
            OOM command not allowed when used memory > 'maxmemory'. | RETRY | oom
            NOSCRIPT No matching script. Please use EVAL. | RETRY | noscript
            ERR max number of clients reached | RETRY | err
            WRONGTYPE Operation against a key holding the wrong kind of value | DROP | wrongtype
            ERR value is not an integer or out of range | DROP | err
            NOAUTH Authentication required. | FAIL | noauth
            WRONGPASS invalid username-password pair or user is disabled. | FAIL | wrongpass
            ERR invalid password | FAIL | err
            NOPERM this user has no permissions to run the 'evalsha' command | FAIL | noperm
            ERR unknown command `HELLO`, with args beginning with: `3` | FAIL | err
            MOVED 3999 127.0.0.1:6381 | FAIL | moved
            """)
    void classifiesErrorReplies(String error, Reaction reaction, String code) {
        RedisFailure failure = RedisFailure.ofReply(error);
        assertThat(failure.reaction()).isEqualTo(reaction);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            WRONGTYPE Operation against a key holding the wrong kind of value | DROP | wrongtype
            @user_script: 20: -OOM command not allowed when used memory > 'maxmemory'. | RETRY | oom
            @user_script: 4: -READONLY You can't write against a read only replica. | RETRY | readonly
            The user executing the script can't access at least one of the keys mentioned | FAIL | err
            """)
    void looksThroughTheErrorOfAScript(String inner, Reaction reaction, String code) {
        RedisFailure failure = RedisFailure.ofReply(IN_SCRIPT_OF_REDIS_6 + inner);
        assertThat(failure.reaction()).isEqualTo(reaction);
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void everythingWithoutAReplyIsTriedAgain() {
        assertThat(RedisFailure.ofThrowable(new RedisCommandTimeoutException("timed out"))
                        .reaction())
                .isEqualTo(Reaction.RETRY);
        RedisFailure refused = RedisFailure.ofThrowable(
                new RedisConnectionException("Unable to connect", new ConnectException("Connection refused")));
        assertThat(refused.reaction()).isEqualTo(Reaction.RETRY);
        assertThat(refused.message()).contains("Unable to connect").contains("Connection refused");
    }

    @Test
    void findsTheReplyBehindAConnectionThatFailed() {
        RedisFailure failure = RedisFailure.ofThrowable(new RedisConnectionException(
                "Unable to connect", new RedisCommandExecutionException("WRONGPASS invalid username-password pair")));
        assertThat(failure.reaction()).isEqualTo(Reaction.FAIL);
        assertThat(failure.message()).isEqualTo("WRONGPASS invalid username-password pair");
    }
}
