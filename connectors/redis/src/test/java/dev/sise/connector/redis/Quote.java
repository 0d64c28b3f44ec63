package dev.sise.connector.redis;

/** A value of the tests. */
public record Quote(String name, long epoch, long seq, String text, boolean published) {
    static Quote of(String name, long epoch, long seq, String text) {
        return new Quote(name, epoch, seq, text, false);
    }

    Quote publishedToo() {
        return new Quote(name, epoch, seq, text, true);
    }
}
