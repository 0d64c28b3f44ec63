package dev.sise.connector.kiwoom;

import static dev.sise.connector.kiwoom.KiwoomSessionITCase.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private final Registration registration = new Registration();
    private long now = -5;

    @Test
    void asksOneThingAtATime() {
        registration.desire(items(0, 150));

        Registration.Request first = registration.next(now).orElseThrow();

        assertThat(first.register()).isTrue();
        assertThat(first.items()).containsExactlyElementsOf(items(0, 100));
        assertThat(registration.next(now)).isEmpty();
        answer(true, AnswerClass.OK);
        assertThat(registration.next(now).orElseThrow().items()).containsExactlyElementsOf(items(100, 150));
    }

    @Test
    void removesBeforeItAdds() {
        register("A", "B");
        registration.desire(Set.of("B", "C"));

        assertThat(registration.next(now)).contains(new Registration.Request(false, List.of("A")));
        answer(false, AnswerClass.OK);
        assertThat(registration.next(now)).contains(new Registration.Request(true, List.of("C")));
    }

    @Test
    void sendsNothingForAWishThatWasTakenBackInTime() {
        register("A");
        registration.desire(Set.of());
        registration.desire(Set.of("A"));

        assertThat(registration.next(now)).isEmpty();
    }

    @Test
    void undoesARequestThatWasOpenWhenTheWishChanged() {
        registration.desire(Set.of("A"));
        registration.next(now);
        registration.desire(Set.of());

        answer(true, AnswerClass.OK);

        assertThat(registration.next(now)).contains(new Registration.Request(false, List.of("A")));
    }

    @Test
    void asksTheSameAgainAfterTooManyRequests() {
        registration.desire(Set.of("A"));
        Registration.Request request = registration.next(now).orElseThrow();

        assertThat(answer(true, AnswerClass.SLOW_DOWN)).isEqualTo(Registration.Effect.AGAIN);

        assertThat(registration.next(now)).contains(request);
    }

    @Test
    void leavesRefusedItemsAloneForAMinute() {
        registration.desire(Set.of("A"));
        registration.next(now);
        assertThat(answer(true, AnswerClass.SLOT_LIMIT)).isEqualTo(Registration.Effect.REFUSED);

        registration.desire(Set.of("A", "B"));

        assertThat(registration.next(now)).contains(new Registration.Request(true, List.of("B")));
        answer(true, AnswerClass.OK);
        assertThat(registration.next(now)).isEmpty();
        now += Registration.REFUSED_PAUSE.toNanos();
        assertThat(registration.next(now)).contains(new Registration.Request(true, List.of("A")));
    }

    @Test
    void isOutOfStepWithAnAnswerToNothing() {
        assertThat(answer(true, AnswerClass.OK)).isEqualTo(Registration.Effect.OUT_OF_STEP);
        registration.desire(Set.of("A"));
        registration.next(now);
        assertThat(answer(false, AnswerClass.OK)).isEqualTo(Registration.Effect.OUT_OF_STEP);
    }

    @Test
    void beginsAnewAfterALostConnection() {
        register("A", "B");
        registration.desire(Set.of("A"));
        registration.next(now);

        registration.connectionLost();

        assertThat(registration.registeredCount()).isZero();
        assertThat(registration.next(now)).contains(new Registration.Request(true, List.of("A")));
    }

    @Test
    void refusesMoreThanAConnectionHolds() {
        assertThatThrownBy(() -> registration.desire(items(0, 201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 200")
                .hasMessageContaining("201");
    }

    @Test
    void convergesToTheLastWishAndNeverOverfillsTheServer() {
        Random random = new Random(3);
        Set<String> server = new HashSet<>();
        for (int round = 0; round < 3_000; round++) {
            if (random.nextInt(3) == 0) {
                int from = random.nextInt(300);
                registration.desire(items(from, from + random.nextInt(201)));
            }
            registration.next(now).ifPresent(request -> {
                if (random.nextInt(10) == 0) {
                    answer(request.register(), AnswerClass.SLOW_DOWN);
                } else {
                    apply(request, server);
                    assertThat(server).hasSizeLessThanOrEqualTo(Registration.MAX_ITEMS);
                    answer(request.register(), AnswerClass.OK);
                }
            });
        }
        Set<String> last = items(40, 240);
        registration.desire(last);
        for (var next = registration.next(now); next.isPresent(); next = registration.next(now)) {
            apply(next.get(), server);
            answer(next.get().register(), AnswerClass.OK);
        }
        assertThat(new TreeSet<>(server)).isEqualTo(last);
        assertThat(registration.registeredCount()).isEqualTo(200);
    }

    private static void apply(Registration.Request request, Set<String> server) {
        assertThat(request.items()).hasSizeBetween(1, Registration.MAX_ITEMS_PER_REQUEST);
        if (request.register()) {
            server.addAll(request.items());
        } else {
            request.items().forEach(server::remove);
        }
    }

    private void register(String... items) {
        registration.desire(Set.of(items));
        registration.next(now);
        answer(true, AnswerClass.OK);
    }

    private Registration.Effect answer(boolean register, AnswerClass answer) {
        return registration.acknowledged(register, answer, now);
    }
}
