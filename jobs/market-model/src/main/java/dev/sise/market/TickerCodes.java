package dev.sise.market;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * Ticker codes as numbers of 48 bits, one byte a character, and back. Codes that are read again and again come back as one and the same
 * String, so that the state and the maps of a job find them by identity and nothing is allocated per tick.
 *
 * <p>Any thread. A place in the table is filled once and never changed: the String first, then the number that makes it visible. Codes that
 * find no place, which takes several times as many as the market has, come back as a new String each time.
 */
final class TickerCodes {
    /** Twice the market's 7,200 codes. */
    private static final int SLOTS = 1 << 14;
    /** A code is looked for in this many places. */
    private static final int PROBES = 8;

    private static final VarHandle PACKED_ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /** 0, the number of no code, marks a free place. */
    private static final long[] PACKED = new long[SLOTS + PROBES];

    private static final String[] CODES = new String[SLOTS + PROBES];

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
        for (int i = first; i < first + PROBES; i++) {
            long known = (long) PACKED_ELEMENT.getAcquire(PACKED, i);
            if (known == packed) {
                return CODES[i];
            }
            if (known == 0) {
                break;
            }
        }
        return add(packed, first);
    }

    private static synchronized String add(long packed, int first) {
        for (int i = first; i < first + PROBES; i++) {
            if (PACKED[i] == packed) {
                return CODES[i];
            }
            if (PACKED[i] == 0) {
                CODES[i] = toCode(packed);
                PACKED_ELEMENT.setRelease(PACKED, i, packed);
                return CODES[i];
            }
        }
        return toCode(packed);
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
