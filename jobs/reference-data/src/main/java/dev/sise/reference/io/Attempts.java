package dev.sise.reference.io;

import dev.sise.connector.kiwoom.KiwoomCallException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kiwoom again after a failure that may pass: five times at most, with longer and longer pauses. Blocks; one thread. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final int MOST = 5;

    private final Duration firstPause;

    /** @param firstPause before the second attempt; doubled for each further one */
    Attempts(Duration firstPause) {
        this.firstPause = firstPause;
    }

    /** One question. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws KiwoomCallException, InterruptedException;
    }

    /** What would be the same with every attempt, or was the same with all; the message says which, and why. */
    static final class GivenUpException extends Exception {
        private static final long serialVersionUID = 1L;

        private final KiwoomCallException failure;

        private GivenUpException(String words, KiwoomCallException failure) {
            super(words, failure);
            this.failure = failure;
        }

        /** The last failure. */
        KiwoomCallException failure() {
            return failure;
        }
    }

    /**
     * The answer.
     *
     * @param what is asked for, to begin a sentence
     * @throws GivenUpException when Kiwoom refused, or did not answer in the last attempt either
     */
    <T> T answer(String what, Question<T> question) throws GivenUpException, InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return question.ask();
            } catch (KiwoomCallException e) {
                if (!mayPass(e) || attempt == MOST) {
                    throw new GivenUpException(
                            e.getMessage() + (attempt == 1 ? "" : ", after " + attempt + " attempts"), e);
                }
                LOG.warn("{} was not read and is tried again in {}: {}", what, pause, e.getMessage());
            }
            await(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private static boolean mayPass(KiwoomCallException failure) {
        return switch (failure.answerClass()) {
            case SLOW_DOWN, RETRY, REFRESH_TOKEN -> true;
            case OK, SLOT_LIMIT, DROP, FAIL -> false;
        };
    }

    private static void await(Duration pause) throws InterruptedException {
        // Ended by an interrupt alone: that of a job that is cancelled.
        boolean ended = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
        if (ended) {
            throw new IllegalStateException("A latch that nobody counts down was counted down");
        }
    }
}
