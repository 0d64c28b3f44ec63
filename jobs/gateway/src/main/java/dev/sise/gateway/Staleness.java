package dev.sise.gateway;

import java.util.Locale;

/** Why a price on the screen may no longer be the last one. */
enum Staleness {
    /** What brings prices in does not serve the ticker. */
    SOURCE_DOWN,
    /** This gateway has no connection to Redis. */
    CACHE_DOWN;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The word in messages to clients. */
    String code() {
        return code;
    }
}
