package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sise.simulator.ControlMessages.SystemNotice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection: LOGIN first, then PING, REG and REMOVE (protocol.md section 4). Feed thread only.
 */
final class FeedSession {

    private static final Logger LOG = LoggerFactory.getLogger(FeedSession.class);

    private static final byte[] FRAME_START = "{\"data\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FRAME_END = "],\"trnm\":\"REAL\"}".getBytes(StandardCharsets.US_ASCII);
    /** One whole text message, by RFC 6455. */
    private static final int TEXT_FRAME = 0x81;

    private static final int LONGEST_ONE_BYTE_SIZE = 125;
    private static final int LONGEST_TWO_BYTE_SIZE = 65_535;

    private static final short NORMAL_CLOSURE = 1000;
    private static final String GOODBYE = "Bye";
    /** A system call for each frame would cost more than the frame. */
    private static final int BYTES_PER_FLUSH = 64 * 1024;
    /** A client that reads this much too slowly is cut off; nothing is left out of a connection that lives. */
    private static final int MAX_QUEUED_BYTES = 16 * 1024 * 1024;
    /** With this much unread the market slows down. */
    private static final int MANY_QUEUED_BYTES = 2 * 1024 * 1024;

    private final Feed feed;
    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final ChannelHandlerContext channel;
    private final TrafficLog log;
    private final Registrations registrations = new Registrations();
    private final Heartbeat heartbeat = new Heartbeat();
    /** Answers a fault withholds, in order. */
    private final Deque<Answer> held = new ArrayDeque<>();

    private long loginTimer;
    private Long pingTimer;
    private String appKey = "";
    private boolean open = true;
    /** The frame that is being put together. */
    private final ByteBuf rows = Unpooled.buffer(4_096);
    /** Frames that were sent but not given to the channel yet, null for none. */
    private ByteBuf queued;

    private boolean stalled;
    private long stallTimer = -1;
    private int framesToDuplicate;

    /** The answer to LOGIN, REG or REMOVE. */
    private record Answer(String name, String text) {}

    FeedSession(Feed feed, Vertx vertx, ServerWebSocket socket, TrafficLog log, SimulatorSettings settings) {
        this.feed = feed;
        this.vertx = vertx;
        this.socket = socket;
        this.log = log;
        this.channel = ((WebSocketInternal) socket).channelHandlerContext();
        socket.textMessageHandler(this::received);
        socket.closeHandler(ignored -> ended());
        socket.exceptionHandler(failure -> LOG.debug("{} connection failed", name(), failure));
        loginTimer = vertx.setTimer(settings.loginTimeout().toMillis(), id -> refuseWithoutLogin());
        log.received(appKey, "OPEN", socket.remoteAddress().toString());
    }

    /** The app key it is logged in with, empty before. */
    String appKey() {
        return appKey;
    }

    Registrations registrations() {
        return registrations;
    }

    private void received(String text) {
        if (!open) {
            return;
        }
        Optional<ObjectNode> message = Json.readObject(text);
        String name = message.flatMap(object -> Json.text(object, "trnm")).orElse("");
        log.received(appKey, name, name.equals("LOGIN") ? "{\"trnm\":\"LOGIN\",\"token\":\"***\"}" : text);
        if (name.equals("LOGIN")) {
            login(Json.text(message.orElseThrow(), "token").orElse(""));
        } else if (appKey.isEmpty()) {
            refuseWithoutLogin();
        } else {
            loggedIn(name, text, message);
        }
    }

    private void loggedIn(String name, String text, Optional<ObjectNode> message) {
        long now = System.nanoTime();
        switch (name) {
            case "PING" -> {
                if (!heartbeat.echoed(text)) {
                    LOG.info("{} PING was not echoed unchanged: {}", name(), text);
                }
            }
            case "REG" -> changed(name, message.orElseThrow(), registrations.register(message.orElseThrow(), now));
            case "REMOVE" -> changed(name, message.orElseThrow(), registrations.remove(message.orElseThrow(), now));
            default -> answer(name, ControlMessages.invalid(name));
        }
    }

    private void changed(String name, ObjectNode message, Registrations.Outcome outcome) {
        log.registration(appKey, name, Registrations.itemsOf(message), outcome, registrations);
        if (outcome == Registrations.Outcome.ACCEPTED) {
            feed.changed();
        } else {
            LOG.info("{} {} was refused: {}", name(), name, outcome);
        }
        answer(name, ControlMessages.acknowledgement(name, outcome));
    }

    private void login(String token) {
        Optional<String> owner = feed.appKeyOf(token);
        if (owner.isEmpty()) {
            LOG.info("{} LOGIN was refused", name());
            send("LOGIN", ControlMessages.loginRefused());
            close();
            return;
        }
        vertx.cancelTimer(loginTimer);
        boolean first = appKey.isEmpty();
        if (!first && !appKey.equals(owner.get())) {
            feed.leave(this);
        }
        appKey = owner.get();
        feed.enter(this);
        answer("LOGIN", ControlMessages.loginAccepted());
        if (first) {
            startPings();
        }
    }

    private void answer(String name, String text) {
        if (stalled || feed.holdsAnswers(appKey)) {
            held.addLast(new Answer(name, text));
        } else {
            send(name, text);
        }
    }

    /** Ends the fault of withheld answers: they follow in their order. */
    void releaseAnswers() {
        while (!held.isEmpty()) {
            Answer answer = held.removeFirst();
            send(answer.name(), answer.text());
        }
    }

    private void startPings() {
        pingTimer = vertx.setPeriodic(feed.pingInterval().toMillis(), id -> ping());
    }

    /** The next PING, or the end for those that were not answered. */
    void ping() {
        if (stalled) {
            return;
        }
        if (heartbeat.isLost()) {
            end(SystemNotice.R10002);
        } else {
            send("PING", heartbeat.next());
        }
    }

    private void refuseWithoutLogin() {
        end(SystemNotice.R10004);
    }

    /** Fault: the connection stays open and silent but for its frames. */
    void stopPings() {
        if (pingTimer != null) {
            vertx.cancelTimer(pingTimer);
        }
    }

    /** Says why, then closes with 1000 "Bye". */
    void end(SystemNotice notice) {
        if (open) {
            LOG.info("{} session was ended with {}", name(), notice);
            send("SYSTEM", ControlMessages.system(notice));
            close();
        }
    }

    /** Fault: the TCP connection ends without a close frame. */
    void drop() {
        ended();
        // From the first handler the close goes straight to the socket; from the channel it would pass the WebSocket
        // handler, which says goodbye with a close frame.
        channel.pipeline().firstContext().close();
    }

    /** Adds a row to the frame that {@link #sendRows} sends; returns whether it is the first one. */
    boolean addRow(RowText row) {
        boolean first = !rows.isReadable();
        if (first) {
            rows.writeBytes(FRAME_START);
        } else {
            rows.writeByte(',');
        }
        row.writeTo(rows);
        return first;
    }

    void sendRows() {
        sendFrame(rows.writeBytes(FRAME_END));
        rows.clear();
    }

    void sendFrame(String frame) {
        sendFrame(Unpooled.wrappedBuffer(frame.getBytes(StandardCharsets.UTF_8)));
    }

    private void sendFrame(ByteBuf frame) {
        if (open && !stalled) {
            int times = framesToDuplicate > 0 ? 2 : 1;
            framesToDuplicate -= times - 1;
            for (int time = 0; time < times; time++) {
                log.countFrame(appKey);
                queue(frame);
            }
            if (queued.readableBytes() >= BYTES_PER_FLUSH) {
                flush();
            }
        }
    }

    /** Gives the channel what {@link #sendFrame} has sent. */
    void flush() {
        if (queued != null) {
            ByteBuf frames = queued;
            queued = null;
            // Past Vert.x, which flushes every message: straight into the channel that its own messages go into, where
            // bytes pass its frame encoder as they are.
            channel.writeAndFlush(frames, channel.voidPromise());
            if (unreadBytes() > MAX_QUEUED_BYTES) {
                LOG.warn("{} client read too slowly and was dropped", name());
                drop();
            }
        }
    }

    private long unreadBytes() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        // A client that has just gone has no buffer any more; that it has is told to us later.
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /** Whether much of what it was sent is unread. */
    boolean isBehind() {
        return unreadBytes() > MANY_QUEUED_BYTES;
    }

    /** Fault: the next frames are sent twice. */
    void duplicateFrames(int frames) {
        framesToDuplicate = frames;
    }

    /** Fault: for a time frames are lost and neither PINGs nor answers are sent; the answers follow. */
    void stall(Duration time) {
        stalled = true;
        vertx.cancelTimer(stallTimer);
        stallTimer = vertx.setTimer(Math.max(1, time.toMillis()), id -> {
            stalled = false;
            if (!feed.holdsAnswers(appKey)) {
                releaseAnswers();
            }
        });
    }

    /** A message of the log: everything but REAL. */
    void send(String name, String text) {
        if (open) {
            log.sent(appKey, name, text);
            queue(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
            flush();
        }
    }

    /** A message of a server: one frame, not masked. */
    private void queue(ByteBuf text) {
        if (queued == null) {
            queued = channel.alloc().buffer(BYTES_PER_FLUSH + BYTES_PER_FLUSH / 8);
        }
        int size = text.readableBytes();
        queued.writeByte(TEXT_FRAME);
        if (size <= LONGEST_ONE_BYTE_SIZE) {
            queued.writeByte(size);
        } else if (size <= LONGEST_TWO_BYTE_SIZE) {
            queued.writeByte(126).writeShort(size);
        } else {
            queued.writeByte(127).writeLong(size);
        }
        queued.writeBytes(text, text.readerIndex(), size);
    }

    private void close() {
        ended();
        socket.close(NORMAL_CLOSURE, GOODBYE);
    }

    private void ended() {
        if (open) {
            open = false;
            if (queued != null) {
                queued.release();
                queued = null;
            }
            vertx.cancelTimer(loginTimer);
            vertx.cancelTimer(stallTimer);
            stopPings();
            feed.leave(this);
            log.sent(appKey, "CLOSE", socket.remoteAddress().toString());
        }
    }

    private String name() {
        return socket.remoteAddress() + " " + (appKey.isEmpty() ? "(no login)" : appKey);
    }
}
