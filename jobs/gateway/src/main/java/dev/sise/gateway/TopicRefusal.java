package dev.sise.gateway;

import dev.sise.market.Refusal;
import java.util.Locale;

/** Why a topic is refused. */
enum TopicRefusal {
    /** It is none of those that there are. */
    UNKNOWN_TOPIC,
    /** A ticker of another venue than the exchange itself. */
    VENUE_NOT_SERVED,
    /** The connection holds as many as it may. */
    TOO_MANY_TOPICS,
    /** There is no database that has signals. */
    SIGNALS_OFF,
    /** No ticker, as {@link Refusal} has it; so are the others. */
    EMPTY,
    K_OTC,
    LENGTH,
    CHARACTERS,
    NO_DIGIT;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The word in messages to clients. */
    String code() {
        return code;
    }

    static TopicRefusal of(Refusal refusal) {
        return switch (refusal) {
            case EMPTY -> EMPTY;
            case K_OTC -> K_OTC;
            case LENGTH -> LENGTH;
            case CHARACTERS -> CHARACTERS;
            case NO_DIGIT -> NO_DIGIT;
        };
    }
}
