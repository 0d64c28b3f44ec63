package dev.sise.reference.functions;

import java.util.ArrayList;
import java.util.List;

/** Splits a line of comma-separated values. A field may stand in double quotes, a quote inside it is doubled; no field holds a line break. */
final class CsvLine {
    private CsvLine() {}

    /**
     * The fields, without blanks around them.
     *
     * @throws RefusedRowException where a quote is not closed, or for a character that no database takes
     */
    static List<String> fields(String line) throws RefusedRowException {
        if (line.indexOf('\0') >= 0) {
            throw new RefusedRowException(RowRefusal.SHAPE, "a line must not hold the character NUL");
        }
        List<String> fields = new ArrayList<>(12);
        int start = 0;
        while (true) {
            if (start < line.length() && line.charAt(start) == '"') {
                StringBuilder field = new StringBuilder();
                start = readQuoted(line, start + 1, field);
                fields.add(field.toString().strip());
            } else {
                int end = line.indexOf(',', start);
                fields.add(line.substring(start, end < 0 ? line.length() : end).strip());
                start = end < 0 ? line.length() : end;
            }
            if (start >= line.length()) {
                return fields;
            }
            start++;
        }
    }

    /** Reads behind the opening quote; returns where the comma behind the closing one is, or the end. */
    private static int readQuoted(String line, int start, StringBuilder field) throws RefusedRowException {
        int at = start;
        while (true) {
            int quote = line.indexOf('"', at);
            if (quote < 0) {
                throw new RefusedRowException(RowRefusal.SHAPE, "a quote must be closed in its line");
            }
            field.append(line, at, quote);
            if (quote + 1 < line.length() && line.charAt(quote + 1) == '"') {
                field.append('"');
                at = quote + 2;
                continue;
            }
            if (quote + 1 < line.length() && line.charAt(quote + 1) != ',') {
                throw new RefusedRowException(RowRefusal.SHAPE, "a comma must follow a closed quote");
            }
            return quote + 1;
        }
    }
}
