package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final Heartbeat heartbeat = new Heartbeat();

    @Test
    void theFirstPingIsPlainAndNoTwoAreTheSame() {
        assertThat(heartbeat.next()).isEqualTo("{\"trnm\":\"PING\"}");
        assertThat(heartbeat.next()).isNotEqualTo(heartbeat.next());
    }

    @Test
    void fiveUnansweredInARowAreLost() {
        for (int count = 1; count < Heartbeat.MAX_UNANSWERED; count++) {
            heartbeat.next();
            assertThat(heartbeat.isLost()).isFalse();
        }
        heartbeat.next();
        assertThat(heartbeat.isLost()).isTrue();
    }

    @Test
    void anEchoForgivesThePingsBeforeIt() {
        heartbeat.next();
        heartbeat.next();
        String third = heartbeat.next();
        String fourth = heartbeat.next();

        assertThat(heartbeat.echoed(third)).isTrue();
        heartbeat.next();
        heartbeat.next();
        assertThat(heartbeat.isLost()).isFalse();
        assertThat(heartbeat.echoed(fourth)).isTrue();
    }

    @Test
    void anEchoCountsOnce() {
        String ping = heartbeat.next();

        assertThat(heartbeat.echoed(ping)).isTrue();
        assertThat(heartbeat.echoed(ping)).isFalse();
    }

    @Test
    void aPingMadeUpByTheClientIsNoEcho() {
        String first = heartbeat.next();
        heartbeat.next();
        heartbeat.echoed(first);

        assertThat(heartbeat.echoed("{\"trnm\":\"PING\"}")).isFalse();
        assertThat(heartbeat.echoed("{ \"trnm\":\"PING\"}")).isFalse();
    }
}
