package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sise.simulator.Registrations.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationsTest {

    private final Registrations registrations = new Registrations();
    private long now;

    @Test
    void severalEntriesOfOneMessageAreAllRegistered() {
        assertThat(register("{\"grp_no\":\"1\",\"refresh\":\"1\",\"data\":[{\"item\":[\"005930\",\"000660\"],"
                        + "\"type\":[\"0B\",\"0D\"]},{\"item\":[\"\"],\"type\":[\"0s\"]}]}"))
                .isEqualTo(Outcome.ACCEPTED);

        assertThat(registrations.has("005930", "0B")).isTrue();
        assertThat(registrations.has("000660", "0D")).isTrue();
        assertThat(registrations.has("", "0s")).isTrue();
        assertThat(registrations.has("005930", "0s")).isFalse();
        assertThat(registrations.has("005930", "0b")).isFalse();
    }

    @Test
    void aRemovalEndsItsTypesOfItsGroupOnly() {
        register(message("1", "005930", "\"0B\",\"0D\""));
        register(message("2", "005930", "\"0B\""));

        assertThat(remove(message("1", "005930", "\"0B\""))).isEqualTo(Outcome.ACCEPTED);
        assertThat(registrations.has("005930", "0B")).as("group 2 holds it").isTrue();
        remove(message("2", "005930", "\"0B\""));
        assertThat(registrations.has("005930", "0B")).isFalse();
        assertThat(registrations.items()).containsOnly("005930");
        remove(message("1", "005930", "\"0D\""));
        assertThat(registrations.items()).isEmpty();
    }

    @Test
    void anItemInTwoGroupsCountsOnce() {
        assertThat(register(codes("1", 0, 100))).isEqualTo(Outcome.ACCEPTED);
        assertThat(register(codes("2", 0, 100))).isEqualTo(Outcome.ACCEPTED);
        assertThat(register(codes("3", 100, 200))).isEqualTo(Outcome.ACCEPTED);
        assertThat(register(codes("4", 200, 201))).isEqualTo(Outcome.TOO_MANY_ITEMS);
        assertThat(registrations.items()).hasSize(200);
    }

    @Test
    void theEmptyItemTakesASlotAndReceivesTheRowsOfMarketWideTypes() {
        register(codes("1", 0, 100));
        register(codes("1", 100, 199));
        assertThat(register(message("2", "", "\"0s\",\"1h\""))).isEqualTo(Outcome.ACCEPTED);

        assertThat(register(message("1", "300000", "\"0B\""))).isEqualTo(Outcome.TOO_MANY_ITEMS);
        assertThat(registrations.receives("005930", "1h")).isTrue();
        assertThat(registrations.receives("", "0s")).isTrue();
        assertThat(registrations.receives("005930", "0B")).isFalse();
    }

    @Test
    void aRefusedMessageChangesNothing() {
        register(codes("1", 0, 100));
        register(codes("1", 100, 200));

        assertThat(register(codes("1", 190, 210))).isEqualTo(Outcome.TOO_MANY_ITEMS);
        assertThat(registrations.has("200190", "0B")).isTrue();
        assertThat(registrations.has("200200", "0B")).isFalse();
    }

    @Test
    void refreshZeroMakesRoom() {
        register(codes("1", 0, 100));
        register(codes("1", 100, 200));

        assertThat(register(codes("1", 300, 400).replace("\"refresh\":\"1\"", "\"refresh\":\"0\"")))
                .isEqualTo(Outcome.ACCEPTED);
        assertThat(registrations.items()).hasSize(100).contains("200300");
    }

    @Test
    void theSixthMessageWithinASecondIsRefused() {
        for (int count = 0; count < 5; count++) {
            assertThat(registerAt(message("1", "005930", "\"0B\""), 0)).isEqualTo(Outcome.ACCEPTED);
        }
        assertThat(registerAt(message("1", "000660", "\"0B\""), TimeUnit.MILLISECONDS.toNanos(999)))
                .isEqualTo(Outcome.TOO_MANY_MESSAGES);
        assertThat(registerAt(message("1", "000660", "\"0B\""), TimeUnit.MILLISECONDS.toNanos(1_000)))
                .isEqualTo(Outcome.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"grp_no\":\"12345\",\"data\":[{\"item\":[\"005930\"],\"type\":[\"0B\"]}]}",
                "{\"grp_no\":\"1\",\"data\":[]}",
                "{\"grp_no\":\"1\",\"data\":[{\"item\":\"005930\",\"type\":[\"0B\"]}]}",
                "{\"grp_no\":\"1\",\"data\":[{\"item\":[5930],\"type\":[\"0B\"]}]}",
                "{\"grp_no\":\"1\",\"data\":[{\"item\":[\"005930\"]}]}",
                "{\"grp_no\":\"1\",\"refresh\":\"2\",\"data\":[{\"item\":[\"005930\"],\"type\":[\"0B\"]}]}"
            })
    void aMessageOfAnotherShapeIsInvalid(String message) {
        assertThat(register(message)).isEqualTo(Outcome.INVALID);
        assertThat(registrations.items()).isEmpty();
    }

    private Outcome register(String message) {
        now += TimeUnit.SECONDS.toNanos(1);
        return registerAt(message, now);
    }

    private Outcome registerAt(String message, long nanos) {
        return registrations.register(json(message), nanos);
    }

    private Outcome remove(String message) {
        now += TimeUnit.SECONDS.toNanos(1);
        return registrations.remove(json(message), now);
    }

    private static ObjectNode json(String message) {
        return Json.readObject(message).orElseThrow();
    }

    private static String codes(String group, int from, int to) {
        String items = IntStream.range(from, to)
                .mapToObj(index -> Integer.toString(200_000 + index))
                .collect(Collectors.joining("\",\""));
        return message(group, items, "\"0B\"");
    }

    private static String message(String group, String items, String types) {
        return "{\"grp_no\":\"" + group + "\",\"refresh\":\"1\",\"data\":[{\"item\":[\"" + items + "\"],\"type\":["
                + types + "]}]}";
    }
}
