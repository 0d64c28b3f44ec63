package dev.sise.market;

import java.nio.charset.StandardCharsets;

/**
 * Ticker codes as numbers of 48 bits, one byte a character, and back. Codes that are read again and again come back as one and the same
 * String, so that the state and the maps of a job find them by identity and nothing is allocated per tick.
 *
 * <p>Any thread: a slot holds an immutable String that is compared before it is used, so a race costs a new String and nothing else.
 */
final class TickerCodes {
    /** Several times the market's 7,200 codes; two that meet in one slot only replace each other. */
    private static final int SLOTS = 1 << 15;

    private static final String[] KNOWN = new String[SLOTS];

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
        int slot = (int) (packed * 0x9E37_79B9_7F4A_7C15L >>> 49);
        String known = KNOWN[slot];
        if (known != null && pack(known) == packed) {
            return known;
        }
        byte[] characters = new byte[Tick.TICKER_LENGTH];
        for (int i = 0; i < Tick.TICKER_LENGTH; i++) {
            characters[i] = (byte) (packed >>> 8 * i);
        }
        String code = new String(characters, StandardCharsets.ISO_8859_1);
        KNOWN[slot] = code;
        return code;
    }
}
