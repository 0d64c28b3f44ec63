package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Reads the text messages of Kiwoom's WebSocket. It never throws: what cannot be read is a {@link Frame.Unreadable} or a
 * {@link KiwoomEvent.Rejected} with a reason. Stateless, any thread.
 *
 * <p>The order of JSON fields is not fixed (live frames carry {@code trnm} last), a field given twice counts with its last
 * value, unknown fields are ignored.
 */
final class FrameDecoder {
    /** A live frame has about 800 characters per row; a longer message than this is no frame. */
    static final int MAX_FRAME_CHARS = 1 << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Reads a message; {@code origin} goes into the events of its rows. */
    Frame decode(String text, FrameOrigin origin) {
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
                        text,
                        origin);
            }
            readEnvelope(parser, text, origin, envelope);
            if (parser.nextToken() != null) {
                return unreadable(RejectReason.NOT_JSON, "text follows the JSON object", text, origin);
            }
        } catch (IOException broken) {
            // The parser's own words name the place; they quote at most a few characters of the input.
            return unreadable(RejectReason.NOT_JSON, firstLine(broken.getMessage()), text, origin);
        }
        return envelope.toFrame();
    }

    private static boolean isWhole(JsonParser parser) throws IOException {
        parser.skipChildren();
        return parser.nextToken() == null;
    }

    private static void readEnvelope(JsonParser parser, String text, FrameOrigin origin, Envelope envelope)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "trnm" -> envelope.name = scalar(parser, value);
                case "return_code" -> envelope.returnCode = scalar(parser, value);
                case "return_msg" -> envelope.returnMessage = scalar(parser, value);
                case "code" -> envelope.systemCode = scalar(parser, value);
                case "message" -> envelope.systemMessage = scalar(parser, value);
                case "data" -> envelope.rows = value == JsonToken.START_ARRAY ? readRows(parser, text, origin) : null;
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

    private static Frame.Real readRows(JsonParser parser, String text, FrameOrigin origin) throws IOException {
        List<KiwoomEvent> events = new ArrayList<>(1);
        List<String> otherTypes = new ArrayList<>(0);
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            Row row = null;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                row = Row.read(parser);
            } else {
                parser.skipChildren();
            }
            int end = (int) parser.currentLocation().getCharOffset();
            FramePosition position = origin.position(index);
            try {
                if (row == null || row.type() == null) {
                    throw new RefusedException(RejectReason.ROW_SHAPE, "a row is an object with a type text");
                }
                if (row.isRead()) {
                    events.add(row.toEvent(origin.receivedAt(), position));
                } else {
                    otherTypes.add(row.type());
                }
            } catch (RefusedException refused) {
                events.add(new KiwoomEvent.Rejected(
                        refused.reason(),
                        refused.getMessage(),
                        text.substring(start, end).getBytes(StandardCharsets.UTF_8),
                        origin.receivedAt(),
                        position));
            }
        }
        return new Frame.Real(events, otherTypes);
    }

    private static Frame.Unreadable unreadable(RejectReason reason, String detail, String text, FrameOrigin origin) {
        return new Frame.Unreadable(reason, detail, new FrameSalvage(JSON, text, origin).rows());
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static final class Envelope {
        private String name;
        private String returnCode;
        private String returnMessage;
        private String systemCode;
        private String systemMessage;
        private Frame.Real rows;

        private Frame toFrame() {
            if (name == null) {
                return refuse(RejectReason.UNKNOWN_MESSAGE, "a message has a trnm text");
            }
            return switch (name) {
                case "REAL" -> rows == null ? refuse(RejectReason.BAD_ENVELOPE, "REAL has a data array") : rows;
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
