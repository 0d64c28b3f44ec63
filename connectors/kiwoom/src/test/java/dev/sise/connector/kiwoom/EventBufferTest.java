package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventBufferTest {
    private final AtomicInteger spaces = new AtomicInteger();
    private final EventBuffer buffer = new EventBuffer(4, 100_000, spaces::incrementAndGet);

    @Test
    void isAvailableExactlyWhileItHoldsSomething() {
        CompletableFuture<Void> waiting = buffer.whenAvailable();
        assertThat(waiting).isNotDone();

        buffer.add(event(1));

        assertThat(waiting).isDone();
        assertThat(buffer.whenAvailable()).isDone();
        assertThat(buffer.poll()).isEqualTo(event(1));
        assertThat(buffer.whenAvailable()).isNotDone();
        assertThat(buffer.poll()).isNull();
        assertThat(buffer.whenAvailable()).isNotDone();
    }

    @Test
    void isFullFromItsCapacityUntilHalfOfIt() {
        for (int i = 1; i <= 3; i++) {
            buffer.add(event(i));
        }
        assertThat(buffer.isFull()).isFalse();
        buffer.add(event(4));
        buffer.add(event(5));
        assertThat(buffer.isFull()).isTrue();

        buffer.poll();
        buffer.poll();
        assertThat(buffer.isFull()).isTrue();
        assertThat(spaces).hasValue(0);
        buffer.poll();

        assertThat(buffer.isFull()).isFalse();
        assertThat(spaces).hasValue(1);
        buffer.poll();
        buffer.poll();
        assertThat(spaces).hasValue(1);
    }

    @Test
    void isFullFromItsBytesUntilHalfOfThemHoweverFewItsEvents() {
        buffer.add(rejected(KiwoomEvent.Rejected.MAX_RAW_BYTES));
        assertThat(buffer.isFull()).isFalse();
        buffer.add(rejected(40_000));
        assertThat(buffer.isFull()).isTrue();
        assertThat(buffer.size()).isEqualTo(2);
        assertThat(buffer.bytes()).isBetween(100_000L, 110_000L);

        buffer.add(rejected(20_000));
        buffer.poll();
        assertThat(buffer.isFull()).isTrue();
        assertThat(spaces).hasValue(0);
        buffer.poll();

        assertThat(buffer.isFull()).isFalse();
        assertThat(spaces).hasValue(1);
        buffer.poll();
        assertThat(buffer.bytes()).isZero();
        assertThat(spaces).hasValue(1);
    }

    @Test
    @Timeout(30)
    void losesNoEventAndNoWakeUpBetweenTwoThreads() throws Exception {
        int events = 200_000;
        Thread producer = new Thread(() -> {
            for (int i = 0; i < events; i++) {
                buffer.add(event(i));
            }
        });
        producer.start();
        List<Integer> frames = new ArrayList<>();
        while (frames.size() < events) {
            KiwoomEvent event = buffer.poll();
            if (event == null) {
                buffer.whenAvailable().get(10, TimeUnit.SECONDS);
            } else {
                frames.add((int) event.position().frame());
            }
        }
        producer.join();
        for (int i = 0; i < events; i++) {
            assertThat(frames.get(i)).isEqualTo(i);
        }
    }

    private static KiwoomEvent event(int frame) {
        return new KiwoomEvent.Trade("005930", 90_000, 1, 0, 0, frame, 1, 0, new FramePosition("main", 1, frame, 0));
    }

    private static KiwoomEvent rejected(int bytes) {
        return new KiwoomEvent.Rejected(
                RejectReason.NOT_JSON, "on purpose", new byte[bytes], 0, new FramePosition("main", 1, 1, 0));
    }
}
