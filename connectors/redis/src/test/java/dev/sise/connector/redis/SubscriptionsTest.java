package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private static final MessageListener LISTENER = (channel, message) -> {};

    private final List<String> sent = new ArrayList<>();
    private final Subscriptions subscriptions =
            new Subscriptions((subscribe, channels) -> sent.add((subscribe ? "+" : "-") + channels));

    @Test
    void changesGatherBehindTheOneOnItsWay() {
        subscriptions.online();
        CompletableFuture<Void> first = subscriptions.change(List.of("a"), LISTENER);
        CompletableFuture<Void> second = subscriptions.change(List.of("b", "c"), LISTENER);
        subscriptions.change(List.of("d"), LISTENER);
        assertThat(sent).containsExactly("+[a]");

        assertThat(subscriptions.acknowledged("a", true)).isFalse();
        assertThat(first).isCompleted();
        assertThat(second).isNotCompleted();
        assertThat(sent).containsExactly("+[a]", "+[b, c, d]");
        subscriptions.acknowledged("b", true);
        assertThat(second).isNotCompleted();
        subscriptions.acknowledged("c", true);
        assertThat(second).isCompleted();
        assertThat(subscriptions.acknowledged("d", true)).isTrue();
    }

    @Test
    void aChannelThatChangedItsMindOnTheWayEndsAsLastWanted() {
        subscriptions.online();
        CompletableFuture<Void> subscribed = subscriptions.change(List.of("a"), LISTENER);
        CompletableFuture<Void> unsubscribed = subscriptions.change(List.of("a"), null);
        subscriptions.acknowledged("a", true);
        assertThat(sent).containsExactly("+[a]", "-[a]");
        assertThat(unsubscribed).isNotCompleted();
        CompletableFuture<Void> again = subscriptions.change(List.of("a"), LISTENER);
        subscriptions.acknowledged("a", false);
        assertThat(sent).containsExactly("+[a]", "-[a]", "+[a]");
        assertThat(again).isNotCompleted();
        subscriptions.acknowledged("a", true);
        assertThat(List.of(subscribed, unsubscribed, again)).allMatch(CompletableFuture::isDone);
        assertThat(subscriptions.listener("a")).isSameAs(LISTENER);
    }

    @Test
    void whatWasTakenBackBeforeItWasSentIsNotSent() {
        subscriptions.online();
        subscriptions.change(List.of("a"), LISTENER);
        subscriptions.change(List.of("b"), LISTENER);
        assertThat(subscriptions.change(List.of("b"), null)).isCompleted();
        subscriptions.acknowledged("a", true);
        assertThat(subscriptions.change(List.of("a"), LISTENER)).isCompleted();
        assertThat(sent).containsExactly("+[a]");
    }

    @Test
    void everythingWantedIsSubscribedOnTheNextConnection() {
        assertThat(subscriptions.change(List.of("early"), LISTENER)).isCompletedExceptionally();
        assertThat(subscriptions.online()).isFalse();
        assertThat(subscriptions.acknowledged("early", true)).isTrue();
        CompletableFuture<Void> waiting = subscriptions.change(List.of("late", "lost"), LISTENER);
        subscriptions.offline();
        assertThat(waiting).isCompletedExceptionally();
        subscriptions.change(List.of("lost"), null);
        sent.clear();

        assertThat(subscriptions.online()).isFalse();
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0)).contains("early").contains("late").doesNotContain("lost");
    }

    @Test
    void nothingHasToBeSubscribedWhereNothingIsWanted() {
        assertThat(subscriptions.online()).isTrue();
        assertThat(subscriptions.change(List.of(), LISTENER)).isCompleted();
        assertThat(subscriptions.change(List.of("never subscribed"), null)).isCompleted();
        assertThat(sent).isEmpty();
    }

    @Test
    void aCommandCarriesAThousandChannelsAtMost() {
        List<String> channels =
                IntStream.range(0, 1_001).mapToObj(Integer::toString).toList();
        subscriptions.online();
        CompletableFuture<Void> all = subscriptions.change(channels, LISTENER);
        channels.subList(0, 1_000).forEach(channel -> subscriptions.acknowledged(channel, true));
        assertThat(sent).hasSize(2).last().isEqualTo("+[1000]");
        assertThat(subscriptions.acknowledged("1000", true)).isTrue();
        assertThat(all).isCompleted();
    }
}
