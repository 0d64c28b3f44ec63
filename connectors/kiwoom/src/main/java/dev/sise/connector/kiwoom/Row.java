package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One row of a REAL frame: its fields as they stand, and what they mean by the row's type. Types differ by letter case alone: 0u
 * is read, 0U is not.
 */
final class Row {
    /** The longest item a registration may name, by Kiwoom's guide. */
    private static final int MAX_ITEM_CHARS = 100;
    /** Kiwoom's codes have one character. */
    private static final int MAX_MARKET_CODE_CHARS = 4;

    private static final int GREEK_DECIMALS = 6;
    private static final Set<String> TYPES = Set.of("0B", "0H", "0m", "0u", "0s", "1h");
    /** Stands for a value that is not a text; no text a server sends is this very object. */
    private static final String NOT_TEXT = new String("not a text");

    private String type;
    private String item;
    private String[] values;

    private Row() {}

    /** Reads the object at whose start the parser stands, to its end. */
    static Row read(JsonParser parser) throws IOException {
        Row row = new Row();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "type" -> row.type = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "item" -> row.item = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "values" -> row.values = value == JsonToken.START_OBJECT ? readValues(parser) : null;
                default -> {
                    // "name" repeats the type in Korean.
                }
            }
            // After readValues the current token is the END_OBJECT of the values, which this leaves alone.
            parser.skipChildren();
        }
        return row;
    }

    private static String[] readValues(JsonParser parser) throws IOException {
        // Live rows have their type behind their values, so whatever any type needs is kept.
        String[] values = new String[Fid.COUNT];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Fid fid = Fid.ofNumber(parser.currentName());
            JsonToken value = parser.nextToken();
            if (fid != null) {
                values[fid.ordinal()] = value == JsonToken.VALUE_STRING ? parser.getText() : NOT_TEXT;
            }
            parser.skipChildren();
        }
        return values;
    }

    /** Null where the row has none. */
    String type() {
        return type;
    }

    /** Whether {@link #toEvent} knows rows of this type. */
    boolean isRead() {
        return type != null && TYPES.contains(type);
    }

    /** What the row says; of a type that {@link #isRead()}. */
    KiwoomEvent toEvent(long receivedAt, FramePosition position) throws RefusedException {
        if (values == null) {
            throw new RefusedException(RejectReason.ROW_SHAPE, "a row has a values object");
        }
        return switch (type) {
            case "0B" -> trade(receivedAt, position);
            case "0H" -> expected(receivedAt, position);
            case "0m" -> warrantTheory(receivedAt, position);
            case "0u" -> warrantIndicators(receivedAt, position);
            case "0s" -> marketState(receivedAt, position);
            case "1h" -> volatilityInterruption(receivedAt, position);
            default -> throw new IllegalStateException("A row is read by its type, none for " + type);
        };
    }

    private KiwoomEvent trade(long receivedAt, FramePosition position) throws RefusedException {
        return new KiwoomEvent.Trade(
                item(),
                time(Fid.TIME),
                KiwoomNumbers.price(text(Fid.PRICE), Fid.PRICE.label()),
                KiwoomNumbers.signed(text(Fid.CHANGE), Fid.CHANGE.label()),
                KiwoomNumbers.hundredths(text(Fid.CHANGE_RATE), Fid.CHANGE_RATE.label()),
                KiwoomNumbers.unsigned(text(Fid.CUMULATIVE_VOLUME), Fid.CUMULATIVE_VOLUME.label()),
                KiwoomNumbers.signedOr(KiwoomEvent.Trade.NO_VOLUME, text(Fid.VOLUME), Fid.VOLUME.label()),
                receivedAt,
                position);
    }

    private KiwoomEvent expected(long receivedAt, FramePosition position) throws RefusedException {
        long quantity = KiwoomNumbers.signedOr(Long.MIN_VALUE, text(Fid.VOLUME), Fid.VOLUME.label());
        return new KiwoomEvent.Expected(
                item(),
                time(Fid.TIME),
                KiwoomNumbers.price(text(Fid.PRICE), Fid.PRICE.label()),
                KiwoomNumbers.signed(text(Fid.CHANGE), Fid.CHANGE.label()),
                KiwoomNumbers.hundredths(text(Fid.CHANGE_RATE), Fid.CHANGE_RATE.label()),
                quantity == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.abs(quantity)),
                receivedAt,
                position);
    }

    private KiwoomEvent warrantTheory(long receivedAt, FramePosition position) throws RefusedException {
        return new KiwoomEvent.WarrantTheory(
                item(),
                time(Fid.TIME),
                amount(Fid.PRICE, 0),
                amount(Fid.THEORY_PRICE, 2),
                amount(Fid.IMPLIED_VOLATILITY, 2),
                amount(Fid.BID_IMPLIED_VOLATILITY, 2),
                figure(Fid.DELTA),
                figure(Fid.GAMMA),
                figure(Fid.THETA),
                figure(Fid.VEGA),
                figure(Fid.RHO),
                receivedAt,
                position);
    }

    private KiwoomEvent warrantIndicators(long receivedAt, FramePosition position) throws RefusedException {
        return new KiwoomEvent.WarrantIndicators(
                item(),
                time(Fid.TIME),
                ratio(Fid.PARITY),
                ratio(Fid.PREMIUM),
                ratio(Fid.GEARING),
                ratio(Fid.BREAK_EVEN_RATE),
                ratio(Fid.CAPITAL_SUPPORT),
                receivedAt,
                position);
    }

    private KiwoomEvent marketState(long receivedAt, FramePosition position) throws RefusedException {
        String code = text(Fid.MARKET_CODE) == null ? "" : text(Fid.MARKET_CODE).strip();
        if (code.isEmpty()) {
            throw new RefusedException(RejectReason.FIELD_ABSENT, Fid.MARKET_CODE.label() + " is absent");
        }
        if (code.length() > MAX_MARKET_CODE_CHARS) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE,
                    Fid.MARKET_CODE.label() + " must have at most " + MAX_MARKET_CODE_CHARS + " characters");
        }
        return new KiwoomEvent.MarketState(
                code, optionalTime(Fid.TIME), seconds(optionalTime(Fid.REMAINING)), receivedAt, position);
    }

    private KiwoomEvent volatilityInterruption(long receivedAt, FramePosition position) throws RefusedException {
        return new KiwoomEvent.VolatilityInterruption(
                interruptedItem(),
                action(),
                cause(),
                optionalTime(Fid.INTERRUPTION_TIME),
                optionalTime(Fid.RELEASE_TIME),
                amount(Fid.INTERRUPTION_PRICE, 0),
                amount(Fid.STATIC_REFERENCE, 0),
                amount(Fid.DYNAMIC_REFERENCE, 0),
                receivedAt,
                position);
    }

    private String item() throws RefusedException {
        if (item == null || item.isBlank() || item.length() > MAX_ITEM_CHARS) {
            throw new RefusedException(
                    RejectReason.ROW_SHAPE, "a row has an item text of 1 to " + MAX_ITEM_CHARS + " characters");
        }
        return item;
    }

    /** The type is registered for the market as a whole, so the row's own item need not be the one it is about. */
    private String interruptedItem() throws RefusedException {
        String named = text(Fid.INTERRUPTED_ITEM);
        if (named == null || named.isBlank()) {
            return item();
        }
        if (named.length() > MAX_ITEM_CHARS) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE,
                    Fid.INTERRUPTED_ITEM.label() + " must have at most " + MAX_ITEM_CHARS + " characters");
        }
        return named.strip();
    }

    private KiwoomEvent.VolatilityInterruption.Action action() throws RefusedException {
        String text = text(Fid.INTERRUPTION_ACTION) == null
                ? ""
                : text(Fid.INTERRUPTION_ACTION).strip();
        return switch (text) {
            case "1" -> KiwoomEvent.VolatilityInterruption.Action.ACTIVATED;
            case "2" -> KiwoomEvent.VolatilityInterruption.Action.RELEASED;
            case "" ->
                throw new RefusedException(RejectReason.FIELD_ABSENT, Fid.INTERRUPTION_ACTION.label() + " is absent");
            default ->
                throw new RefusedException(
                        RejectReason.OUT_OF_RANGE, Fid.INTERRUPTION_ACTION.label() + " must be 1 or 2");
        };
    }

    private Optional<KiwoomEvent.VolatilityInterruption.Cause> cause() {
        String text = values[Fid.INTERRUPTION_CAUSE.ordinal()];
        return switch (text == null ? "" : text.strip()) {
            case "정적" -> Optional.of(KiwoomEvent.VolatilityInterruption.Cause.STATIC);
            case "동적" -> Optional.of(KiwoomEvent.VolatilityInterruption.Cause.DYNAMIC);
            case "동적+정적", "정적+동적" -> Optional.of(KiwoomEvent.VolatilityInterruption.Cause.BOTH);
            default -> Optional.empty();
        };
    }

    private int time(Fid fid) throws RefusedException {
        return KiwoomNumbers.time(text(fid), fid.label());
    }

    private OptionalInt optionalTime(Fid fid) {
        try {
            return OptionalInt.of(time(fid));
        } catch (RefusedException unreadable) {
            return OptionalInt.empty();
        }
    }

    private static OptionalInt seconds(OptionalInt time) {
        return time.isEmpty()
                ? time
                : OptionalInt.of(
                        time.getAsInt() / 10_000 * 3_600 + time.getAsInt() / 100 % 100 * 60 + time.getAsInt() % 100);
    }

    /** A doubtful amount whose sign is a colour; zero says that there is none. */
    private OptionalLong amount(Fid fid, int decimals) {
        OptionalLong value = KiwoomNumbers.scaledOrEmpty(values[fid.ordinal()], decimals);
        return value.isEmpty() || value.getAsLong() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.abs(value.getAsLong()));
    }

    /** A doubtful figure with a true sign. */
    private OptionalLong figure(Fid fid) {
        return KiwoomNumbers.scaledOrEmpty(values[fid.ordinal()], GREEK_DECIMALS);
    }

    /** A doubtful ratio with a true sign. */
    private OptionalLong ratio(Fid fid) {
        return KiwoomNumbers.plainOrEmpty(values[fid.ordinal()], 2);
    }

    /** Null where the field is absent. */
    @SuppressWarnings({"ReferenceEquality", "StringEquality"})
    private String text(Fid fid) throws RefusedException {
        String value = values[fid.ordinal()];
        // Identity on purpose: the marker must differ from any text the server could send.
        if (value == NOT_TEXT) {
            throw new RefusedException(RejectReason.FIELD_NOT_TEXT, fid.label() + " is a text");
        }
        return value;
    }
}
