package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealth.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SourceStateTest {
    private static final long AT = 1_782_885_268_000L;
    private static final long INTERVAL = 10_000;
    private static final List<String> NONE = List.of();

    @Test
    void blamesNobodyBeforeAnythingWasRead() {
        assertThat(staleness(SourceState.notRead(), "005930")).isNull();
        assertThat(SourceState.notRead().problem()).isPresent();
    }

    @Test
    void nothingIsServedWhenNobodyReportsOrRedisIsAway() {
        assertThat(staleness(SourceState.absent("nobody reports"), "005930")).isEqualTo(Staleness.SOURCE_DOWN);
        assertThat(staleness(SourceState.cacheDown(), "005930")).isEqualTo(Staleness.CACHE_DOWN);
        assertThat(staleness(state(), "005930")).isEqualTo(Staleness.SOURCE_DOWN);
    }

    @Test
    void aLiveSessionServesWhatIsRegisteredOnItWhateverRestDoes() {
        SourceState state = state(key("a", Session.LIVE, 0, List.of("005930"), List.of("000660"), NONE));

        assertThat(staleness(state, "005930")).isNull();
        assertThat(staleness(state, "000660")).isEqualTo(Staleness.SOURCE_DOWN);
        assertThat(state.problem()).isEmpty();
    }

    @Test
    void aSilentTickerIsServedByPollsAlone() {
        SourceState answered = state(key("a", Session.LIVE, AT, List.of("57JBHH"), NONE, List.of("57JBHH")));
        SourceState unanswered = state(key("a", Session.LIVE, 0, List.of("57JBHH"), NONE, List.of("57JBHH")));

        assertThat(staleness(answered, "57JBHH")).isNull();
        assertThat(staleness(unanswered, "57JBHH")).isEqualTo(Staleness.SOURCE_DOWN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Session.class,
            names = {"WAITING", "CONNECTING", "LOGGING_IN", "KICKED"})
    void theTickersOfASessionThatIsNotLiveAreServedWhileRestAnswers(Session session) {
        SourceState answered = state(key("a", session, AT, List.of("005930"), NONE, NONE));
        SourceState unanswered = state(key("a", session, 0, List.of("005930"), NONE, NONE));

        assertThat(staleness(answered, "005930")).isNull();
        assertThat(staleness(unanswered, "005930")).isEqualTo(Staleness.SOURCE_DOWN);
        assertThat(answered.problem()).contains("session of app key a is " + session.code());
    }

    @ParameterizedTest
    @EnumSource(
            value = Session.class,
            names = {"CLOSED", "DOWN"})
    void anAppKeyThatIsNotHeardOfServesNothing(Session session) {
        SourceState state = state(key("a", session, AT, List.of("005930"), List.of("000660"), NONE));

        assertThat(state.stalenessOf("005930", () -> false)).isEqualTo(Staleness.SOURCE_DOWN);
        assertThat(state.stalenessOf("000660", () -> false)).isEqualTo(Staleness.SOURCE_DOWN);
        assertThat(state.stalenessOf("035420", () -> false)).isEqualTo(Staleness.SOURCE_DOWN);
    }

    @ParameterizedTest
    @CsvSource({"22000,true", "22001,false"})
    void restServesUntilTwoIntervalsAndAnAnswerWereMissed(long silence, boolean served) {
        SourceState state = state(key("a", Session.LIVE, AT - silence, NONE, List.of("005930"), NONE));

        assertThat(staleness(state, "005930") == null).isEqualTo(served);
    }

    @Test
    void nobodyMissesPollsOutsideOfMarketHours() {
        SourceState state = state(key("a", Session.KICKED, 0, List.of("005930"), List.of("000660"), NONE));

        assertThat(state.stalenessOf("005930", () -> false)).isNull();
        assertThat(state.stalenessOf("000660", () -> false)).isNull();
    }

    @Test
    void oneAppKeyThatServesATickerIsEnough() {
        SourceHealth.Key down = key("a", Session.DOWN, 0, List.of("005930"), NONE, List.of("005930"));
        SourceHealth.Key well = key("b", Session.LIVE, AT, NONE, List.of("005930"), NONE);

        assertThat(staleness(state(down, well), "005930")).isNull();
        assertThat(staleness(state(well, down), "005930")).isNull();
        assertThat(state(well, down).problem()).contains("session of app key a is down");
    }

    @Test
    void aTickerThatNoAppKeyNamesYetIsServedWhileOneIsHeardOf() {
        SourceHealth.Key down = key("a", Session.DOWN, 0, NONE, NONE, NONE);
        SourceHealth.Key kicked = key("b", Session.KICKED, 0, NONE, NONE, NONE);

        assertThat(staleness(state(down, kicked), "005930")).isNull();
        assertThat(staleness(state(down), "005930")).isEqualTo(Staleness.SOURCE_DOWN);
    }

    private static Staleness staleness(SourceState state, String code) {
        return state.stalenessOf(code, () -> true);
    }

    private static SourceState state(SourceHealth.Key... keys) {
        return SourceState.of(new SourceHealth(AT, List.of(keys)));
    }

    private static SourceHealth.Key key(
            String id,
            Session session,
            long lastRest,
            List<String> registered,
            List<String> polled,
            List<String> silent) {
        return new SourceHealth.Key(id, session, false, AT, lastRest, registered, polled, silent, 4, INTERVAL);
    }
}
