package dev.sise.connector.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One connection. All methods belong to its event loop, which is where {@link MessageHandler} is called; called elsewhere they
 * throw {@link IllegalStateException}. On a closed connection they do nothing.
 */
public final class FanOutClient {
    /** When a closing connection is cut: the close frame to a client that reads nothing is never even written. */
    private static final long CLOSE_MILLIS = 2_000;

    private static final byte[] PING = Frame.pingBytes();

    private final FanOutHub hub;
    private final FanOutSettings settings;
    private final Counters counters;
    private final Lane lane;
    private final ServerWebSocket socket;
    private final ChannelHandlerContext channel;
    private final Map<String, Subscription> subscriptions = new HashMap<>();

    /** What the client would get if it could take it: one value per topic, the first held topic first. */
    private final Map<Topic, Frame> held = new LinkedHashMap<>();

    private final ChangeAllowance changes;
    private int badMessages;
    private boolean heard = true;
    private boolean unflushed;
    private boolean slow;
    private boolean slowTimerRuns;
    private long drains;
    private boolean closing;

    FanOutClient(FanOutHub hub, Lane lane, ServerWebSocket socket, ChannelHandlerContext channel) {
        this.hub = hub;
        this.settings = hub.settings();
        this.counters = hub.counters();
        this.lane = lane;
        this.socket = socket;
        this.channel = channel;
        this.changes = new ChangeAllowance(settings.maxTopicChanges(), settings.topicChangesPerSecond(), now());
    }

    /**
     * Connects the handlers; the hub calls it once, on the event loop, before any message can arrive. Nothing is counted and
     * {@link #closed} never comes if it throws, as for a socket that was closed or handed over before.
     */
    void start(MessageHandler messages) {
        ChannelHandler idleTimeout = channel.pipeline().get(IdleStateHandler.class);
        if (idleTimeout != null) {
            // Pings find out who is gone; the timeout would also cut a slow client that has time left.
            channel.pipeline().remove(idleTimeout);
        }
        int high = settings.writeBufferBytes();
        channel.channel().config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
        channel.pipeline().addBefore(channel.name(), "fan-out", new WritabilityHandler());
        socket.textMessageHandler(text -> {
            heard = true;
            if (!closing) {
                messages.message(this, text);
            }
        });
        socket.binaryMessageHandler(ignored -> {
            if (!closing) {
                counters.closedUnsupported.increment();
                close(CloseCode.UNSUPPORTED, "only text messages are understood");
            }
        });
        socket.pongHandler(ignored -> heard = true);
        // Vert.x reports here that a message of several frames grew too long; the socket itself is still open then.
        socket.exceptionHandler(failure -> {
            if (failure instanceof IllegalStateException) {
                lane.execute(this::closeTooBig);
            }
        });
        // Not at once: a write that fails may end up here in the middle of the lane's walk over its subscribers.
        socket.closeHandler(ignored -> lane.execute(this::closed));
        lane.join(this);
        counters.clients.increment();
    }

    /**
     * Subscribes to topics; one the client already has is accepted and counts once. A topic's last value, if there is one,
     * follows after the present call of the {@link MessageHandler} returned, so an acknowledgement sent in it comes first; then
     * come values that are not older.
     *
     * @return the topics refused because the client holds {@link FanOutSettings#maxTopics} already; or nothing, and then none was
     *     subscribed, if they are more changes than {@link FanOutSettings#maxTopicChanges} leaves the client at the moment
     */
    public Optional<List<String>> subscribe(List<String> topics) {
        requireEventLoop();
        if (closing) {
            return Optional.of(List.of());
        }
        Set<String> added = new LinkedHashSet<>();
        List<String> refused = new ArrayList<>();
        for (String name : topics) {
            if (subscriptions.containsKey(name) || added.contains(name)) {
                continue;
            }
            if (subscriptions.size() + added.size() < settings.maxTopics()) {
                added.add(name);
            } else {
                refused.add(name);
            }
        }
        if (!changes.take(added.size(), now())) {
            return Optional.empty();
        }
        for (String name : added) {
            FanOutHub.Entry entry = hub.enter(name, lane);
            subscriptions.put(name, new Subscription(entry.topic()));
            lane.subscribe(entry.topic(), this);
            counters.subscriptions.increment();
            if (entry.last() != null) {
                hold(entry.topic(), entry.last());
            }
        }
        if (!held.isEmpty()) {
            lane.execute(this::writeHeld);
        }
        return Optional.of(refused);
    }

    /**
     * Ends subscriptions; a topic the client does not have is ignored. No value of them is written afterwards. Never refused, but each
     * is a topic change too.
     */
    public void unsubscribe(List<String> topics) {
        requireEventLoop();
        int before = subscriptions.size();
        for (String name : topics) {
            Subscription subscription = subscriptions.remove(name);
            if (subscription != null) {
                end(subscription);
            }
        }
        changes.takeAtMost(before - subscriptions.size(), now());
    }

    /**
     * Writes a message of the protocol at once, also when the write buffer is full: what bounds these is that a client whose
     * buffer is full is not read.
     */
    public void send(String text) {
        requireEventLoop();
        if (!closing) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(Frame.textBytes(text)), channel.voidPromise());
        }
    }

    /** Counts a message that was refused; above {@link FanOutSettings#maxBadMessages} the connection is closed with 1008. */
    public void countBadMessage() {
        requireEventLoop();
        badMessages++;
        counters.badMessages.increment();
        if (badMessages > settings.maxBadMessages() && !closing) {
            counters.closedForBadMessages.increment();
            close(CloseCode.POLICY, "more than " + settings.maxBadMessages() + " bad messages");
        }
    }

    /** Ends all subscriptions at once, sends the close frame, and cuts the connection if the client does not answer it. */
    void close(CloseCode code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        setSlow(false);
        endAll();
        socket.close(code.number(), reason);
        channel.executor().schedule(this::cut, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void closeTooBig() {
        if (!closing) {
            counters.closedTooBig.increment();
            close(CloseCode.TOO_BIG, "a message may have " + settings.maxMessageBytes() + " bytes");
        }
    }

    /** A value of a subscribed topic, from the lane; flushed by the lane when its batch is through. */
    void offer(Topic topic, Frame frame) {
        Subscription subscription = subscriptions.get(topic.name());
        // Equal frames meet here when a subscription took the last value while the lane still had it to hand out.
        if (closing || subscription.written == frame) {
            return;
        }
        // A held value of the same topic must not be overtaken.
        if (!channel.channel().isWritable() || held.containsKey(topic)) {
            hold(topic, frame);
            return;
        }
        write(subscription, frame);
        if (!unflushed) {
            unflushed = true;
            lane.flushLater(this);
        }
    }

    void flush() {
        unflushed = false;
        if (!closing) {
            channel.flush();
        }
    }

    void ping() {
        if (closing || !channel.channel().isWritable()) {
            // A full buffer has its own limit; a ping would only wait in it.
            return;
        }
        if (!heard) {
            counters.closedSilent.increment();
            close(CloseCode.AWAY, "no pong");
            cut();
            return;
        }
        heard = false;
        channel.writeAndFlush(Unpooled.wrappedBuffer(PING), channel.voidPromise());
    }

    /** Ends the connection without a handshake; the channel's own close would wait for Vert.x to finish one. */
    private void cut() {
        channel.close();
    }

    private void hold(Topic topic, Frame frame) {
        if (held.put(topic, frame) == null) {
            counters.heldValues.increment();
        } else {
            counters.conflated.increment();
        }
    }

    private void writeHeld() {
        if (closing) {
            return;
        }
        boolean wrote = false;
        Iterator<Map.Entry<Topic, Frame>> entries = held.entrySet().iterator();
        while (entries.hasNext() && channel.channel().isWritable()) {
            Map.Entry<Topic, Frame> entry = entries.next();
            entries.remove();
            counters.heldValues.decrement();
            write(subscriptions.get(entry.getKey().name()), entry.getValue());
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
    }

    private void write(Subscription subscription, Frame frame) {
        subscription.written = frame;
        counters.written.increment();
        // Only a view of the shared array is made here. Past Vert.x's own write, which would encode the text per
        // client.
        channel.write(Unpooled.wrappedBuffer(frame.bytes()), channel.voidPromise());
    }

    private void writabilityChanged() {
        if (closing) {
            return;
        }
        setSlow(!channel.channel().isWritable());
        if (channel.channel().isWritable()) {
            drains++;
            writeHeld();
            if (channel.channel().isWritable()) {
                socket.resume();
            }
        } else {
            socket.pause();
            if (!slowTimerRuns) {
                slowTimerRuns = true;
                watchSlow();
            }
        }
    }

    private void setSlow(boolean isSlow) {
        if (slow != isSlow) {
            slow = isSlow;
            counters.slowClients.add(isSlow ? 1 : -1);
        }
    }

    private void watchSlow() {
        long drainsBefore = drains;
        channel.executor()
                .schedule(
                        () -> {
                            if (closing || channel.channel().isWritable()) {
                                slowTimerRuns = false;
                            } else if (drains != drainsBefore) {
                                watchSlow();
                            } else {
                                counters.closedSlow.increment();
                                close(CloseCode.TRY_AGAIN_LATER, "the client reads too slowly");
                            }
                        },
                        settings.slowClientTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void closed() {
        closing = true;
        setSlow(false);
        endAll();
        lane.leave(this);
        counters.clients.decrement();
        hub.left();
    }

    private void endAll() {
        subscriptions.values().forEach(this::end);
        subscriptions.clear();
    }

    private void end(Subscription subscription) {
        lane.unsubscribe(subscription.topic, this);
        if (held.remove(subscription.topic) != null) {
            counters.heldValues.decrement();
        }
        counters.subscriptions.decrement();
        hub.leave(subscription.topic, lane);
    }

    private long now() {
        return channel.executor().ticker().nanoTime();
    }

    private void requireEventLoop() {
        if (!channel.executor().inEventLoop()) {
            throw new IllegalStateException("A client may be used on its event loop only, not on thread "
                    + Thread.currentThread().getName());
        }
    }

    private static final class Subscription {
        private final Topic topic;
        private Frame written;

        private Subscription(Topic topic) {
            this.topic = topic;
        }
    }

    /** Hears when the connection's write buffer fills and drains; Vert.x tells this only for what it wrote itself. */
    private final class WritabilityHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.fireChannelWritabilityChanged();
            writabilityChanged();
        }
    }
}
