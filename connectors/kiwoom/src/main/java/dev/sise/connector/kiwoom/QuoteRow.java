package dev.sise.connector.kiwoom;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What ka10095 says about one item it was asked for. */
sealed interface QuoteRow {

    /** The code that was asked for. */
    String item();

    /** This row as an event of the source; see {@link KiwoomEvent.Quote#bySession()} for {@code bySession}. */
    KiwoomEvent toEvent(boolean bySession, long receivedAt, FramePosition position);

    /** A price; the fields are those of {@link KiwoomEvent.Quote}. */
    record Quoted(
            String item,
            int date,
            int time,
            long price,
            long change,
            int changeRate,
            long cumulativeVolume,
            Optional<WarrantTerms> warrant)
            implements QuoteRow {
        @Override
        public KiwoomEvent.Quote toEvent(boolean bySession, long receivedAt, FramePosition position) {
            return new KiwoomEvent.Quote(
                    item,
                    date,
                    time,
                    price,
                    change,
                    changeRate,
                    cumulativeVolume,
                    warrant,
                    bySession,
                    receivedAt,
                    position);
        }
    }

    /** No price; {@code known} as of {@link KiwoomEvent.NoQuote#known()}. */
    record Empty(String item, boolean known) implements QuoteRow {
        @Override
        public KiwoomEvent.NoQuote toEvent(boolean bySession, long receivedAt, FramePosition position) {
            return new KiwoomEvent.NoQuote(item, known, bySession, receivedAt, position);
        }
    }

    /** A row that could not be read; {@code raw} is its own text. */
    record Unreadable(String item, RejectReason reason, String detail, String raw) implements QuoteRow {
        @Override
        public KiwoomEvent.Rejected toEvent(boolean bySession, long receivedAt, FramePosition position) {
            return new KiwoomEvent.Rejected(
                    reason, item + ": " + detail, raw.getBytes(StandardCharsets.UTF_8), receivedAt, position);
        }
    }
}
