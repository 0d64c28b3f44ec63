package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Parts parts = new Parts(() -> new IllegalStateException("ended"));

    private static CompletableFuture<Void> inBackground(Runnable task) {
        return CompletableFuture.runAsync(task, thread -> new Thread(thread, "parts-test").start());
    }

    /** Says that it has begun, and waits. */
    private void hang() {
        begun.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void endsInTheReverseOrderThoughOneFails() {
        parts.start(() -> {
            parts.keep("first", () -> ends.add("first"));
            parts.keep("second", () -> {
                throw new IllegalStateException("does not end");
            });
            parts.keep("third", () -> ends.add("third"));
        });

        parts.close();

        assertThat(ends).containsExactly("third", "first");
    }

    @Test
    void waitsForWhatIsJustStartingAndEndsIt() throws Exception {
        CompletableFuture<Void> start = inBackground(() -> parts.start(() -> {
            hang();
            parts.keep("late", () -> ends.add("late"));
        }));
        begun.await();
        CompletableFuture<Void> close = inBackground(parts::close);
        await().during(Duration.ofMillis(200)).until(() -> !close.isDone());

        release.countDown();

        close.get(10, TimeUnit.SECONDS);
        assertThat(ends).containsExactly("late");
        assertThatThrownBy(start::join).hasRootCauseMessage("ended");
    }

    @Test
    void waitsForWhoIsEndingTheLastPart() throws Exception {
        parts.start(() -> parts.keep("slow", this::hang));
        CompletableFuture<Void> first = inBackground(parts::close);
        begun.await();
        CompletableFuture<Void> second = inBackground(parts::close);
        await().during(Duration.ofMillis(200)).until(() -> !second.isDone());

        release.countDown();

        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
    }

    @Test
    void startsNothingAfterItsEnd() {
        parts.close();

        assertThatThrownBy(() -> parts.start(() -> ends.add("started"))).hasMessage("ended");
        assertThat(ends).isEmpty();
    }
}
