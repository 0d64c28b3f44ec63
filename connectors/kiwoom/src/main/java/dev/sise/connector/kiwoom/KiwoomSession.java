package dev.sise.connector.kiwoom;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One app key's session: connects, logs in, keeps what is registered equal to what is desired, and starts again when the
 * connection is gone. No failure of Kiwoom leaves it; what cannot be served shows in its state and metrics. Only an
 * {@link Error} does: the buffer hands it to the task, which fails with it.
 *
 * <p>Threads: the loop thread owns every field but the set of sockets, which is safe for all. {@link #start()},
 * {@link #desire(Set)}, {@link #resume()} and {@link #close()} may be called from anywhere and hand over to the loop; the network's callbacks do the same. {@link #state()},
 * {@link #isRefused()} and {@link #registeredCount()} may be read from anywhere.
 *
 * <p>Back-pressure: two messages at a time are asked of the network, and none while the buffer is full. Kiwoom then cannot
 * deliver, and as its PINGs wait behind the data it closes the connection after about 50 s; the session reconnects when there
 * is space again. Nothing is asked of the server meanwhile, and it is given its full time to answer what was asked before.
 */
final class KiwoomSession {
    private static final Logger LOG = LoggerFactory.getLogger(KiwoomSession.class);
    /** Kiwoom's notice that another login with the same app key ends this session. */
    private static final String KICKED_CODE = "R10001";
    /** Of the market as a whole: its state (장시작시간) and volatility interruptions (VI발동/해제). */
    private static final List<String> MARKET_WIDE_TYPES = List.of("0s", "1h");
    /** After "too many registrations" the next one waits this long: the server counts them by the second. */
    private static final Duration SLOW_DOWN_PAUSE = Duration.ofSeconds(1);
    /**
     * Always one more than the one that comes next: the JDK's WebSocket was seen to miss, now and then, that the server cut the connection at
     * the moment in which nothing was asked for.
     */
    private static final int MESSAGES_ASKED_FOR = 2;

    private final String appKeyId;
    private final TokenKeeper tokens;
    private final ItemTypes types;
    private final SessionResources shared;
    private final SessionListener listener;
    private final Backoff backoff;
    private final Registration registration = new Registration();
    /** Those that are open, so that a reader can free them without the loop. */
    private final Set<WebSocket> sockets = ConcurrentHashMap.newKeySet();

    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private Connection connection;
    private String refusedToken;
    private long nextRequestAt;
    private boolean isRequestSet;
    private long lastSession;
    private boolean startedOnce;
    /** Number of the newest attempt; what an older one brings comes too late. */
    private long attempt;

    private boolean isReconnectSet;
    private boolean isWaitingForSpace;
    /** Of the newest attempt, while it fetches its token. */
    private Future<?> fetching;

    private volatile SessionState state = SessionState.WAITING;
    private volatile boolean isRefused;
    private volatile int registeredCount;
    private volatile long lastFrameAt;

    KiwoomSession(
            String appKeyId, TokenKeeper tokens, ItemTypes types, SessionResources shared, SessionListener listener) {
        this.appKeyId = appKeyId;
        this.tokens = tokens;
        this.types = types;
        this.shared = shared;
        this.listener = listener;
        registration.desire(Set.of(Registration.MARKET_WIDE));
        this.nextRequestAt = shared.ticker().getAsLong();
        this.backoff = new Backoff(
                shared.timings().reconnectAtLeast(), shared.timings().reconnectAtMost(), new Random());
    }

    void start() {
        onLoop(this::connect);
    }

    /**
     * Replaces the items this session should have registered; at most {@link Registration#MAX_ITEMS} less the one of the
     * market-wide types.
     */
    void desire(Set<String> items) {
        onLoop(() -> {
            Set<String> all = new TreeSet<>(items);
            all.add(Registration.MARKET_WIDE);
            registration.desire(all);
            sendNextRequest();
        });
    }

    /** Asks the network again after the buffer was full. */
    void resume() {
        onLoop(() -> {
            if (isWaitingForSpace) {
                isWaitingForSpace = false;
                connect();
            } else if (connection != null) {
                if (connection.resume()) {
                    listener.resumed();
                }
                sendNextRequest();
            }
        });
    }

    /** Closes the connection and never opens another. The future is done when the server knows or could not be told. */
    CompletableFuture<Void> close() {
        onLoop(() -> {
            if (state != SessionState.CLOSED) {
                become(SessionState.CLOSED);
                Connection open = connection;
                connection = null;
                if (open == null) {
                    closed.complete(null);
                } else {
                    open.closeGracefully();
                }
            }
        });
        return closed;
    }

    SessionState state() {
        return state;
    }

    /** Whether a person has to act: the last attempt that was answered was refused for good. Ends when the session is live. */
    boolean isRefused() {
        return isRefused;
    }

    int registeredCount() {
        return registeredCount;
    }

    /** When the last message was received, PING included, UTC milliseconds; 0 before the first. */
    long lastFrameAt() {
        return lastFrameAt;
    }

    /** Loop thread. */
    boolean isRegistered(String item) {
        return registration.isRegistered(item);
    }

    private void become(SessionState next) {
        if (state != next) {
            state = next;
            listener.stateChanged();
        }
    }

    /** Frees the sockets of a session whose loop has ended before it could. Any thread. */
    void abandon() {
        sockets.forEach(WebSocket::abort);
    }

    /** False if the loop has ended and the action never runs. */
    private boolean onLoop(Runnable action) {
        try {
            shared.loop().execute(guarded(action));
            return true;
        } catch (RejectedExecutionException ended) {
            // The reader has closed its loop; whatever came too late has no session to change any more.
            LOG.debug("{}: an event came after the end of the reader", appKeyId);
            return false;
        }
    }

    private void later(Runnable action, long nanos) {
        try {
            shared.loop().schedule(guarded(action), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: a timer was set after the end of the reader", appKeyId);
        }
    }

    /** An executor would keep a failure to itself, and the session would stand still without a word. */
    private Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException unexpected) {
                LOG.error("{}: the session failed unexpectedly", appKeyId, unexpected);
                startAgain("unexpected failure: " + unexpected);
            } catch (Throwable fatal) {
                shared.buffer().fail(fatal);
            }
        };
    }

    private void startAgain(String why) {
        if (connection != null) {
            lose(connection, why);
        } else if (state == SessionState.CONNECTING) {
            giveUpAttempt(attempt, why);
        } else if (state != SessionState.CLOSED && !isReconnectSet && !isWaitingForSpace) {
            become(SessionState.WAITING);
            tryLater("no session was opened", why);
        }
    }

    private void connect() {
        if (state == SessionState.CLOSED || connection != null || state == SessionState.CONNECTING) {
            return;
        }
        if (shared.buffer().isFull()) {
            // What it would receive, LOGIN's answer included, could not be read.
            LOG.info("{}: the next attempt was put off until the buffer has space", appKeyId);
            become(SessionState.WAITING);
            isWaitingForSpace = true;
            return;
        }
        isWaitingForSpace = false;
        become(SessionState.CONNECTING);
        attempt++;
        long thisAttempt = attempt;
        String refused = refusedToken;
        fetching = shared.blocking().submit(() -> fetchToken(thisAttempt, refused));
        Duration deadline = shared.timings().attempt();
        later(() -> endAttempt(thisAttempt, deadline), deadline.toNanos());
    }

    /** Token thread. */
    private void fetchToken(long ofAttempt, String refused) {
        if (state == SessionState.CLOSED) {
            return;
        }
        try {
            KiwoomToken token = refused == null ? tokens.current() : tokens.replace(refused);
            onLoop(() -> open(ofAttempt, token));
        } catch (KiwoomCallException noToken) {
            onLoop(() -> refused(ofAttempt, noToken));
        } catch (RuntimeException unexpected) {
            // A token store is foreign code; whatever it throws must not end the session.
            onLoop(() -> giveUpAttempt(ofAttempt, unexpected.toString()));
        } catch (Throwable fatal) {
            shared.buffer().fail(fatal);
        }
    }

    /** Whatever an attempt waits for, a token store or the network, it does not wait for ever. */
    private void endAttempt(long ended, Duration deadline) {
        if (state != SessionState.CONNECTING || attempt != ended) {
            return;
        }
        String why = "nothing was connected within " + deadline;
        if (connection != null) {
            lose(connection, why);
        } else {
            // All sessions of the reader share the thread this may be blocking.
            fetching.cancel(true);
            giveUpAttempt(ended, why);
        }
    }

    private void open(long ofAttempt, KiwoomToken token) {
        if (state != SessionState.CONNECTING || attempt != ofAttempt) {
            return;
        }
        // Two attempts may fall into one millisecond; their positions must differ.
        lastSession = Math.max(lastSession + 1, shared.clock().millis());
        Connection opening = new Connection(token.value(), lastSession);
        connection = opening;
        shared.metrics().connects.inc();
        if (startedOnce) {
            shared.metrics().reconnects.inc();
        }
        startedOnce = true;
        shared.http()
                .newWebSocketBuilder()
                .connectTimeout(shared.timings().connect())
                .buildAsync(shared.endpoint().webSocket(), opening)
                .whenComplete((socket, failure) -> onLoop(() -> {
                    if (failure != null) {
                        opening.notOpened(failure);
                    }
                }));
    }

    private void refused(long givenUp, KiwoomCallException noToken) {
        if (noToken.answerClass() != AnswerClass.FAIL) {
            giveUpAttempt(givenUp, noToken.getMessage());
        } else if (state == SessionState.CONNECTING && attempt == givenUp) {
            shared.metrics().loginFailures.inc();
            isRefused = true;
            become(SessionState.WAITING);
            awaitPerson(noToken.getMessage());
        }
    }

    /** Asking again soon would change nothing. */
    private void awaitPerson(String why) {
        LOG.warn(
                "{}: no session was opened, a person has to act: {}; the next attempt was set in {}",
                appKeyId,
                why,
                shared.timings().afterKick());
        connectLater(shared.timings().afterKick());
    }

    private void giveUpAttempt(long givenUp, String why) {
        if (state == SessionState.CONNECTING && attempt == givenUp) {
            shared.metrics().loginFailures.inc();
            become(SessionState.WAITING);
            tryLater("no session was opened", why);
        }
    }

    private void lose(Connection lost, String why) {
        if (connection != lost) {
            return;
        }
        boolean lasted = lost.isLive
                && shared.ticker().getAsLong() - lost.openedAt
                        > shared.timings().reconnectAtMost().toNanos();
        drop(lost);
        become(SessionState.WAITING);
        if (lasted) {
            backoff.reset();
        }
        tryLater(lost.isLive ? "the session ended" : "no session was opened", why);
    }

    private void drop(Connection dropped) {
        connection = null;
        dropped.abort();
        registration.connectionLost();
        registeredCount = 0;
        listener.lost(lastFrameAt);
    }

    private void tryLater(String what, String why) {
        Duration pause = backoff.next();
        LOG.info("{}: {} ({}), the next attempt was set in {} ms", appKeyId, what, why, pause.toMillis());
        connectLater(pause);
    }

    private void connectLater(Duration pause) {
        isReconnectSet = true;
        later(
                () -> {
                    isReconnectSet = false;
                    connect();
                },
                pause.toNanos());
    }

    private void handle(Connection source, Frame frame) {
        if (frame instanceof Frame.Ping) {
            shared.metrics().pings.inc();
        } else if (frame instanceof Frame.Login login) {
            loggedIn(source, login);
        } else if (frame instanceof Frame.Acknowledgement acknowledgement) {
            acknowledged(source, acknowledgement);
        } else if (frame instanceof Frame.SystemNotice notice) {
            noticed(source, notice);
        }
    }

    private void emit(KiwoomEvent event) {
        shared.buffer().add(event);
        if (event instanceof KiwoomEvent.Trade trade) {
            listener.traded(trade);
        }
    }

    private void loggedIn(Connection source, Frame.Login login) {
        AnswerClass answer = AnswerClassifier.classify(login.returnCode(), login.message());
        countRefusal(login.returnCode(), login.message());
        switch (answer) {
            case OK -> {
                refusedToken = null;
                isRefused = false;
                source.isLive = true;
                become(SessionState.LIVE);
                LOG.info("{}: logged in", appKeyId);
                sendNextRequest();
            }
            case REFRESH_TOKEN -> {
                refusedToken = source.token;
                shared.metrics().loginFailures.inc();
                lose(source, "the token was refused: " + answered(login));
            }
            case FAIL -> {
                shared.metrics().loginFailures.inc();
                isRefused = true;
                drop(source);
                become(SessionState.WAITING);
                awaitPerson(answered(login));
            }
            case SLOW_DOWN, RETRY, SLOT_LIMIT, DROP -> {
                shared.metrics().loginFailures.inc();
                lose(source, answered(login));
            }
        }
    }

    private void countRefusal(int returnCode, String message) {
        shared.metrics().countRefusal(AnswerClassifier.code(OptionalInt.of(returnCode), message));
    }

    private static String answered(Frame.Login login) {
        return "LOGIN was answered with " + login.returnCode() + " '" + login.message() + "'";
    }

    private void noticed(Connection source, Frame.SystemNotice notice) {
        if (notice.code().equals(KICKED_CODE)) {
            // Reconnecting at once would kick the other login, which would kick us, for ever.
            shared.metrics().kicked.inc();
            drop(source);
            become(SessionState.KICKED);
            LOG.warn(
                    "{}: another login with the same app key ended the session ({}), the next attempt was set in {}",
                    appKeyId,
                    KICKED_CODE,
                    shared.timings().afterKick());
            connectLater(shared.timings().afterKick());
        } else {
            lose(source, "the server said " + notice.code() + " '" + notice.message() + "'");
        }
    }

    private void acknowledged(Connection source, Frame.Acknowledgement acknowledgement) {
        AnswerClass answer = AnswerClassifier.classify(acknowledgement.returnCode(), acknowledgement.message());
        countRefusal(acknowledgement.returnCode(), acknowledgement.message());
        Optional<Registration.Request> answered = registration.outstanding();
        Registration.Effect effect = registration.acknowledged(
                acknowledgement.register(), answer, shared.ticker().getAsLong());
        registeredCount = registration.registeredCount();
        switch (effect) {
            case DONE -> {
                answered.ifPresent(request -> tell(request, source.intake.lastPosition()));
                sendNextRequest();
            }
            case AGAIN -> {
                shared.metrics().acknowledgementFailures.inc();
                nextRequestAt = shared.ticker().getAsLong() + SLOW_DOWN_PAUSE.toNanos();
                LOG.warn("{}: a request was answered with {}, it was put off", appKeyId, acknowledgement.returnCode());
                sendNextRequest();
            }
            case REFUSED -> {
                shared.metrics().acknowledgementFailures.inc();
                LOG.warn(
                        "{}: a request was refused with {} '{}'",
                        appKeyId,
                        acknowledgement.returnCode(),
                        acknowledgement.message());
                later(this::sendNextRequest, Registration.REFUSED_PAUSE.toNanos());
                sendNextRequest();
            }
            case OUT_OF_STEP -> {
                shared.metrics().acknowledgementFailures.inc();
                lose(source, "an answer belonged to no request");
            }
        }
    }

    private void tell(Registration.Request done, FramePosition position) {
        List<String> items = done.items().stream()
                .filter(item -> !item.equals(Registration.MARKET_WIDE))
                .toList();
        if (done.register()) {
            listener.registered(items, position);
        } else {
            listener.unregistered(items);
        }
    }

    /** Items in their order, those with the same types together. */
    private Map<List<String>, List<String>> byTypes(List<String> items) {
        return items.stream()
                .collect(Collectors.groupingBy(
                        item -> item.equals(Registration.MARKET_WIDE) ? MARKET_WIDE_TYPES : types.of(item),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }

    /** Sends what the registration wants next, or sets a timer for when the pause between two requests is over. */
    private void sendNextRequest() {
        // While nothing is read no answer could be; resume() comes back here.
        if (state != SessionState.LIVE || connection.isHeld) {
            return;
        }
        long now = shared.ticker().getAsLong();
        if (nextRequestAt - now > 0) {
            if (!isRequestSet) {
                isRequestSet = true;
                later(
                        () -> {
                            isRequestSet = false;
                            sendNextRequest();
                        },
                        nextRequestAt - now);
            }
            return;
        }
        Optional<Registration.Request> next = registration.next(now);
        if (next.isEmpty()) {
            return;
        }
        Registration.Request request = next.get();
        nextRequestAt = now + shared.timings().betweenRequests().toNanos();
        Map<List<String>, List<String>> byTypes = byTypes(request.items());
        connection.send(request.register() ? FrameEncoder.register(byTypes) : FrameEncoder.remove(byTypes));
        Connection asked = connection;
        asked.expectAnswer(shared.timings().acknowledgement(), () -> registration.isOutstanding(request), () -> {
            shared.metrics().acknowledgementFailures.inc();
            lose(asked, "a request was not answered");
        });
    }

    /** One WebSocket. Callbacks come from the network, one after another, and hand over to the loop thread. */
    private final class Connection implements WebSocket.Listener {
        private final String token;
        private final FrameIntake intake;
        /** Echoes of PINGs, in their order; they go before anything else that waits. */
        private final ArrayDeque<String> echoes = new ArrayDeque<>();

        private final ArrayDeque<String> outbound = new ArrayDeque<>();
        private final StringBuilder text = new StringBuilder();

        private WebSocket socket;
        private boolean isSending;
        private boolean isLive;
        private boolean isHeld;
        /** Parts of messages that came and were not asked for again. */
        private long owed;

        private boolean isTooLong;
        private boolean isAborted;
        private long openedAt;
        private long lastHeard;
        private long readingSince;
        /** Whether reading has ever paused. */
        private boolean wasHeld;

        private long watch;

        private Connection(String token, long session) {
            this.token = token;
            this.intake = new FrameIntake(
                    appKeyId, session, shared.clock(), shared.metrics(), shared.recorder(), KiwoomSession.this::emit);
        }

        @Override
        public void onOpen(WebSocket opened) {
            sockets.add(opened);
            if (!onLoop(() -> opened(opened))) {
                free(opened);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket source, CharSequence data, boolean last) {
            String part = data.toString();
            onLoop(() -> received(part, last));
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket source, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            onLoop(() -> receivedBinary(bytes));
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket source, int status, String reason) {
            onLoop(() -> lose(this, "the server closed with " + status + " '" + reason + "'"));
            return null;
        }

        @Override
        public void onError(WebSocket source, Throwable error) {
            onLoop(() -> lose(this, "the connection failed: " + error));
        }

        private void opened(WebSocket opened) {
            socket = opened;
            if (connection != this) {
                // Closed or kicked while it was opening.
                abort();
                completeIfClosed();
                return;
            }
            openedAt = shared.ticker().getAsLong();
            lastHeard = openedAt;
            readingSince = openedAt;
            become(SessionState.LOGGING_IN);
            send(FrameEncoder.login(token));
            socket.request(MESSAGES_ASKED_FOR);
            expectAnswer(shared.timings().connect(), () -> !isLive, () -> lose(this, "LOGIN was not answered"));
            watchSilence(shared.timings().idle().toNanos());
        }

        private void notOpened(Throwable failure) {
            lose(this, "could not connect: " + failure);
            completeIfClosed();
        }

        private void received(String part, boolean last) {
            if (connection != this) {
                return;
            }
            heard();
            if (last && text.isEmpty() && !isTooLong) {
                takeMessage(part);
            } else {
                isTooLong |= text.length() + part.length() > FrameDecoder.MAX_FRAME_CHARS;
                if (!isTooLong) {
                    text.append(part);
                }
                if (last) {
                    takeJoined();
                }
            }
            askForMore();
        }

        private void takeJoined() {
            String joined = text.toString();
            text.setLength(0);
            if (isTooLong) {
                isTooLong = false;
                intake.takeUnreadable(
                        RejectReason.TOO_LONG,
                        "a message has at most " + FrameDecoder.MAX_FRAME_CHARS + " characters",
                        joined.getBytes(StandardCharsets.UTF_8));
            } else {
                takeMessage(joined);
            }
        }

        private void takeMessage(String message) {
            Frame frame = intake.take(message);
            if (frame instanceof Frame.Ping) {
                // Exactly as it came: it may carry fields of its own.
                echoes.addLast(message);
                flush();
            }
            handle(this, frame);
        }

        private void receivedBinary(byte[] bytes) {
            if (connection == this) {
                heard();
                intake.takeUnreadable(RejectReason.BINARY, "Kiwoom speaks text", bytes);
                askForMore();
            }
        }

        /** To be called for each part of a message. */
        private void askForMore() {
            if (connection == this) {
                owed++;
                ask();
            }
        }

        private void ask() {
            isHeld = shared.buffer().isFull();
            if (!isHeld) {
                socket.request(owed);
                owed = 0;
            }
        }

        private void heard() {
            lastHeard = shared.ticker().getAsLong();
            lastFrameAt = shared.clock().millis();
        }

        /** False if it was read all the time. */
        private boolean resume() {
            if (!isHeld) {
                return false;
            }
            // Silence was ours, not the server's. Yet it may have given up meanwhile, and then nothing would tell us: a
            // connection that was cut while nobody read it can look open for ever, behind what it had still sent.
            lastHeard = shared.ticker().getAsLong();
            readingSince = lastHeard;
            wasHeld = true;
            ask();
            watchSilence(shared.timings().resumed().toNanos());
            return true;
        }

        /** Time during which nothing was read does not count against the server. */
        private void expectAnswer(Duration patience, BooleanSupplier isMissing, Runnable giveUp) {
            awaitAnswer(shared.ticker().getAsLong(), patience.toNanos(), patience.toNanos(), isMissing, giveUp);
        }

        private void awaitAnswer(long askedAt, long patience, long pause, BooleanSupplier isMissing, Runnable giveUp) {
            later(
                    () -> {
                        if (connection != this || !isMissing.getAsBoolean()) {
                            return;
                        }
                        long now = shared.ticker().getAsLong();
                        long waited = isHeld ? 0 : Math.min(now - askedAt, now - readingSince);
                        if (waited >= patience) {
                            giveUp.run();
                        } else {
                            awaitAnswer(askedAt, patience, patience - waited, isMissing, giveUp);
                        }
                    },
                    pause);
        }

        /** One check at a time: a new one takes the place of that before. */
        private void watchSilence(long pause) {
            long thisWatch = ++watch;
            later(
                    () -> {
                        if (connection != this || watch != thisWatch) {
                            return;
                        }
                        Duration idle = shared.timings().idle();
                        Duration most = wasHeld ? shorter(idle, shared.timings().resumed()) : idle;
                        long silence = isHeld ? 0 : shared.ticker().getAsLong() - lastHeard;
                        if (silence >= most.toNanos()) {
                            lose(this, "nothing was heard for " + most);
                        } else {
                            watchSilence(most.toNanos() - silence);
                        }
                    },
                    pause);
        }

        private static Duration shorter(Duration a, Duration b) {
            return a.compareTo(b) <= 0 ? a : b;
        }

        private void send(String message) {
            outbound.addLast(message);
            flush();
        }

        /** The WebSocket takes one message at a time. */
        private void flush() {
            ArrayDeque<String> waiting = echoes.isEmpty() ? outbound : echoes;
            if (isSending || isAborted || waiting.isEmpty()) {
                return;
            }
            isSending = true;
            socket.sendText(waiting.removeFirst(), true)
                    .whenComplete((sent, failure) -> onLoop(() -> {
                        isSending = false;
                        if (failure == null) {
                            flush();
                        } else {
                            lose(this, "sending failed: " + failure);
                        }
                    }));
        }

        private void abort() {
            isAborted = true;
            echoes.clear();
            outbound.clear();
            if (socket != null) {
                free(socket);
            }
        }

        private void free(WebSocket freed) {
            freed.abort();
            sockets.remove(freed);
        }

        /** Ends with {@code closed}; a connection that is still opening ends it when it has opened or failed. */
        private void closeGracefully() {
            isAborted = true;
            if (socket != null && isSending) {
                abort();
                completeIfClosed();
            } else if (socket != null) {
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                        .whenComplete((sent, failure) -> onLoop(() -> {
                            free(socket);
                            completeIfClosed();
                        }));
            }
        }

        private void completeIfClosed() {
            if (state == SessionState.CLOSED) {
                closed.complete(null);
            }
        }
    }
}
