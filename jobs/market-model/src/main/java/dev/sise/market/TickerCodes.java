package dev.sise.market;

import java.nio.charset.StandardCharsets;

/**
 * Ticker codes as numbers of 48 bits, one byte a character, and back. Codes that are read again and again come back as one and the same
 * String, so that the state and the maps of a job find them by identity and nothing is allocated per tick.
 *
 * <p>Any thread: a slot holds an immutable String that is compared before it is used, so a race costs a new String and nothing else.
 */
final class TickerCodes {
    /** Several times the market's 7,200 codes. */
    private static final int SLOTS = 1 << 15;
    /** A code that finds all of these taken replaces the first. */
    private static final int PROBES = 4;

    private static final String[] KNOWN = new String[SLOTS + PROBES];

    private TickerCodes() {}

    /** The characters, the first one lowest; the upper 16 bits are zero. */
    static long pack(String code) {
        long packed = 0;
        for (int i = 0; i < Tick.TICKER_LENGTH; i++) {
            packed |= (long) (code.charAt(i) & 0xFF) << 8 * i;
        }
        return packed;
    }

    /** The code of a packed one. */
    static String unpack(long packed) {
        int first = slot(packed);
        for (int i = 0; i < PROBES; i++) {
            String known = KNOWN[first + i];
            if (known == null) {
                return KNOWN[first + i] = toCode(packed);
            }
            if (pack(known) == packed) {
                return known;
            }
        }
        return KNOWN[first] = toCode(packed);
    }

    /** Codes differ in a few decimal digits; all bits of the number are mixed before some are taken. */
    private static int slot(long packed) {
        long mixed = (packed ^ packed >>> 23) * 0x2127_599B_F432_5C37L;
        return (int) (mixed ^ mixed >>> 47) & SLOTS - 1;
    }

    private static String toCode(long packed) {
        byte[] characters = new byte[Tick.TICKER_LENGTH];
        for (int i = 0; i < Tick.TICKER_LENGTH; i++) {
            characters[i] = (byte) (packed >>> 8 * i);
        }
        return new String(characters, StandardCharsets.ISO_8859_1);
    }
}
