package dev.sise.market;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;

/** {@link ElwFigures} as the member {@code elw} of ticks and of prices; figures that are not known are absent. */
final class ElwJson {
    private static final byte[] BEGIN = JsonBytes.literal("{");
    private static final byte[] END = JsonBytes.literal("}");
    private static final byte[] SEPARATOR = JsonBytes.literal(",");
    private static final byte[] STRIKE = JsonBytes.literal("\"strike\":");
    private static final byte[] EXPIRY = JsonBytes.literal("\"expiry\":\"");
    private static final byte[] QUOTE = JsonBytes.literal("\"");
    private static final byte[] RATIO = JsonBytes.literal("\"ratio\":");
    private static final byte[] THEORY = JsonBytes.literal("\"theory\":");
    private static final byte[] IV = JsonBytes.literal("\"iv\":");

    private ElwJson() {}

    static void write(JsonBytes out, ElwFigures figures) {
        byte[] before = writeNumber(out, BEGIN, STRIKE, figures.strike());
        if (figures.expiry() != null) {
            out.raw(before).raw(EXPIRY).ascii(figures.expiry().toString()).raw(QUOTE);
            before = SEPARATOR;
        }
        before = writeNumber(out, before, RATIO, figures.ratio());
        before = writeNumber(out, before, THEORY, figures.theory());
        writeNumber(out, before, IV, figures.iv());
        out.raw(END);
    }

    /** What comes before the next member. */
    private static byte[] writeNumber(JsonBytes out, byte[] before, byte[] name, BigDecimal number) {
        if (number == null) {
            return before;
        }
        out.raw(before).raw(name).ascii(number.toPlainString());
        return SEPARATOR;
    }

    /** Reads the object that begins at the parser's current token. */
    static ElwFigures read(String member, JsonToken begin, JsonParser parser)
            throws IOException, MalformedRecordException {
        if (begin != JsonToken.START_OBJECT) {
            throw new MalformedRecordException(member + " must be an object");
        }
        BigDecimal strike = null;
        LocalDate expiry = null;
        BigDecimal ratio = null;
        BigDecimal theory = null;
        BigDecimal iv = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "strike" -> strike = number(member, name, value, parser);
                case "expiry" -> expiry = day(member, name, value, parser);
                case "ratio" -> ratio = number(member, name, value, parser);
                case "theory" -> theory = number(member, name, value, parser);
                case "iv" -> iv = number(member, name, value, parser);
                default -> parser.skipChildren();
            }
        }
        try {
            return new ElwFigures(strike, expiry, ratio, theory, iv);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(e.getMessage());
        }
    }

    private static BigDecimal number(String member, String name, JsonToken value, JsonParser parser)
            throws IOException, MalformedRecordException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (!value.isNumeric()) {
            throw new MalformedRecordException(member + "." + name + " must be a number");
        }
        return parser.getDecimalValue();
    }

    private static LocalDate day(String member, String name, JsonToken value, JsonParser parser)
            throws IOException, MalformedRecordException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = parser.getText();
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedRecordException(member + "." + name + " must be an ISO date, was " + text);
        }
    }
}
