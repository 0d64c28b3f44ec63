package dev.sise.market;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Walks over JSON of known layout, eight bytes at a time: most of what a job reads it wrote itself, byte for byte. Whatever is not as
 * expected clears {@link #matches()} and makes the rest meaningless; a general parser then tells what is wrong. Not thread-safe.
 */
final class JsonCursor {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ZEROS = 0x3030_3030_3030_3030L;
    /** Lifts what is above 9 into the highest bit of its byte. */
    private static final long ABOVE_NINE = 0x7676_7676_7676_7676L;

    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
    };
    /** More than any real number has; longer ones are left to the general parser. */
    private static final int MAX_DIGITS = 18;

    private static final int DATE_LENGTH = 10;
    private static final int TIME_LENGTH = 8;
    private static final int COLONS = 0x3A - 0x30;
    /** A time without its digits. */
    private static final long TIME_SEPARATORS = (long) COLONS << 16 | (long) COLONS << 40;

    private static final long TIME_SEPARATOR_BYTES = 0x0000_FF00_00FF_0000L;

    private byte[] in;
    private int position;
    private boolean matches;

    private long lastDayHead;
    private long lastDayTail;
    private int lastDay;

    /** Text that has to stand somewhere. */
    record Literal(byte[] bytes, long[] words, long lastMask) {
        static Literal of(String text) {
            return of(JsonBytes.literal(text));
        }

        static Literal of(byte[] bytes) {
            int count = (bytes.length + 7) / 8;
            byte[] padded = Arrays.copyOf(bytes, count * 8);
            long[] words = new long[count];
            for (int i = 0; i < count; i++) {
                words[i] = (long) EIGHT_BYTES.get(padded, i * 8);
            }
            int inLast = bytes.length - (count - 1) * 8;
            return new Literal(bytes, words, -1L >>> 64 - 8 * inLast);
        }
    }

    void start(byte[] json) {
        in = json;
        position = 0;
        matches = true;
    }

    /** Whether all was as expected so far. */
    boolean matches() {
        return matches;
    }

    /** Whether all was as expected and nothing is left. */
    boolean endsHere() {
        return matches && position == in.length;
    }

    /** The byte at the cursor, -1 behind the end. */
    int peek() {
        return position < in.length ? in[position] : -1;
    }

    void expect(Literal literal) {
        int from = position;
        long[] words = literal.words();
        if (in.length - from < words.length * 8) {
            expectNearEnd(literal);
            return;
        }
        int last = words.length - 1;
        long difference = ((long) EIGHT_BYTES.get(in, from + last * 8) ^ words[last]) & literal.lastMask();
        for (int i = 0; i < last; i++) {
            difference |= (long) EIGHT_BYTES.get(in, from + i * 8) ^ words[i];
        }
        matches &= difference == 0;
        position = from + literal.bytes().length;
    }

    private void expectNearEnd(Literal literal) {
        byte[] bytes = literal.bytes();
        int to = position + bytes.length;
        matches &= to <= in.length && Arrays.equals(in, position, to, bytes, 0, bytes.length);
        position = Math.min(to, in.length);
    }

    /** The next six bytes as {@link TickerCodes} packs them. */
    long ticker() {
        if (in.length - position < 8) {
            matches = false;
            return 0;
        }
        long packed = (long) EIGHT_BYTES.get(in, position) & (1L << 8 * Tick.TICKER_LENGTH) - 1;
        position += Tick.TICKER_LENGTH;
        return packed;
    }

    /** A date {@code 2026-11-23} as days since 1970; the same date comes again and again. */
    int date() {
        int from = position;
        if (in.length - from < DATE_LENGTH) {
            matches = false;
            return 0;
        }
        long head = (long) EIGHT_BYTES.get(in, from);
        long tail = (long) EIGHT_BYTES.get(in, from + DATE_LENGTH - 8);
        position = from + DATE_LENGTH;
        if (head != lastDayHead || tail != lastDayTail) {
            int day = newDate(from);
            if (matches) {
                lastDay = day;
                lastDayHead = head;
                lastDayTail = tail;
            }
        }
        return lastDay;
    }

    private int newDate(int from) {
        matches &= in[from + 4] == '-' && in[from + 7] == '-';
        int year = twoDigits(from) * 100 + twoDigits(from + 2);
        int month = twoDigits(from + 5);
        int day = twoDigits(from + 8);
        if (!matches) {
            return 0;
        }
        try {
            return Math.toIntExact(LocalDate.of(year, month, day).toEpochDay());
        } catch (DateTimeException noSuchDay) {
            // Such as the 31st of February: the general parser says so.
            matches = false;
            return 0;
        }
    }

    private int twoDigits(int from) {
        int tens = in[from] - '0';
        int ones = in[from + 1] - '0';
        matches &= tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
        return tens * 10 + ones;
    }

    /** A time {@code 14:54:28} as second of the day. */
    int time() {
        int from = position;
        if (in.length - from < TIME_LENGTH) {
            matches = false;
            return 0;
        }
        long digits = (long) EIGHT_BYTES.get(in, from) ^ ZEROS ^ TIME_SEPARATORS;
        matches &= (nonDigits(digits) | digits & TIME_SEPARATOR_BYTES) == 0;
        int hour = (int) (digits & 0xF) * 10 + (int) (digits >>> 8 & 0xF);
        int minute = (int) (digits >>> 24 & 0xF) * 10 + (int) (digits >>> 32 & 0xF);
        int second = (int) (digits >>> 48 & 0xF) * 10 + (int) (digits >>> 56 & 0xF);
        matches &= hour < 24 && minute < 60 && second < 60;
        position = from + TIME_LENGTH;
        return (hour * 60 + minute) * 60 + second;
    }

    /** A whole number without leading zeros. */
    long number() {
        boolean negative = peek() == '-';
        if (negative) {
            position++;
        }
        int from = position;
        long value = 0;
        int count;
        do {
            long digits = nextEight() ^ ZEROS;
            count = Long.numberOfTrailingZeros(nonDigits(digits)) >>> 3;
            value = value * POWERS_OF_TEN[count] + (count == 0 ? 0 : eightDigits(digits << 64 - 8 * count));
            position += count;
        } while (count == 8 && position - from <= MAX_DIGITS);
        return checked(from, value, negative);
    }

    /** The eight bytes at the cursor, the first one lowest; zero, which is no digit, behind the end. */
    private long nextEight() {
        int left = in.length - position;
        if (left >= 8) {
            return (long) EIGHT_BYTES.get(in, position);
        }
        if (left <= 0) {
            return 0;
        }
        if (in.length < 8) {
            return (long) EIGHT_BYTES.get(Arrays.copyOf(in, 8), 0) >>> 8 * position;
        }
        return (long) EIGHT_BYTES.get(in, in.length - 8) >>> 64 - 8 * left;
    }

    private long checked(int from, long value, boolean negative) {
        int count = position - from;
        matches &= count > 0 && count <= MAX_DIGITS && (count == 1 || in[from] != '0');
        return negative ? -value : value;
    }

    /** A number with two decimals, in hundredths. */
    long hundredths() {
        boolean negative = peek() == '-';
        long whole = Math.abs(number());
        if (in.length - position < 3 || in[position] != '.') {
            matches = false;
            return 0;
        }
        long value = whole * 100 + twoDigits(position + 1);
        position += 3;
        return negative ? -value : value;
    }

    /** The highest bit of the first byte that is above 9 is set, and none before it. */
    private static long nonDigits(long digits) {
        return (digits + ABOVE_NINE | digits) & HIGH_BITS;
    }

    /** The number whose digits are the bytes, the first one lowest: pairs, then fours, then all eight. */
    private static long eightDigits(long digits) {
        long pairs = digits * 10 + (digits >>> 8);
        return ((pairs & 0x0000_00FF_0000_00FFL) * 0x000F_4240_0000_0064L
                        + (pairs >>> 16 & 0x0000_00FF_0000_00FFL) * 0x0000_2710_0000_0001L)
                >>> 32;
    }
}
