package dev.sise.connector.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which channels are wanted, and what Redis has acknowledged of it on the present connection. At most one SUBSCRIBE or UNSUBSCRIBE is on its
 * way and changes gather behind it: thousands of changes become a few commands, a channel that changes its mind on the way ends as last
 * wanted, and each acknowledgement belongs to the one command there is. (lettuce ends a SUBSCRIBE with the first of its acknowledgements.)
 *
 * <p>Thread-safe. Futures complete outside the lock.
 */
final class Subscriptions {
    /** How a batch reaches Redis; called under the lock, must not block or call back. */
    interface Sender {
        void send(boolean subscribe, List<String> channels);
    }

    private static final int CHANNELS_PER_COMMAND = 1_000;

    private final Sender sender;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    /** Channels that may have to be changed on the server. */
    private final Set<Channel> unsettled = new LinkedHashSet<>();

    private int awaitedAcknowledgements;
    private boolean online;

    Subscriptions(Sender sender) {
        this.sender = sender;
    }

    /**
     * Wants the channels from now on (or, with null, no longer), whatever becomes of the future.
     *
     * @return completes when Redis has acknowledged that all of them are as last wanted; fails when there is no connection or it is lost
     *     meanwhile
     */
    CompletableFuture<Void> change(Collection<String> names, MessageListener listener) {
        Set<String> distinct = new LinkedHashSet<>(names);
        Acknowledgement acknowledgement = new Acknowledgement(distinct.size());
        List<Acknowledgement> settled = new ArrayList<>();
        synchronized (this) {
            for (String name : distinct) {
                Channel channel = channels.computeIfAbsent(name, Channel::new);
                channel.listener = listener;
                channel.waiting.add(acknowledgement);
                settleOrQueue(channel, settled);
            }
            if (!online) {
                return CompletableFuture.failedFuture(new RedisUnavailableException(
                        "Redis is not connected; the change will be made with the next connection", null));
            }
            sendNext();
        }
        settled.forEach(Acknowledgement::countDown);
        if (distinct.isEmpty()) {
            acknowledgement.future.complete(null);
        }
        return acknowledgement.future;
    }

    /** Null when the channel is not wanted. */
    MessageListener listener(String name) {
        Channel channel = channels.get(name);
        return channel == null ? null : channel.listener;
    }

    /**
     * Redis acknowledged a change of one channel.
     *
     * @return whether every channel is now as wanted
     */
    boolean acknowledged(String name, boolean subscribed) {
        List<Acknowledgement> settled = new ArrayList<>();
        boolean allSettled;
        synchronized (this) {
            Channel channel = channels.get(name);
            if (!online || channel == null || !channel.inTransit) {
                return false;
            }
            channel.inTransit = false;
            channel.present = subscribed;
            awaitedAcknowledgements--;
            settleOrQueue(channel, settled);
            sendNext();
            allSettled = awaitedAcknowledgements == 0;
        }
        settled.forEach(Acknowledgement::countDown);
        return allSettled;
    }

    /**
     * There is a new connection, on which nothing is subscribed.
     *
     * @return whether nothing has to be
     */
    synchronized boolean online() {
        online = true;
        unsettled.addAll(channels.values());
        sendNext();
        return awaitedAcknowledgements == 0;
    }

    /** The connection is gone: what waits for an acknowledgement fails; what is wanted stays wanted. */
    void offline() {
        Set<Acknowledgement> lost = new LinkedHashSet<>();
        synchronized (this) {
            online = false;
            awaitedAcknowledgements = 0;
            unsettled.clear();
            for (Channel channel : channels.values()) {
                channel.present = false;
                channel.inTransit = false;
                lost.addAll(channel.waiting);
                channel.waiting.clear();
            }
            channels.values().removeIf(channel -> channel.listener == null);
        }
        RedisUnavailableException reason = new RedisUnavailableException(
                "Redis was lost before it acknowledged; the change will be made with the next connection", null);
        lost.forEach(acknowledgement -> acknowledgement.future.completeExceptionally(reason));
    }

    /** Under the lock. */
    private void settleOrQueue(Channel channel, List<Acknowledgement> settled) {
        boolean wanted = channel.listener != null;
        if (!online) {
            channel.waiting.clear();
            if (!wanted) {
                channels.remove(channel.name);
            }
        } else if (!channel.inTransit) {
            if (channel.present == wanted) {
                settled.addAll(channel.waiting);
                channel.waiting.clear();
                unsettled.remove(channel);
                if (!wanted) {
                    channels.remove(channel.name);
                }
            } else {
                unsettled.add(channel);
            }
        }
    }

    /** Under the lock. */
    private void sendNext() {
        if (!online || awaitedAcknowledgements > 0 || unsettled.isEmpty()) {
            return;
        }
        boolean subscribe = unsettled.iterator().next().listener != null;
        List<String> batch = new ArrayList<>();
        Iterator<Channel> rest = unsettled.iterator();
        while (rest.hasNext() && batch.size() < CHANNELS_PER_COMMAND) {
            Channel channel = rest.next();
            if ((channel.listener != null) == subscribe) {
                channel.inTransit = true;
                batch.add(channel.name);
                rest.remove();
            }
        }
        awaitedAcknowledgements = batch.size();
        sender.send(subscribe, batch);
    }

    private static final class Channel {
        private final String name;
        private final List<Acknowledgement> waiting = new ArrayList<>(1);
        /** Null when the channel is not wanted. */
        private volatile MessageListener listener;

        private boolean present;
        private boolean inTransit;

        private Channel(String name) {
            this.name = name;
        }
    }

    private static final class Acknowledgement {
        private final CompletableFuture<Void> future = new CompletableFuture<>();
        private final AtomicInteger open;

        private Acknowledgement(int channels) {
            open = new AtomicInteger(channels);
        }

        private void countDown() {
            if (open.decrementAndGet() == 0) {
                future.complete(null);
            }
        }
    }
}
