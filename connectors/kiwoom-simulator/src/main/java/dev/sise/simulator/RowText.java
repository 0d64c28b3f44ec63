package dev.sise.simulator;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;

/**
 * A row of a REAL frame while it is written, straight as UTF-8: at a hundred thousand messages a second a text for every value would cost
 * more than all the rest. Values need no escaping. One buffer, emptied by {@link #start}; how numbers look is said in
 * {@link NumberText}. Feed thread only.
 */
final class RowText {

    /** Room for a name's quotes and colon, a sign, the digits of a long, a point and the closing quote. */
    private static final int LONGEST_NUMBER = 48;

    private byte[] json = new byte[2_048];
    private int length;

    RowText start() {
        length = 0;
        return append("{\"values\":{");
    }

    RowText put(String field, String value) {
        return name(field).append(value).quote();
    }

    RowText put(String field, long value) {
        return name(field).number(value).quote();
    }

    /** A price: {@code -316500} below the previous close, {@code " 67300"} at it, {@code " 0"} for none. */
    RowText price(String field, long price, long basePrice) {
        return name(field)
                .sign(price == 0 ? 0 : price - basePrice, ' ')
                .digits(price)
                .quote();
    }

    /** A true difference: {@code +2}, {@code -16}, {@code " 0"}. */
    RowText difference(String field, long difference) {
        return name(field).sign(difference, ' ').digits(Math.abs(difference)).quote();
    }

    /** Hundredths with two decimals and a true sign, a blank before zero. */
    RowText signedHundredths(String field, long hundredths) {
        return name(field).sign(hundredths, ' ').decimals(Math.abs(hundredths)).quote();
    }

    /** Hundredths, not negative, with two decimals behind {@code sign}. */
    RowText hundredths(String field, String sign, long hundredths) {
        return name(field).append(sign).decimals(hundredths).quote();
    }

    /** {@code HHmmss}, {@code 000000} for never. */
    RowText time(String field, LocalDateTime time) {
        name(field);
        if (time == null) {
            return append("000000").quote();
        }
        return twoDigits(time.getHour())
                .twoDigits(time.getMinute())
                .twoDigits(time.getSecond())
                .quote();
    }

    /** Ends the row. */
    RowText close(String type, String name, String item) {
        return append("},\"type\":\"")
                .append(type)
                .append("\",\"name\":\"")
                .append(name)
                .append("\",\"item\":\"")
                .append(item)
                .append("\"}");
    }

    void writeTo(ByteBuf frame) {
        frame.writeBytes(json, 0, length);
    }

    @Override
    public String toString() {
        return new String(json, 0, length, StandardCharsets.UTF_8);
    }

    private RowText name(String field) {
        makeRoom(field.length() + LONGEST_NUMBER);
        if (json[length - 1] != '{') {
            json[length++] = ',';
        }
        json[length++] = '"';
        append(field);
        json[length++] = '"';
        json[length++] = ':';
        json[length++] = '"';
        return this;
    }

    private RowText quote() {
        makeRoom(1);
        json[length++] = '"';
        return this;
    }

    private RowText sign(long difference, char flat) {
        json[length++] = (byte) (difference > 0 ? '+' : difference < 0 ? '-' : flat);
        return this;
    }

    private RowText number(long value) {
        return value < 0 ? append(Long.toString(value)) : digits(value);
    }

    private RowText decimals(long hundredths) {
        digits(hundredths / 100);
        json[length++] = '.';
        return twoDigits((int) (hundredths % 100));
    }

    private RowText twoDigits(int value) {
        json[length++] = (byte) ('0' + value / 10);
        json[length++] = (byte) ('0' + value % 10);
        return this;
    }

    /** Of a number that is not negative. */
    private RowText digits(long value) {
        int count = 1;
        for (long bound = 10; count < 19 && value >= bound; bound *= 10) {
            count++;
        }
        long rest = value;
        for (int at = length + count - 1; at >= length; at--) {
            json[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    private RowText append(String text) {
        int size = text.length();
        makeRoom(size);
        for (int index = 0; index < size; index++) {
            char letter = text.charAt(index);
            if (letter >= 0x80) {
                return appendRest(text.substring(index).getBytes(StandardCharsets.UTF_8));
            }
            json[length++] = (byte) letter;
        }
        return this;
    }

    private RowText appendRest(byte[] utf8) {
        makeRoom(utf8.length);
        System.arraycopy(utf8, 0, json, length, utf8.length);
        length += utf8.length;
        return this;
    }

    private void makeRoom(int bytes) {
        if (json.length - length < bytes) {
            json = Arrays.copyOf(json, 2 * json.length + bytes);
        }
    }
}
