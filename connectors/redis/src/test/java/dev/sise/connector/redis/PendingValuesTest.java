package dev.sise.connector.redis;

import static dev.sise.connector.redis.PendingValues.Outcome.ADDED;
import static dev.sise.connector.redis.PendingValues.Outcome.OLDER;
import static dev.sise.connector.redis.PendingValues.Outcome.REPLACED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingValuesTest {
    private final PendingValues<String> values = new PendingValues<>(2, (waiting, later) -> later);
    private final KeySlot<String> slot = slot("005930");

    @Test
    void aNewerOrEqualVersionReplacesAnOlderDoesNot() {
        assertThat(values.put(slot, "1 5", 1, 5)).isEqualTo(ADDED);
        assertThat(values.put(slot, "1 4", 1, 4)).isEqualTo(OLDER);
        assertThat(slot.pending).isEqualTo("1 5");
        assertThat(values.put(slot, "1 5 again", 1, 5)).isEqualTo(REPLACED);
        assertThat(slot.pending).isEqualTo("1 5 again");
        assertThat(values.put(slot, "2 1", 2, 1)).isEqualTo(REPLACED);
        assertThat(values.put(slot, "1 9", 1, 9)).isEqualTo(OLDER);
        assertThat(values.size()).isEqualTo(1);
        assertThat(values.poll().take()).isEqualTo("2 1");
        assertThat(values.isEmpty()).isTrue();
    }

    @Test
    void keysLeaveInTheOrderInWhichTheyCame() {
        KeySlot<String> other = slot("000660");
        values.put(slot, "a", 1, 1);
        values.put(other, "b", 1, 1);
        values.put(slot, "c", 1, 2);
        assertThat(values.poll().take()).isEqualTo("c");
        assertThat(values.poll().take()).isEqualTo("b");
        assertThat(values.poll()).isNull();
    }

    @Test
    void aValueThatComesBackGivesWayToANewerOrEqualOneWrittenMeanwhile() {
        values.put(slot, "written meanwhile", 1, 5);
        values.putBack(slot, "back", 1, 5);
        assertThat(slot.pending).isEqualTo("written meanwhile");
        values.putBack(slot, "back", 1, 4);
        assertThat(slot.pending).isEqualTo("written meanwhile");
        values.putBack(slot, "newer after all", 1, 6);
        assertThat(slot.pending).isEqualTo("newer after all");
        assertThat(values.size()).isEqualTo(1);
    }

    @Test
    void aValueThatComesBackIsPendingAgain() {
        values.put(slot, "sent", 1, 5);
        values.poll().take();
        values.putBack(slot, "sent", 1, 5);
        assertThat(values.poll().take()).isEqualTo("sent");
    }

    @Test
    void slotsWithNothingPendingOrOnItsWayAreForgottenAboveTheLimit() {
        KeySlot<String> sent = slot("sent");
        values.put(slot, "pending", 1, 1);
        values.put(sent, "on its way", 1, 1);
        values.poll();
        values.poll().take();
        slot("third");
        slot("fourth");
        assertThat(values.slot("sent")).isSameAs(sent);
        assertThat(values.slot("005930")).isSameAs(slot);
        assertThat(values.slot("third")).isNull();
        assertThat(values.slot("fourth")).isNotNull();
    }

    private KeySlot<String> slot(String key) {
        return values.addSlot(key, new KeySlot<>("price:" + key, new byte[0]));
    }
}
