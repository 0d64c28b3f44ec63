package dev.sise.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sise.gateway.InstrumentList.Listing;
import dev.sise.gateway.ServerFrames.NoPriceReason;
import dev.sise.market.InstrumentClass;
import dev.sise.market.KrxCalendar;
import dev.sise.market.KrxSession;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MarketClock;
import dev.sise.market.MarketStatus;
import dev.sise.market.NoPrice;
import dev.sise.market.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What stands in for the price of a ticker that has none. Any thread. */
final class StandIns {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+09:00'");
    /** So long after the market opened the first polls must have been answered. */
    private static final Duration OPENING = Duration.ofMinutes(1);

    private static final BigDecimal NO_CHANGE_RATE = new BigDecimal("0.00");

    private final InstrumentList instruments;
    private final KrxCalendar calendar;
    private final MarketClock clock;

    StandIns(InstrumentList instruments, KrxCalendar calendar, MarketClock clock) {
        this.instruments = instruments;
        this.calendar = calendar;
        this.clock = clock;
    }

    /** Whether the market of the ticker's class is open and was a minute ago. */
    boolean isInHours(Ticker ticker) {
        InstrumentClass instrumentClass = instruments.classOf(ticker);
        LocalDateTime now = clock.now();
        return calendar.status(instrumentClass, now) != MarketStatus.CLOSED
                && calendar.status(instrumentClass, now.minus(OPENING)) != MarketStatus.CLOSED;
    }

    /**
     * The close that the list of instruments has, as the price of a ticker: {@code "is_realtime":false,"source":"close"}, epoch and seq 0, so that
     * every real price replaces it. {@code timestamp} is the regular close of the session before the list was written, which is what the list
     * states, and {@code as_of} when that was. Of what was delisted the list keeps the close that it told last, and nothing tells of which day
     * that is: then there is no {@code timestamp}. Empty if the list has no close.
     */
    Optional<PriceValue> lastClose(Ticker ticker) {
        return instruments
                .find(ticker)
                .filter(listing -> listing.instrument().lastClose() > 0)
                .map(listing -> PriceValue.read(ticker, write(listing)));
    }

    /**
     * Says why there is no price, as a frame.
     *
     * @param mark what the broker answered, or null
     * @param staleness what is wrong with the ticker's source, or null
     * @param waited how long the ticker had time, or null if the broker's answer ended the waiting
     */
    String noPrice(Ticker ticker, NoPrice mark, Staleness staleness, Duration waited) {
        boolean isDelisted = instruments.isDelisted(ticker);
        if (mark != null && wordOf(ticker, mark) == NoPrice.NOT_TRADED) {
            return ServerFrames.noPrice(
                    ticker,
                    NoPriceReason.NOT_TRADED,
                    "the broker has no price of " + ticker + "; it will be shown when it trades");
        }
        if (isDelisted) {
            return ServerFrames.noPrice(
                    ticker, NoPriceReason.UNKNOWN_TICKER, ticker + " is no longer listed, and there is no close of it");
        }
        if (mark != null) {
            return ServerFrames.noPrice(ticker, NoPriceReason.UNKNOWN_TICKER, "the broker does not know " + ticker);
        }
        String begin = "no price of " + ticker + " arrived within " + waited.toMillis() + " ms; ";
        if (staleness != null) {
            return ServerFrames.noPrice(
                    ticker,
                    NoPriceReason.SOURCE_DOWN,
                    begin
                            + switch (staleness) {
                                case SOURCE_DOWN -> "its source is down, it will be shown when that is back";
                                case CACHE_DOWN -> "the cache is down, it will be shown when that is back";
                            });
        }
        return instruments.lacks(ticker)
                ? ServerFrames.noPrice(
                        ticker, NoPriceReason.UNKNOWN_TICKER, begin + "the list of instruments does not have it either")
                : ServerFrames.noPrice(ticker, NoPriceReason.TIMEOUT, begin + "it will be shown when it comes");
    }

    /** What the broker's word means, given the list: it has no price of what is listed, and does not know the rest. */
    NoPrice wordOf(Ticker ticker, NoPrice mark) {
        boolean isListed = instruments.find(ticker).isPresent() && !instruments.isDelisted(ticker);
        return isListed ? NoPrice.NOT_TRADED : mark;
    }

    private byte[] write(Listing listing) {
        ListedInstrument instrument = listing.instrument();
        LocalDateTime writtenAt = clock.marketTime(listing.writtenAt());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", 1);
            json.writeStringField("ticker", instrument.ticker().code());
            json.writeNumberField("price", instrument.lastClose());
            // Against the previous regular close, which this is.
            json.writeNumberField("change", 0);
            json.writeNumberField("change_rate", NO_CHANGE_RATE);
            json.writeNumberField("volume", 0);
            if (instrument.status() != ListedInstrument.Status.DELISTED) {
                json.writeStringField("timestamp", SECONDS.format(closeBefore(writtenAt.toLocalDate())));
            }
            json.writeStringField("as_of", PriceValue.asOf(writtenAt));
            json.writeBooleanField("is_realtime", false);
            json.writeBooleanField("is_polling", false);
            json.writeBooleanField("is_elw", instrument.instrumentClass().isElw());
            json.writeStringField("status", status(instrument).code());
            json.writeNumberField("epoch", 0);
            json.writeNumberField("seq", 0);
            json.writeStringField("source", "close");
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A byte array cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private LocalDateTime closeBefore(LocalDate day) {
        KrxSession session = calendar.previousSession(day);
        return session.date().atTime(session.regularClose());
    }

    private MarketStatus status(ListedInstrument instrument) {
        return switch (instrument.status()) {
            case LISTED -> calendar.status(instrument.instrumentClass(), clock.now());
            case HALTED -> MarketStatus.HALTED;
            case DELISTED -> MarketStatus.DELISTED;
        };
    }
}
