package dev.sise.scan.functions;

/** What a scan is run for. */
public enum ScanKind {
    /** Its signals are the board of their date. */
    NIGHTLY("nightly"),
    /** Its signals are for whoever asked, and never replace a board. */
    ADHOC("adhoc");

    private final String code;

    ScanKind(String code) {
        this.code = code;
    }

    /** The word in the database and on the command line. */
    public String code() {
        return code;
    }

    /** The kind of a word. @throws IllegalArgumentException for any other text */
    public static ScanKind parse(String text) {
        for (ScanKind kind : values()) {
            if (kind.code.equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("the kind of a scan must be nightly or adhoc, was '" + text + "'");
    }
}
