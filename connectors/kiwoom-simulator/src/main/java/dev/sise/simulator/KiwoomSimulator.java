package dev.sise.simulator;

import dev.sise.simulator.ControlMessages.SystemNotice;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on 127.0.0.1 that speaks Kiwoom's REST and WebSocket protocol with Kiwoom's limits, fed by a seeded random-walk
 * market or by recorded frames. What it does follows the protocol notes alone and knows nothing of any client.
 *
 * <p>All methods may be called from any thread but the server's own. Everything the server does happens on one thread, and
 * a method returns when that thread has done its part, so a look at the state after {@link #messagesPerSecond(int)
 * messagesPerSecond(0)} no longer changes. After {@link #close()} every method but {@code close} and the two addresses
 * throws {@link IllegalStateException}.
 */
public final class KiwoomSimulator implements AutoCloseable {

    /** The zone of the market's clock, of FID 20 and of {@code expires_dt}. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    /** Highest rate of the synthetic market in messages per second. */
    public static final int MAX_MESSAGES_PER_SECOND = 100_000;

    /** How long a lasting fault lasts that {@link #inject} causes, real time. */
    public static final Duration FAULT_LENGTH = Duration.ofSeconds(10);

    static final String WEB_SOCKET_PATH = "/api/dostk/websocket";

    private static final String READY_PATH = "/readyz";
    private static final String READY =
            "{\"status\":\"ready\",\"means\":\"it takes REST calls and sessions; a fault that it plays does not count\"}";

    private static final Logger LOG = LoggerFactory.getLogger(KiwoomSimulator.class);
    private static final String HOST = "127.0.0.1";
    private static final long MARKET_TIMER_MILLIS = 10;
    private static final long ANSWER_SECONDS = 30;
    private static final Duration SLOW_ANSWER = Duration.ofSeconds(2);
    private static final int DUPLICATED_FRAMES = 100;
    private static final int GARBAGE_FRAMES = 3;
    private static final int MESSAGES_BETWEEN_LOOKS = 64;
    private static final long MAX_MARKET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final String[] GARBAGE = {
        "{\"trnm\":\"REAL\",\"data\":[{\"type\":\"0B\",\"item\":\"005930\",\"values\":{\"10\":\"-3165",
        "\u0000\u0001\u0002 not JSON",
        "{\"trnm\":\"REAL\",\"data\":[{\"type\":\"0B\",\"item\":\"005930\",\"values\":{\"20\":\"xx\",\"10\":\"\",\"13\":\"-\"}}]}",
        "[]",
        "{\"trnm\":\"REAL\",\"data\":{}}"
    };
    private static final long NEW_LISTING_SHARES = 10_000_000;

    private final SimulatorSettings settings;
    private final Vertx vertx;
    private final Context thread;
    private final HttpServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private final Tokens tokens;
    private final TrafficLog log;
    private final Market market;
    private final Histories histories;
    private final MarketPace pace;
    private final Feed feed;
    private final RestFaults restFaults = new RestFaults();
    private final RestApi rest;
    private final MarketAnnouncements announcements;
    private final List<FramePlayback> playbacks = new ArrayList<>();
    private long messages;

    private KiwoomSimulator(SimulatorSettings settings) {
        this.settings = settings;
        this.tokens = new Tokens(settings.marketClock());
        this.log = new TrafficLog(Clock.systemUTC());
        this.market = new Market(
                instruments(settings, marketTime().toLocalDate()),
                settings.seed(),
                marketTime(),
                settings.interruptions());
        this.histories = new Histories(market, settings.seed());
        this.announcements = new MarketAnnouncements(marketTime());
        this.pace = new MarketPace(settings.messagesPerSecond(), System.nanoTime());
        this.rest = new RestApi(
                settings.secretKeys(),
                settings.callsPerSecond(),
                tokens,
                List.of(
                        new WatchList(market, settings.marketClock()),
                        new StockList(market, settings.marketClock()),
                        new DailyCandles(market, histories, settings.marketClock(), restFaults),
                        new InvestorFlows(market, histories, settings.marketClock(), restFaults)),
                restFaults,
                System::nanoTime);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.thread = vertx.getOrCreateContext();
        this.feed = new Feed(vertx, settings, tokens, log, this::marketTime);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(HOST)
                        .setPort(settings.port())
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false))
                .webSocketHandshakeHandler(KiwoomSimulator::handshake)
                .webSocketHandler(feed::connected)
                .requestHandler(this::serve);
    }

    private static List<Instrument> instruments(SimulatorSettings settings, LocalDate today) {
        return switch (settings.market()) {
            case SMALL -> InstrumentList.of(settings.tickers(), settings.seed(), today);
            case WHOLE -> WholeMarketList.of(settings.seed(), today);
        };
    }

    /** A builder with an app key {@code simulator-app-key} and a secret key {@code simulator-secret-key} by default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The base of the REST API, {@code http://127.0.0.1:port}. */
    public URI restUri() {
        return URI.create("http://" + HOST + ":" + server.actualPort());
    }

    /** The address of the feed, {@code ws://127.0.0.1:port/api/dostk/websocket}. */
    public URI webSocketUri() {
        return URI.create("ws://" + HOST + ":" + server.actualPort() + WEB_SOCKET_PATH);
    }

    /**
     * Changes the rate of the synthetic market at once. A message is one step of the market and becomes at most one frame
     * per session; steps in tickers that nobody has registered move the market and send nothing.
     *
     * @param messagesPerSecond 0 (the market stands) to {@value #MAX_MESSAGES_PER_SECOND}, in total
     */
    public void messagesPerSecond(int messagesPerSecond) {
        Builder.checkRate(messagesPerSecond);
        call(() -> {
            pace.change(messagesPerSecond, System.nanoTime());
            return null;
        });
    }

    /**
     * Sends a REAL frame byte for byte to every session that has registered each of its rows' item and type. The synthetic
     * market does not notice.
     *
     * @return how many sessions it went to
     * @throws IllegalArgumentException when {@code frame} is not a REAL frame with rows; {@link #sendRaw} sends anything
     */
    public int push(String frame) {
        RecordedFrames.Frame parsed = RecordedFrames.parse(frame);
        return call(() -> feed.sendRecorded(parsed));
    }

    /**
     * Pushes the REAL frames of captured messages, file after file, as fast as they can be written. A file holds one frame, one
     * frame per line, or a JSON array of messages, of which all but the REAL ones are left out.
     *
     * @return how many frames reached at least one session
     * @throws IllegalArgumentException when a file is not JSON; nothing has been sent then
     * @throws UncheckedIOException when a file cannot be read; nothing has been sent then
     */
    public int replay(Path... files) {
        List<RecordedFrames.Frame> frames = new ArrayList<>();
        for (Path file : files) {
            try {
                frames.addAll(RecordedFrames.read(file));
            } catch (IOException unreadable) {
                throw new UncheckedIOException("recording " + file + " could not be read", unreadable);
            }
        }
        return call(() -> (int)
                frames.stream().filter(frame -> feed.sendRecorded(frame) > 0).count());
    }

    /**
     * Replays the rotating files of a frame recorder, with the spacing they were recorded with, to the sessions that have
     * registered each row's item and type, whatever app key recorded them. A line of {@code frames-<UTC>.tsv} is UTC
     * milliseconds, tab, app key id, tab, frame; messages other than REAL are left out.
     *
     * @param recording the recorder's folder, whose files are replayed in the order of their names, or one file
     * @param speed 2 replays in half the time, {@link Double#POSITIVE_INFINITY} as fast as possible; positive
     * @return completes at the end with the number of frames that reached at least one session, exceptionally when a file
     *     cannot be read or the simulator is closed
     * @throws UncheckedIOException when the folder cannot be read
     */
    public CompletableFuture<Integer> replay(Path recording, double speed) {
        Builder.check(speed > 0, "speed must be more than 0", speed);
        List<Path> files;
        try {
            files = FramePlayback.files(recording);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("recording " + recording + " could not be read", unreadable);
        }
        return call(() -> {
            FramePlayback playback = new FramePlayback(vertx, files, speed, frame -> feed.sendRecorded(frame) > 0);
            playbacks.removeIf(former -> former.done().isDone());
            playbacks.add(playback);
            playback.start();
            return playback.done();
        });
    }

    /** The items the app key's session has registered, as it wrote them; empty without a session. */
    public Set<String> registered(String appKey) {
        return call(() -> feed.session(appKey)
                .map(session -> session.registrations().items())
                .orElse(Set.of()));
    }

    /** How many sessions are logged in. */
    public int sessions() {
        return call(() -> feed.sessions().size());
    }

    /** The codes the synthetic market lists on the market clock's day, busiest first. */
    public List<String> tickers() {
        return call(() -> {
            LocalDate today = marketTime().toLocalDate();
            return market.states().stream()
                    .filter(state -> state.isListed(today))
                    .map(TickerState::code)
                    .toList();
        });
    }

    /**
     * Whether the feed carries a ticker. One that it does not carry can be registered and stays silent; REST serves it. By
     * default that is all of K-OTC and, in the {@link SyntheticMarket#WHOLE whole market}, a quarter of the ELW.
     *
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public boolean isCarriedOnFeed(String ticker) {
        return call(() -> state(ticker).isCarried());
    }

    /**
     * From now on the feed carries a ticker or no longer does; its trading goes on either way.
     *
     * @throws IllegalArgumentException when the market has no such ticker, or the ticker is of K-OTC, which has no feed
     */
    public void carryOnFeed(String ticker, boolean carried) {
        call(() -> {
            TickerState state = state(ticker);
            if (carried && state.instrument().kind() == InstrumentKind.OTC) {
                throw new IllegalArgumentException("K-OTC has no feed, so " + ticker + " cannot be carried on it");
            }
            state.carry(carried);
            return null;
        });
    }

    /**
     * Suspends the trading of a ticker (거래정지): no trades, and ka10099 says so. The feed says nothing.
     *
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public void halt(String ticker) {
        call(() -> {
            state(ticker).halt(true);
            return null;
        });
    }

    /**
     * Ends the suspension of a ticker's trading.
     *
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public void resume(String ticker) {
        call(() -> {
            state(ticker).halt(false);
            return null;
        });
    }

    /**
     * Takes a ticker off the list at once: ka10099 leaves it out, ka10095 answers a row of empty strings, the feed is
     * silent. A warrant past its expiry is treated the same.
     *
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public void delist(String ticker) {
        call(() -> {
            state(ticker).delist();
            return null;
        });
    }

    /**
     * Lists a new instrument on the market clock's day, the least busy of all. It is listed where its kind usually is,
     * stocks on KOSPI and a SPAC on KOSDAQ; a warrant becomes a call on the busiest stock.
     *
     * @param code six digits and capitals, not listed today
     * @param name ignored for a warrant, whose name follows from its code
     * @param previousClose in won, cut to the tick grid; a warrant's terms are made to fit it
     * @throws IllegalArgumentException when the code or the price is not like that
     */
    public void list(String code, String name, InstrumentKind kind, long previousClose) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Builder.check(code.matches("[0-9A-Z]{6}"), "a code is six digits and capitals", code);
        Builder.check(
                previousClose >= TickTable.tickAt(kind, 0), "previousClose must be one tick or more", previousClose);
        call(() -> {
            LocalDate today = marketTime().toLocalDate();
            Builder.check(market.findListed(code, today).isEmpty(), "a code to list must not be listed already", code);
            InstrumentRegister register = new InstrumentRegister(settings.seed(), today);
            if (kind == InstrumentKind.ELW) {
                Instrument busiest = market.states().get(0).instrument();
                register.addWarrant(code, busiest, true, previousClose, NEW_LISTING_SHARES, 1);
            } else {
                Board board = Board.usual(kind);
                String marketCode = InstrumentList.marketCode(kind, board);
                register.add(code, name, kind, board, marketCode, previousClose, NEW_LISTING_SHARES, 1);
            }
            market.list(register.get(0).withListedOn(today));
            return null;
        });
    }

    /**
     * Splits a stock (액면분할) on the market clock's day or, when that is no session, on the next: its price starts anew at the previous close
     * divided by {@code parts}, what was traded today is forgotten, and ka10081 adjusts everything before. Warrants on it are not changed.
     *
     * @param parts shares that one becomes, 2 to 1,000
     * @throws IllegalArgumentException when the market has no such ticker, it is a warrant, or it would cost less than ten ticks
     */
    public void split(String ticker, int parts) {
        Builder.check(parts >= 2 && parts <= 1_000, "parts must be 2 to 1000", parts);
        call(() -> {
            TickerState state = state(ticker);
            LocalDate today = marketTime().toLocalDate();
            InstrumentKind kind = state.instrument().kind();
            Builder.check(kind != InstrumentKind.ELW, "a warrant is not split", ticker);
            Builder.check(
                    state.previousClose(today) / parts >= 10 * TickTable.tickAt(kind, 0),
                    "a split must leave a price of ten ticks or more",
                    state.previousClose(today) + " won in " + parts);
            histories.split(state, parts, today);
            return null;
        });
    }

    /**
     * From now on ka10081 tells another close of a session, with the high and low widened where they do not hold it. Nothing else changes: ka10099's
     * {@code lastPrice}, for one, stays.
     *
     * @param close won, as it was paid; 1 or more
     * @throws IllegalArgumentException when the market has no such ticker or the ticker no such session
     */
    public void correctClose(String ticker, LocalDate day, long close) {
        Objects.requireNonNull(day, "day");
        Builder.check(close >= 1, "close must be 1 or more", close);
        call(() -> {
            histories.correctClose(state(ticker), day, close, marketTime());
            return null;
        });
    }

    /**
     * Fault: from now on ka10081 tells an open above the high of a session, as a captured answer does.
     *
     * @throws IllegalArgumentException when the market has no such ticker or the ticker no such session with trades
     */
    public void disorderCandle(String ticker, LocalDate day) {
        Objects.requireNonNull(day, "day");
        call(() -> {
            histories.disorder(state(ticker), day, marketTime());
            return null;
        });
    }

    /**
     * The newest trade of the synthetic market in a ticker, whether or not anybody was sent it.
     *
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public LastTrade lastTrade(String ticker) {
        return call(() -> {
            TickerState state = state(ticker);
            LocalDateTime time = state.tradedAt() != null
                    ? state.tradedAt()
                    : marketTime().toLocalDate().atStartOfDay();
            return new LastTrade(
                    ticker,
                    state.price(),
                    state.tradedAt() != null ? state.volume() : 0,
                    time.truncatedTo(ChronoUnit.SECONDS));
        });
    }

    /**
     * Messages the synthetic market has made since the start, whether or not anybody was sent them. It falls behind its rate
     * when the machine is too slow for it; this is how far it came.
     */
    public long messages() {
        return call(() -> messages);
    }

    /** The newest 10,000 REG and REMOVE messages with what was registered after each, oldest first. */
    public List<RegistrationEntry> registrations() {
        return call(log::registrations);
    }

    /** The newest 10,000 REST calls, oldest first. */
    public List<RestCallEntry> restCallLog() {
        return call(log::restCalls);
    }

    /** REAL frames written to the app key's sessions since the start, pushed and replayed ones included. */
    public long framesSent(String appKey) {
        return call(() -> log.framesSent(appKey));
    }

    /** REST calls since the start by api-id, refused ones included. */
    public Map<String, Integer> restCalls() {
        return call(rest::calls);
    }

    /** The newest 10,000 things seen and sent, oldest first; REAL frames are only counted. */
    public List<LogEntry> log() {
        return call(log::entries);
    }

    /**
     * Fault: ends the app key's session as a login from elsewhere would, with SYSTEM R10001 and close 1000 "Bye".
     *
     * @return whether there was a session
     */
    public boolean kick(String appKey) {
        return onSession(appKey, session -> session.end(SystemNotice.R10001));
    }

    /**
     * Fault: cuts the app key's connection without a close frame.
     *
     * @return whether there was a session
     */
    public boolean drop(String appKey) {
        return onSession(appKey, FeedSession::drop);
    }

    /**
     * Fault: the app key's session gets no further PING and is not closed for it.
     *
     * @return whether there was a session
     */
    public boolean stopPings(String appKey) {
        return onSession(appKey, FeedSession::stopPings);
    }

    /**
     * Fault: sends any text, garbage included, to the app key's session, whatever it has registered.
     *
     * @return whether there was a session
     */
    public boolean sendRaw(String appKey, String text) {
        Objects.requireNonNull(text, "text");
        return onSession(appKey, session -> session.send("RAW", text));
    }

    /**
     * Fault: from now on the app key's session, or the one that comes, gets no answer to LOGIN, REG and REMOVE. The requests
     * take effect as always; PINGs and REAL frames go on.
     */
    public void holdAnswers(String appKey) {
        Objects.requireNonNull(appKey, "appKey");
        call(() -> {
            feed.holdAnswers(appKey);
            return null;
        });
    }

    /** Ends {@link #holdAnswers}: a session that is still there gets the withheld answers in their order. */
    public void releaseAnswers(String appKey) {
        Objects.requireNonNull(appKey, "appKey");
        call(() -> {
            feed.releaseAnswers(appKey);
            return null;
        });
    }

    /**
     * Sends the app key's session its next PING at once; between {@link #holdAnswers} and {@link #releaseAnswers} it stands
     * between a request and its answer.
     *
     * @return whether there was a session
     */
    public boolean ping(String appKey) {
        return onSession(appKey, FeedSession::ping);
    }

    /**
     * Fault: for a time the app key's session is as good as dead: its frames are lost and neither PINGs nor answers are
     * sent. It stays open; what answers were due follow at the end, and then PINGs and frames.
     *
     * @param time real time, 1 ms and more
     * @return whether there was a session
     */
    public boolean stall(String appKey, Duration time) {
        Objects.requireNonNull(time, "time");
        return onSession(appKey, session -> session.stall(time));
    }

    /**
     * Fault: sends the app key's session frames that cannot be read, of five kinds in turn: cut off, no JSON, values that
     * are no numbers, an array, rows that are none.
     *
     * @return whether there was a session
     */
    public boolean garbage(String appKey, int frames) {
        return onSession(appKey, session -> garble(session, frames));
    }

    /**
     * Fault: the next REAL frames of the app key's session are sent twice, one right after the other.
     *
     * @param frames 0 ends it
     * @return whether there was a session
     */
    public boolean duplicateFrames(String appKey, int frames) {
        return onSession(appKey, session -> session.duplicateFrames(frames));
    }

    /**
     * Fault: for a time every REST call, those for tokens too, is answered with 429 and 1700.
     *
     * @param time real time from now, zero ends it
     */
    public void rateLimitStorm(Duration time) {
        Objects.requireNonNull(time, "time");
        call(() -> {
            restFaults.storm(time, System.nanoTime());
            return null;
        });
    }

    /**
     * Fault: for a time no REST call is answered. The feed goes on.
     *
     * @param time real time from now, zero ends it
     */
    public void restOutage(Duration time, RestOutage kind) {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(kind, "kind");
        call(() -> {
            restFaults.outage(time, kind, System.nanoTime());
            return null;
        });
    }

    /**
     * Fault: for a time every REST call waits before it is looked at.
     *
     * @param delay of each call, zero ends it
     * @param time real time from now
     */
    public void slowAnswers(Duration delay, Duration time) {
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(time, "time");
        call(() -> {
            restFaults.delay(delay, time, System.nanoTime());
            return null;
        });
    }

    /**
     * Fault: for a time every field of ka10059 but the day is empty, as it was for five minutes on 2026-09-22.
     *
     * @param time real time from now, zero ends it
     */
    public void blankFlows(Duration time) {
        Objects.requireNonNull(time, "time");
        call(() -> {
            restFaults.blankFlows(time, System.nanoTime());
            return null;
        });
    }

    /**
     * Fault: for a time every field of ka10081 but the day is empty. Nobody is known to have met it; it is what ka10059 did, and an
     * empty text is an absent value in any answer.
     *
     * @param from the oldest day that is blank; {@link LocalDate#MIN} blanks whole histories
     * @param time real time from now, zero ends it
     */
    public void blankCandles(LocalDate from, Duration time) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(time, "time");
        call(() -> {
            restFaults.blankCandles(from, time, System.nanoTime());
            return null;
        });
    }

    /** Causes a fault on every session or on REST as a whole; a single session's are the methods above. */
    public void inject(Fault fault) {
        Objects.requireNonNull(fault, "fault");
        call(() -> {
            cause(fault);
            return null;
        });
    }

    /**
     * Begins a volatility interruption (변동성완화장치, VI) of a ticker at its last price: 1h is sent, then 0H instead of trades,
     * and two minutes of market time later 1h again and the auction's trade. With a market clock that stands,
     * {@link #endInterruption} ends it.
     *
     * @return false when it is interrupted already or does not trade now
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public boolean interrupt(String ticker) {
        return call(() -> {
            boolean begun = market.interrupt(state(ticker), marketTime(), feed);
            feed.send();
            feed.flush();
            return begun;
        });
    }

    /**
     * Ends a ticker's interruption before its time.
     *
     * @return false when there is none
     * @throws IllegalArgumentException when the market has no such ticker
     */
    public boolean endInterruption(String ticker) {
        return call(() -> {
            boolean ended = market.release(state(ticker), marketTime(), feed);
            feed.send();
            feed.flush();
            return ended;
        });
    }

    /** Fault: no token issued so far is valid any longer. Live sessions stay; whether Kiwoom ends them is not known. */
    public void expireTokens() {
        call(() -> {
            tokens.expireAll();
            return null;
        });
    }

    /** Ends every connection and frees the port and the thread. A second call does nothing. */
    @Override
    public void close() {
        if (!closed.get()) {
            stopPlaybacks();
        }
        if (closed.compareAndSet(false, true)) {
            await(vertx.close().toCompletionStage().toCompletableFuture());
            LOG.info("{} simulator was closed", restUri());
        }
    }

    @Override
    public String toString() {
        return "KiwoomSimulator[" + settings + "]";
    }

    private void stopPlaybacks() {
        call(() -> {
            playbacks.forEach(FramePlayback::stop);
            return null;
        });
    }

    private void listen() throws IOException {
        CompletableFuture<HttpServer> bound = new CompletableFuture<>();
        thread.runOnContext(ignored -> {
            vertx.setPeriodic(MARKET_TIMER_MILLIS, id -> moveMarket());
            settings.faults().forEach((fault, period) -> vertx.setPeriodic(period.toMillis(), id -> cause(fault)));
            server.listen().onSuccess(bound::complete).onFailure(bound::completeExceptionally);
        });
        try {
            bound.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException notBound) {
            close();
            throw new IOException(
                    "port " + settings.port() + " of " + HOST + " could not be bound: "
                            + notBound.getCause().getMessage(),
                    notBound.getCause());
        } catch (TimeoutException silent) {
            close();
            throw new IOException("port " + settings.port() + " of " + HOST + " was not bound in time", silent);
        } catch (InterruptedException interrupted) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("the simulator was interrupted while starting", interrupted);
        }
        LOG.info("{} simulator was started: {}", restUri(), settings);
    }

    /**
     * Falls behind its rate rather than keep the thread from answering for long, or send what a session cannot take at once. A session that
     * does not read at all still gets some messages each time, so it is cut off in the end and holds up the others for seconds at most.
     */
    private void moveMarket() {
        LocalDateTime now = marketTime();
        announcements.due(now).forEach(feed::announce);
        long start = System.nanoTime();
        int due = pace.due(start);
        for (int made = 0; made < due; made++) {
            boolean looks = made > 0 && made % MESSAGES_BETWEEN_LOOKS == 0;
            if (looks && (System.nanoTime() - start > MAX_MARKET_NANOS || feed.isBehind())) {
                break;
            }
            market.message(now, feed);
            feed.send();
            messages++;
        }
        feed.flush();
    }

    private TickerState state(String ticker) {
        return market.find(ticker)
                .orElseThrow(() ->
                        new IllegalArgumentException("a ticker of the synthetic market is asked for, not " + ticker));
    }

    private LocalDateTime marketTime() {
        return LocalDateTime.ofInstant(settings.marketClock().instant(), ZONE);
    }

    private static void handshake(ServerWebSocketHandshake handshake) {
        if (WEB_SOCKET_PATH.equals(handshake.path())) {
            handshake.accept();
        } else {
            handshake.reject(404);
        }
    }

    private void serve(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET) && request.path().equals(READY_PATH)) {
            // No part of Kiwoom's protocol: faults do not reach it, and it is not recorded.
            request.response().putHeader("content-type", "application/json").end(READY);
            return;
        }
        request.body().onSuccess(body -> {
            Map<String, String> headers = new HashMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            RestApi.Request asked =
                    new RestApi.Request(request.method().name(), request.path(), headers, body.toString());
            String apiId = asked.path().startsWith("/oauth2/")
                    ? asked.path()
                    : asked.header("api-id").orElse("");
            log.received("", apiId, asked.path().startsWith("/oauth2/") ? "***" : asked.body());
            Duration delay = restFaults.delay(System.nanoTime());
            if (delay.isZero()) {
                answer(request, asked, apiId);
            } else {
                vertx.setTimer(Math.max(1, delay.toMillis()), id -> answer(request, asked, apiId));
            }
        });
    }

    private void answer(HttpServerRequest request, RestApi.Request asked, String apiId) {
        Optional<RestOutage> outage = restFaults.outage(System.nanoTime());
        if (outage.isPresent()) {
            log.restCall(rest.caller(asked), RestApi.apiId(asked), codes(asked), refuse(request, outage.get()));
            log.sent("", apiId, outage.get().name());
            return;
        }
        // Asked before the answer: a call for a token or its end changes whom a token names.
        String caller = rest.caller(asked);
        RestApi.Answer answer = rest.answer(asked);
        log.restCall(caller, RestApi.apiId(asked), codes(asked), answer.status());
        log.sent("", apiId, answer.summary());
        request.response().setStatusCode(answer.status());
        answer.headers().forEach(request.response()::putHeader);
        request.response().end(answer.body());
    }

    /** Returns the HTTP status, 0 for none. */
    private static int refuse(HttpServerRequest request, RestOutage outage) {
        return switch (outage) {
            case SERVER_ERROR -> {
                request.response()
                        .setStatusCode(503)
                        .putHeader("content-type", "text/html")
                        .end("<html><body>Service Unavailable</body></html>");
                yield 503;
            }
            case CUT -> {
                request.connection().close();
                yield 0;
            }
        };
    }

    private static int codes(RestApi.Request asked) {
        return RestApi.apiId(asked).equals("ka10095")
                ? Json.readObject(asked.body())
                        .flatMap(body -> Json.text(body, "stk_cd"))
                        .map(codes -> codes.split("\\|", -1).length)
                        .orElse(0)
                : 0;
    }

    /** A fault on every session or on REST as a whole; on the feed's thread. */
    private void cause(Fault fault) {
        long now = System.nanoTime();
        LOG.info("{} fault was caused: {}", settings.port(), fault);
        switch (fault) {
            case DROP -> feed.sessions().forEach(FeedSession::drop);
            case STALL -> feed.sessions().forEach(session -> session.stall(FAULT_LENGTH));
            case GARBAGE -> feed.sessions().forEach(session -> garble(session, GARBAGE_FRAMES));
            case DUPLICATE -> feed.sessions().forEach(session -> session.duplicateFrames(DUPLICATED_FRAMES));
            case KICK -> feed.sessions().forEach(session -> session.end(SystemNotice.R10001));
            case RATE_LIMIT_STORM -> restFaults.storm(FAULT_LENGTH, now);
            case TOKEN_EXPIRY -> tokens.expireAll();
            case REST_OUTAGE -> restFaults.outage(FAULT_LENGTH, RestOutage.SERVER_ERROR, now);
            case SLOW_ANSWERS -> restFaults.delay(SLOW_ANSWER, FAULT_LENGTH, now);
            case BLANK_FLOWS -> restFaults.blankFlows(FAULT_LENGTH, now);
            case BLANK_CANDLES -> restFaults.blankCandles(LocalDate.MIN, FAULT_LENGTH, now);
        }
    }

    private static void garble(FeedSession session, int frames) {
        for (int frame = 0; frame < frames; frame++) {
            session.send("RAW", GARBAGE[frame % GARBAGE.length]);
        }
    }

    private boolean onSession(String appKey, Consumer<FeedSession> action) {
        return call(() -> {
            Optional<FeedSession> session = feed.session(appKey);
            session.ifPresent(action);
            return session.isPresent();
        });
    }

    private <T> T call(Supplier<T> action) {
        if (closed.get()) {
            throw new IllegalStateException("the simulator is closed");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        thread.runOnContext(ignored -> {
            try {
                answer.complete(action.get());
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("the simulator failed", failed.getCause());
        } catch (TimeoutException silent) {
            throw new IllegalStateException("the simulator did not answer for " + ANSWER_SECONDS + " s", silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the simulator", interrupted);
        }
    }

    /** Settings of a simulator, each with a default; every setter refuses what is out of range. */
    public static final class Builder {

        private int port;
        private final Map<String, String> secretKeys = new LinkedHashMap<>();
        private Clock marketClock = Clock.system(ZONE);
        private long seed = 1;
        private SyntheticMarket market = SyntheticMarket.SMALL;
        private int tickers = 100;
        private Boolean interruptions;
        private final Map<Fault, Duration> faults = new EnumMap<>(Fault.class);
        private int messagesPerSecond = 100;
        private int callsPerSecond = 5;
        private Duration pingInterval = Duration.ofSeconds(10);
        private Duration loginTimeout = Duration.ofSeconds(10);

        private Builder() {}

        /** @param port 0 (a free one, the default) to 65535 */
        public Builder port(int port) {
            check(port >= 0 && port <= 65_535, "port must be 0 (a free one) to 65535", port);
            this.port = port;
            return this;
        }

        /** Adds an app key; called several times, each has its own session, tokens and limits. Neither may be blank. */
        public Builder appKey(String appKey, String secretKey) {
            check(appKey != null && !appKey.isBlank(), "an app key must not be blank", appKey);
            check(secretKey != null && !secretKey.isBlank(), "a secret key must not be blank", "***");
            secretKeys.put(appKey, secretKey);
            return this;
        }

        /**
         * The market's clock, the system's by default; read in {@link KiwoomSimulator#ZONE} whatever its own zone is. The
         * synthetic market trades on sessions 09:00 to 15:20 and, stocks only, 16:00 to 20:00; a clock with an offset or a
         * fixed one lets it stand there. Token life runs on it too.
         */
        public Builder marketClock(Clock marketClock) {
            this.marketClock = Objects.requireNonNull(marketClock, "marketClock");
            return this;
        }

        /** The same seed makes the same instruments and the same walk; 1 by default. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** The {@link SyntheticMarket#SMALL small} market by default. */
        public Builder market(SyntheticMarket market) {
            this.market = Objects.requireNonNull(market, "market");
            return this;
        }

        /** @param tickers 1 to 3,000 instruments of the small market, 100 by default; the whole market has its own number */
        public Builder tickers(int tickers) {
            check(
                    tickers >= 1 && tickers <= InstrumentList.MAX_COUNT,
                    "tickers must be 1 to " + InstrumentList.MAX_COUNT,
                    tickers);
            this.tickers = tickers;
            return this;
        }

        /**
         * Whether prices ten percent away from the last auction's set off volatility interruptions (VI). By default they do
         * in the whole market and do not in the small one: with a clock that stands they would never end.
         */
        public Builder interruptions(boolean interruptions) {
            this.interruptions = interruptions;
            return this;
        }

        /**
         * Causes a fault again and again, first after one period; see {@link KiwoomSimulator#inject}. None by default.
         *
         * @param period real time, 10 ms and more
         */
        public Builder faultEvery(Fault fault, Duration period) {
            Objects.requireNonNull(fault, "fault");
            checkDuration(period, "period");
            faults.put(fault, period);
            return this;
        }

        /** @param messagesPerSecond 0 (the market stands) to 100,000 in total, 100 by default */
        public Builder messagesPerSecond(int messagesPerSecond) {
            checkRate(messagesPerSecond);
            this.messagesPerSecond = messagesPerSecond;
            return this;
        }

        /** @param callsPerSecond REST calls per app key and data TR, 1 to 10,000, 5 by default; au10001 always allows 1 */
        public Builder callsPerSecond(int callsPerSecond) {
            check(callsPerSecond >= 1 && callsPerSecond <= 10_000, "callsPerSecond must be 1 to 10000", callsPerSecond);
            this.callsPerSecond = callsPerSecond;
            return this;
        }

        /** @param pingInterval 10 ms and more of real time, 10 s by default */
        public Builder pingInterval(Duration pingInterval) {
            checkDuration(pingInterval, "pingInterval");
            this.pingInterval = pingInterval;
            return this;
        }

        /** @param loginTimeout real time a connection has for its LOGIN, 10 ms and more, 10 s by default */
        public Builder loginTimeout(Duration loginTimeout) {
            checkDuration(loginTimeout, "loginTimeout");
            this.loginTimeout = loginTimeout;
            return this;
        }

        /**
         * Binds the port and starts the market.
         *
         * @throws UncheckedIOException when the port cannot be bound
         */
        public KiwoomSimulator start() {
            KiwoomSimulator simulator = new KiwoomSimulator(settings());
            try {
                simulator.listen();
            } catch (IOException notBound) {
                throw new UncheckedIOException(notBound.getMessage(), notBound);
            }
            return simulator;
        }

        SimulatorSettings settings() {
            Map<String, String> keys =
                    secretKeys.isEmpty() ? Map.of("simulator-app-key", "simulator-secret-key") : Map.copyOf(secretKeys);
            return new SimulatorSettings(
                    port,
                    keys,
                    marketClock,
                    seed,
                    market,
                    tickers,
                    interruptions != null ? interruptions : market == SyntheticMarket.WHOLE,
                    Map.copyOf(faults),
                    messagesPerSecond,
                    callsPerSecond,
                    pingInterval,
                    loginTimeout);
        }

        static void checkRate(int messagesPerSecond) {
            check(
                    messagesPerSecond >= 0 && messagesPerSecond <= MAX_MESSAGES_PER_SECOND,
                    "messagesPerSecond must be 0 (the market stands) to " + MAX_MESSAGES_PER_SECOND,
                    messagesPerSecond);
        }

        private static void checkDuration(Duration duration, String name) {
            Objects.requireNonNull(duration, name);
            check(duration.compareTo(Duration.ofMillis(10)) >= 0, name + " must be 10 ms or more", duration);
        }

        private static void check(boolean holds, String rule, Object value) {
            if (!holds) {
                throw new IllegalArgumentException(rule + ", but was " + value);
            }
        }
    }
}
