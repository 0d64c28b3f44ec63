package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a frame that is not JSON as a whole. A row names its own type and item, so one whose text is complete says the same
 * whatever happened to its neighbours.
 *
 * <p>Wherever an object begins a row is tried, and what a failed attempt has read is read again by the next ones. So the characters read
 * are counted: after {@link #MAX_READS} times the length of the frame it is given up, and what is saved by then stands. A frame
 * with a few torn rows is read about twice. One frame, one thread.
 */
final class FrameSalvage {
    /** How often the whole frame may be read, on average over its characters. */
    static final int MAX_READS = 8;

    /** Twenty times a live row. Without it the attempt to read the frame itself as a row would read all of it. */
    private static final int MAX_ROW_CHARS = 1 << 14;
    /** An attempt costs at least as much as this many characters: a parser is made for it. */
    private static final int CHARS_PER_ATTEMPT = 64;

    private final JsonFactory json;
    private final String text;
    private final FrameOrigin origin;
    private final List<KiwoomEvent> saved = new ArrayList<>();
    private long charsRead;

    FrameSalvage(JsonFactory json, String text, FrameOrigin origin) {
        this.json = json;
        this.text = text;
        this.origin = origin;
    }

    /** What the whole rows say, in their order. Once. */
    List<KiwoomEvent> rows() {
        char[] chars = text.toCharArray();
        long mostChars = (long) MAX_READS * chars.length;
        int at = text.indexOf('{');
        while (at >= 0 && charsRead < mostChars) {
            at = text.indexOf('{', at + Math.max(1, takeRow(chars, at)));
        }
        return saved;
    }

    /** Returns the length of the row that begins at {@code at}, 0 if none does. */
    private int takeRow(char[] chars, int at) {
        int length = 0;
        try (JsonParser parser = json.createParser(chars, at, Math.min(MAX_ROW_CHARS, chars.length - at))) {
            parser.nextToken();
            long start = parser.currentTokenLocation().getCharOffset();
            try {
                Row row = Row.read(parser);
                if (row.isRead()) {
                    saved.add(row.toEvent(origin.receivedAt(), origin.position(saved.size())));
                    length = (int) (parser.currentLocation().getCharOffset() - start);
                }
            } finally {
                charsRead +=
                        Math.max(CHARS_PER_ATTEMPT, parser.currentLocation().getCharOffset() - start);
            }
        } catch (IOException | RefusedException notARow) {
            // Nothing to keep here; the rejected frame holds this text.
            return 0;
        }
        return length;
    }

    /** How many characters all attempts have read, each at least {@value #CHARS_PER_ATTEMPT}. */
    long charsRead() {
        return charsRead;
    }
}
