package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Reads the text messages of Kiwoom's WebSocket. It never throws: what cannot be read is a {@link Frame.Unreadable} or a
 * {@link Row.Refused} with a reason. Stateless, any thread.
 *
 * <p>The order of JSON fields is not fixed (live frames carry {@code trnm} last), a field given twice counts with its last
 * value, unknown fields are ignored.
 */
final class FrameDecoder {
    /** A live frame has about 800 characters per row; a longer message than this is no frame. */
    static final int MAX_FRAME_CHARS = 1 << 20;

    /** The longest item a registration may name, by Kiwoom's guide. */
    private static final int MAX_ITEM_CHARS = 100;

    private static final String TRADE_TYPE = "0B";
    /** Each failed attempt to find a row in a broken frame costs a scan, so their number is bounded. */
    private static final int MAX_SALVAGE_ATTEMPTS = 1_000;

    private static final Map<String, Integer> TRADE_FIELDS =
            Map.of("20", 0, "10", 1, "11", 2, "12", 3, "13", 4, "15", 5);
    private static final String NOT_TEXT = new String("not a text");

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    Frame decode(String text) {
        if (text.length() > MAX_FRAME_CHARS) {
            return new Frame.Unreadable(
                    RejectReason.TOO_LONG, text.length() + " characters, at most " + MAX_FRAME_CHARS, List.of());
        }
        if (text.strip().equals("PING")) {
            return new Frame.Ping();
        }
        Envelope envelope = new Envelope();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                boolean wholeValue = parser.currentToken() != null && isWhole(parser);
                return unreadable(
                        wholeValue ? RejectReason.NOT_AN_OBJECT : RejectReason.NOT_JSON,
                        "a message is one JSON object",
                        text);
            }
            readEnvelope(parser, text, envelope);
            if (parser.nextToken() != null) {
                return unreadable(RejectReason.NOT_JSON, "text follows the JSON object", text);
            }
        } catch (IOException broken) {
            // The parser's own words name the place; they quote at most a few characters of the input.
            return unreadable(RejectReason.NOT_JSON, firstLine(broken.getMessage()), text);
        }
        return envelope.toFrame();
    }

    private static boolean isWhole(JsonParser parser) throws IOException {
        parser.skipChildren();
        return parser.nextToken() == null;
    }

    private static void readEnvelope(JsonParser parser, String text, Envelope envelope) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "trnm" -> envelope.name = scalar(parser, value);
                case "return_code" -> envelope.returnCode = scalar(parser, value);
                case "return_msg" -> envelope.returnMessage = scalar(parser, value);
                case "code" -> envelope.systemCode = scalar(parser, value);
                case "message" -> envelope.systemMessage = scalar(parser, value);
                case "data" -> envelope.rows = value == JsonToken.START_ARRAY ? readRows(parser, text) : null;
                default -> {
                    // Other messages carry other fields; they are none of ours.
                }
            }
            if (value == JsonToken.START_OBJECT || (value == JsonToken.START_ARRAY && !name.equals("data"))) {
                parser.skipChildren();
            }
        }
    }

    private static String scalar(JsonParser parser, JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT ? parser.getText() : null;
    }

    private static List<Row> readRows(JsonParser parser, String text) throws IOException {
        List<Row> rows = new ArrayList<>(1);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            RowFields fields = null;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                fields = readRow(parser);
            } else {
                parser.skipChildren();
            }
            int end = (int) parser.currentLocation().getCharOffset();
            rows.add(toRow(rows.size(), fields, text, start, end));
        }
        return rows;
    }

    private static RowFields readRow(JsonParser parser) throws IOException {
        RowFields fields = new RowFields();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "type" -> fields.type = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "item" -> fields.item = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "values" -> fields.values = value == JsonToken.START_OBJECT ? readValues(parser) : null;
                default -> {
                    // "name" repeats the type in Korean.
                }
            }
            // After readValues the current token is the END_OBJECT of the values, which this leaves alone.
            parser.skipChildren();
        }
        return fields;
    }

    private static String[] readValues(JsonParser parser) throws IOException {
        String[] values = new String[TRADE_FIELDS.size()];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Integer field = TRADE_FIELDS.get(parser.currentName());
            JsonToken value = parser.nextToken();
            if (field != null) {
                values[field] = value == JsonToken.VALUE_STRING ? parser.getText() : NOT_TEXT;
            }
            parser.skipChildren();
        }
        return values;
    }

    private static Row toRow(int index, RowFields fields, String text, int start, int end) {
        try {
            if (fields == null) {
                throw new RefusedException(RejectReason.ROW_SHAPE, "a row is an object");
            }
            if (fields.type == null) {
                throw new RefusedException(RejectReason.ROW_SHAPE, "a row has a type text");
            }
            if (!fields.type.equals(TRADE_TYPE)) {
                return new Row.Other(index, fields.type);
            }
            return toTrade(index, fields);
        } catch (RefusedException refused) {
            return new Row.Refused(index, refused.reason(), refused.getMessage(), text.substring(start, end));
        }
    }

    private static Row.Trade toTrade(int index, RowFields fields) throws RefusedException {
        if (fields.item == null || fields.item.isBlank() || fields.item.length() > MAX_ITEM_CHARS) {
            throw new RefusedException(
                    RejectReason.ROW_SHAPE, "a trade has an item text of 1 to " + MAX_ITEM_CHARS + " characters");
        }
        if (fields.values == null) {
            throw new RefusedException(RejectReason.ROW_SHAPE, "a trade has a values object");
        }
        for (Map.Entry<String, Integer> field : TRADE_FIELDS.entrySet()) {
            // Identity on purpose: the marker must differ from any text the server could send.
            if (isNotText(fields.values[field.getValue()])) {
                throw new RefusedException(RejectReason.FIELD_NOT_TEXT, "field " + field.getKey() + " is a text");
            }
        }
        return new Row.Trade(
                index,
                fields.item,
                KiwoomNumbers.time(fields.values[0], "field 20 (trade time)"),
                KiwoomNumbers.price(fields.values[1], "field 10 (price)"),
                KiwoomNumbers.signed(fields.values[2], "field 11 (change)"),
                KiwoomNumbers.hundredths(fields.values[3], "field 12 (change rate)"),
                KiwoomNumbers.unsigned(fields.values[4], "field 13 (cumulative volume)"),
                KiwoomNumbers.signedOr(KiwoomEvent.Trade.NO_VOLUME, fields.values[5], "field 15 (volume)"));
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"})
    private static boolean isNotText(String value) {
        return value == NOT_TEXT;
    }

    private static Frame.Unreadable unreadable(RejectReason reason, String detail, String text) {
        return new Frame.Unreadable(reason, detail, salvage(text));
    }

    /**
     * The trades of a frame that is not JSON as a whole. A trade names its own type and item, so a row whose text is complete
     * says the same whatever happened to its neighbours.
     */
    private static List<Row.Trade> salvage(String text) {
        List<Row.Trade> saved = new ArrayList<>();
        char[] chars = text.toCharArray();
        int at = text.indexOf('{');
        for (int attempt = 0; at >= 0 && attempt < MAX_SALVAGE_ATTEMPTS; attempt++) {
            int next = at + 1;
            try (JsonParser parser = JSON.createParser(chars, at, chars.length - at)) {
                parser.nextToken();
                long start = parser.currentTokenLocation().getCharOffset();
                RowFields fields = readRow(parser);
                if (TRADE_TYPE.equals(fields.type)) {
                    saved.add(toTrade(saved.size(), fields));
                    next = at + (int) (parser.currentLocation().getCharOffset() - start);
                }
            } catch (IOException | RefusedException notARow) {
                // Nothing to keep here; the rejected frame holds this text.
            }
            at = text.indexOf('{', next);
        }
        return saved;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** The fields of a row as they stand; absent ones are null. */
    private static final class RowFields {
        private String type;
        private String item;
        private String[] values;
    }

    private static final class Envelope {
        private String name;
        private String returnCode;
        private String returnMessage;
        private String systemCode;
        private String systemMessage;
        private List<Row> rows;

        private Frame toFrame() {
            if (name == null) {
                return refuse(RejectReason.UNKNOWN_MESSAGE, "a message has a trnm text");
            }
            return switch (name) {
                case "REAL" ->
                    rows == null ? refuse(RejectReason.BAD_ENVELOPE, "REAL has a data array") : new Frame.Real(rows);
                case "PING" -> new Frame.Ping();
                case "LOGIN" -> answer(code -> new Frame.Login(code, text(returnMessage)));
                case "REG" -> answer(code -> new Frame.Acknowledgement(true, code, text(returnMessage)));
                case "REMOVE" -> answer(code -> new Frame.Acknowledgement(false, code, text(returnMessage)));
                case "SYSTEM" ->
                    systemCode == null
                            ? refuse(RejectReason.BAD_ENVELOPE, "SYSTEM has a code")
                            : new Frame.SystemNotice(systemCode, text(systemMessage));
                default -> refuse(RejectReason.UNKNOWN_MESSAGE, "trnm is not one this connector reads");
            };
        }

        private Frame answer(IntFunction<Frame> frame) {
            int code;
            try {
                code = Integer.parseInt(text(returnCode));
            } catch (NumberFormatException absentOrText) {
                return refuse(RejectReason.BAD_ENVELOPE, name + " has a whole return_code");
            }
            return frame.apply(code);
        }

        private static String text(String value) {
            return value == null ? "" : value;
        }

        private static Frame refuse(RejectReason reason, String detail) {
            return new Frame.Unreadable(reason, detail, List.of());
        }
    }
}
