package dev.sise.quickstart;

import java.util.ArrayList;
import java.util.List;

/** Lays out rows of text in columns as wide as what is in them. A Korean letter takes two places of a terminal. */
final class SignalTable {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param title above it
     * @param rightAligned as numbers are
     */
    record Column(String title, boolean rightAligned) {}

    SignalTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
        rows.add(columns.stream().map(Column::title).toList());
    }

    /** Adds a row. @throws IllegalArgumentException when it has not a text for each column */
    void add(List<String> texts) {
        if (texts.size() != columns.size()) {
            throw new IllegalArgumentException("a row must have " + columns.size() + " texts, had " + texts.size());
        }
        rows.add(List.copyOf(texts));
    }

    /** The titles and all rows, without blanks at the end. */
    List<String> lines() {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = row.get(i);
            String blanks = " ".repeat(widths[i] - width(text));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).rightAligned() ? blanks + text : text + blanks);
        }
        return line.toString().stripTrailing();
    }

    /** How many places of a terminal a text takes. */
    static int width(String text) {
        return text.codePoints().map(letter -> isWide(letter) ? 2 : 1).sum();
    }

    private static boolean isWide(int letter) {
        // Full-width forms of Latin letters, as in names of products.
        if (letter >= 0xFF01 && letter <= 0xFF60) {
            return true;
        }
        return switch (Character.UnicodeScript.of(letter)) {
            case HANGUL, HAN, HIRAGANA, KATAKANA -> true;
            default -> false;
        };
    }
}
