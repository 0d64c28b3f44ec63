package dev.sise.market;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Writes the fixed JSON shapes of the hot path as bytes. The shapes are literals with numbers between them, so nothing but a text needs
 * escaping. Not thread-safe; one per writer, reused.
 */
final class JsonBytes {
    private static final int SECONDS_OF_HOUR = 3_600;

    private byte[] bytes = new byte[512];
    private int length;
    private int lastDay = Integer.MIN_VALUE;
    private byte[] lastDayText = new byte[0];

    static byte[] literal(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    JsonBytes reset() {
        length = 0;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    JsonBytes raw(byte[] literal) {
        ensure(literal.length);
        System.arraycopy(literal, 0, bytes, length, literal.length);
        length += literal.length;
        return this;
    }

    /** ASCII that needs no escaping, such as a ticker. */
    JsonBytes ascii(String text) {
        int size = text.length();
        ensure(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** The inside of a JSON string, escaped. */
    JsonBytes text(String text) {
        return raw(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    }

    JsonBytes bool(boolean value) {
        return ascii(value ? "true" : "false");
    }

    JsonBytes number(long value) {
        if (value == Long.MIN_VALUE) {
            return ascii(Long.toString(value));
        }
        ensure(20);
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Hundredths as a decimal with two places: -524 is -5.24. */
    JsonBytes hundredths(int value) {
        long size = Math.abs((long) value);
        if (value < 0) {
            ensure(1);
            bytes[length++] = '-';
        }
        number(size / 100);
        ensure(1);
        bytes[length++] = '.';
        return twoDigits((int) (size % 100));
    }

    /** {@code 2026-07-01}. */
    JsonBytes date(int epochDay) {
        if (epochDay != lastDay) {
            lastDayText = literal(LocalDate.ofEpochDay(epochDay).toString());
            lastDay = epochDay;
        }
        return raw(lastDayText);
    }

    /** {@code 14:54:28}. */
    JsonBytes time(int secondOfDay) {
        twoDigits(secondOfDay / SECONDS_OF_HOUR);
        bytes[length++] = ':';
        twoDigits(secondOfDay / 60 % 60);
        bytes[length++] = ':';
        return twoDigits(secondOfDay % 60);
    }

    JsonBytes millis(int value) {
        ensure(4);
        bytes[length++] = '.';
        bytes[length++] = (byte) ('0' + value / 100);
        return twoDigits(value % 100);
    }

    private JsonBytes twoDigits(int value) {
        ensure(3);
        bytes[length++] = (byte) ('0' + value / 10);
        bytes[length++] = (byte) ('0' + value % 10);
        return this;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
