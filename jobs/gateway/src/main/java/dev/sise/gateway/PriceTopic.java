package dev.sise.gateway;

import dev.sise.gateway.http.Shown;
import dev.sise.market.Ticker;
import dev.sise.market.Venue;

/** Reads the topics of prices that clients ask for, {@code price:<ticker>}. */
final class PriceTopic {
    /** Begins topics, channels and cache keys of prices. */
    static final String PREFIX = "price:";

    private PriceTopic() {}

    /** What became of a topic's name. */
    sealed interface Parsed {}

    /** A topic that is served. */
    record Accepted(Ticker ticker) implements Parsed {}

    /** One that is not, with the reason and a sentence with the rule and the value. */
    record Refused(TopicRefusal reason, String message) implements Parsed {}

    static Parsed parse(String topic) {
        if (!topic.startsWith(PREFIX)) {
            return new Refused(
                    TopicRefusal.UNKNOWN_TOPIC,
                    "a topic is price:<ticker>, such as price:005930, or signals; this one is " + Shown.of(topic));
        }
        return parseCode(topic.substring(PREFIX.length()));
    }

    /** The same for the code alone. */
    static Parsed parseCode(String code) {
        Ticker.Parsed parsed = Ticker.parse(code);
        if (parsed instanceof Ticker.Refused refused) {
            return new Refused(TopicRefusal.of(refused.refusal()), refused.message());
        }
        Ticker.Accepted accepted = (Ticker.Accepted) parsed;
        if (accepted.venue() != Venue.KRX) {
            return new Refused(
                    TopicRefusal.VENUE_NOT_SERVED,
                    "prices are those of the exchange itself; ask for " + name(accepted.ticker()) + " instead of "
                            + Shown.of(PREFIX + code));
        }
        return new Accepted(accepted.ticker());
    }

    /** The topic of a ticker, which is also its key and its channel in Redis. */
    static String name(Ticker ticker) {
        return PREFIX + ticker.code();
    }

    /** The ticker of a name that {@link #name} made. */
    static Ticker tickerOf(String name) {
        return Ticker.of(name.substring(PREFIX.length()));
    }
}
