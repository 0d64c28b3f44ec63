package dev.sise.connector.kiwoom;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls that a {@link PollSchedule} wants, as far as the budget of the app key, Kiwoom's state and the space in the
 * buffer allow, and emits what is answered. Loop thread only; the calls themselves wait on threads of
 * {@link SessionResources#blocking()}, some at a time, so that a slow answer holds up nothing but itself.
 *
 * <p>Every answered row is emitted, also one that repeats the last, because it confirms it, and also one about an item that was
 * withdrawn after the call was made: it is a price like any other, later than what was known, and a fetch may be waiting for it.
 *
 * <p>A call that was refused as too frequent is repeated first in line when the budget allows. A call that its codes spoil (too many, one
 * that Kiwoom does not take, not one row for each) is repeated in halves until the code that spoils it stands alone; that one is
 * rejected, the others are served. A call without an answer, or refused for what is not about its codes, ends calling for a pause
 * that doubles, then one call at a time is tried until one is answered.
 */
final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** Answers slower than this many seconds lower the rate. */
    private static final int SECONDS_UNDER_WAY = 5;

    private static final int LEAST_UNDER_WAY = 4;
    private static final int MOST_UNDER_WAY = 32;
    private static final Duration OUTAGE_PAUSE_AT_LEAST = Duration.ofSeconds(1);
    private static final Duration OUTAGE_PAUSE_AT_MOST = Duration.ofSeconds(10);

    private final String appKeyId;
    private final WatchListClient client;
    private final PollSchedule schedule;
    private final ServedItems served;
    private final SessionResources shared;
    private final Runnable onAnswer;
    private final Backoff outage = new Backoff(OUTAGE_PAUSE_AT_LEAST, OUTAGE_PAUSE_AT_MOST, new Random());
    /** Of the first call, for the positions of what is emitted. */
    private final long callingSince;

    private long lastCall;
    private int underWay;
    private boolean isOutage;
    /** Whether the newest answer said that a person has to act. */
    private boolean isRefused;

    private long pausedUntil;
    private Future<?> timer;
    private boolean isStopped;
    private long lastSuccessAt;

    /** {@code onAnswer} runs after each answer. */
    Poller(
            String appKeyId,
            WatchListClient client,
            PollSchedule schedule,
            ServedItems served,
            SessionResources shared,
            Runnable onAnswer) {
        this.appKeyId = appKeyId;
        this.client = client;
        this.schedule = schedule;
        this.served = served;
        this.shared = shared;
        this.onAnswer = onAnswer;
        this.callingSince = shared.clock().millis();
        this.pausedUntil = shared.ticker().getAsLong();
    }

    /** Makes the calls that are due and sets a timer for the next one; to be called whenever anything has changed. */
    void pump() {
        cancelTimer();
        while (!isStopped && underWay < mostUnderWay() && !shared.buffer().isFull()) {
            long now = shared.ticker().getAsLong();
            schedule.callsPerSecond(client.budget().perSecond(), now);
            OptionalLong due = schedule.nextAt(now);
            if (due.isEmpty()) {
                return;
            }
            long pause = Math.max(due.getAsLong() - now, pausedUntil - now);
            long wait = Math.max(pause, client.budget().nanosUntilNext());
            if (wait > 0) {
                timer = shared.loop().schedule(guarded(this::pump), wait, TimeUnit.NANOSECONDS);
                return;
            }
            Optional<PollSchedule.Call> call = schedule.next(now);
            if (call.isEmpty()) {
                return;
            }
            client.budget().take();
            send(call.get());
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** During an outage one call at a time finds out whether it is over. */
    private int mostUnderWay() {
        int wanted = (int) Math.ceil(client.budget().perSecond() * SECONDS_UNDER_WAY);
        return isOutage ? 1 : Math.max(LEAST_UNDER_WAY, Math.min(MOST_UNDER_WAY, wanted));
    }

    private void send(PollSchedule.Call call) {
        long number = ++lastCall;
        underWay++;
        call.asks().forEach(ask -> shared.metrics().countAsked(ask.purpose()));
        shared.blocking().execute(() -> {
            WatchListClient.Answer answer = ask(call.items());
            onLoop(() -> answered(call, number, answer));
        });
    }

    /** Calling thread. Whatever goes wrong is an answer, or the call would count as under way for ever. */
    private WatchListClient.Answer ask(List<String> items) {
        try {
            return client.ask(items);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return WatchListClient.Answer.none("it was interrupted");
        } catch (RuntimeException unexpected) {
            LOG.error("{}: a call failed unexpectedly", appKeyId, unexpected);
            return WatchListClient.Answer.none(unexpected.toString());
        } catch (Throwable fatal) {
            shared.buffer().fail(fatal);
            return WatchListClient.Answer.none(fatal.toString());
        }
    }

    private void answered(PollSchedule.Call call, long number, WatchListClient.Answer answer) {
        underWay--;
        if (isStopped) {
            return;
        }
        long now = shared.ticker().getAsLong();
        isRefused = answer.answerClass() == AnswerClass.FAIL;
        shared.metrics().countCall(answer.answerClass());
        shared.metrics().countRefusal(answer.code());
        switch (answer.answerClass()) {
            case OK -> {
                endOutage();
                take(number, answer.rows(), now);
            }
            case SLOW_DOWN -> schedule.again(call, served::isServed, now);
            case DROP -> {
                if (answer.maySucceedInParts()) {
                    splitOrReject(call, number, answer.message());
                } else {
                    // Not about these items: each by itself would be refused the same way.
                    putOff(call, answer.message(), now);
                }
            }
            case RETRY, REFRESH_TOKEN, SLOT_LIMIT -> putOff(call, answer.message(), now);
            case FAIL -> {
                schedule.again(call, served::isServed, now);
                pause("a person has to act: " + answer.message(), shared.timings()::afterKick);
            }
        }
        onAnswer.run();
        pump();
    }

    private void putOff(PollSchedule.Call call, String why, long now) {
        schedule.again(call, served::isServed, now);
        pause(why, outage::next);
    }

    private void take(long number, List<QuoteRow> rows, long now) {
        lastSuccessAt = shared.clock().millis();
        for (int i = 0; i < rows.size(); i++) {
            QuoteRow row = rows.get(i);
            // What is known of the item before this row counts: it says how the price was had.
            emit(row.toEvent(served.isBySession(row.item()), lastSuccessAt, position(number, i)));
            OptionalLong volume = row instanceof QuoteRow.Quoted quoted
                    ? OptionalLong.of(quoted.cumulativeVolume())
                    : OptionalLong.empty();
            served.answered(row.item(), volume, now);
        }
    }

    private void splitOrReject(PollSchedule.Call call, long number, String message) {
        if (schedule.split(call)) {
            LOG.info(
                    "{}: a call for {} items was refused ({}), it was split",
                    appKeyId,
                    call.asks().size(),
                    message);
            return;
        }
        String item = call.items().get(0);
        emit(new KiwoomEvent.Rejected(
                RejectReason.NOT_SERVED,
                item + ": " + message,
                item.getBytes(StandardCharsets.UTF_8),
                shared.clock().millis(),
                position(number, FramePosition.WHOLE_FRAME)));
    }

    private void emit(KiwoomEvent event) {
        shared.metrics().countPolled(event);
        shared.buffer().add(event);
    }

    private FramePosition position(long call, int row) {
        return new FramePosition(appKeyId, callingSince, call, row);
    }

    private void pause(String why, Supplier<Duration> length) {
        long now = shared.ticker().getAsLong();
        if (!isOutage) {
            LOG.warn("{}: polling was not answered ({}), it was put off", appKeyId, why);
        }
        // Calls that were under way together fail together: one pause for all of them.
        if (!isOutage || pausedUntil - now <= 0) {
            pausedUntil = now + length.get().toNanos();
        }
        isOutage = true;
    }

    private void endOutage() {
        if (isOutage) {
            LOG.info("{}: polling was answered again", appKeyId);
            isOutage = false;
            outage.reset();
            pausedUntil = shared.ticker().getAsLong();
        }
    }

    /** Nothing is asked for and nothing emitted any more; calls under way end by themselves or with their threads. */
    void stop() {
        isStopped = true;
        cancelTimer();
    }

    /** When a call was last answered with rows, UTC milliseconds; 0 before the first. */
    long lastSuccessAt() {
        return lastSuccessAt;
    }

    /** Whether calls were refused for good, until the pause after that is over and the next one may tell. */
    boolean isRefused() {
        return isRefused && pausedUntil - shared.ticker().getAsLong() > 0;
    }

    /** How many calls were made so far. */
    long calls() {
        return lastCall;
    }

    private void onLoop(Runnable action) {
        try {
            shared.loop().execute(guarded(action));
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: an answer came after the end of the reader", appKeyId);
        }
    }

    /** An executor would keep a failure to itself, and polling would stand still without a word. */
    private Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException unexpected) {
                LOG.error("{}: polling failed unexpectedly", appKeyId, unexpected);
            } catch (Throwable fatal) {
                shared.buffer().fail(fatal);
            }
        };
    }
}
