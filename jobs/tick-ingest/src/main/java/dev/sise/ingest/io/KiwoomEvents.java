package dev.sise.ingest.io;

import dev.sise.connector.kiwoom.KiwoomEvent;
import dev.sise.connector.kiwoom.WarrantTerms;
import dev.sise.ingest.functions.FeedEvent;
import java.math.BigDecimal;
import java.util.OptionalLong;

/** Kiwoom's events in our own terms. */
final class KiwoomEvents {
    private KiwoomEvents() {}

    static FeedEvent toFeedEvent(KiwoomEvent event) {
        String position = "kiwoom/" + event.position();
        if (event instanceof KiwoomEvent.Trade trade) {
            return FeedEvent.trade(
                    trade.item(),
                    trade.time(),
                    trade.price(),
                    trade.change(),
                    trade.changeRate(),
                    trade.cumulativeVolume(),
                    trade.receivedAt(),
                    position);
        }
        if (event instanceof KiwoomEvent.Quote quote) {
            return toFeedEvent(quote, position);
        }
        if (event instanceof KiwoomEvent.NoQuote none) {
            return FeedEvent.noQuote(none.item(), none.known(), none.bySession(), none.receivedAt(), position);
        }
        if (event instanceof KiwoomEvent.Expected expected) {
            return FeedEvent.expected(
                    expected.item(),
                    expected.time(),
                    expected.price(),
                    expected.change(),
                    expected.changeRate(),
                    expected.quantity().orElse(0),
                    expected.receivedAt(),
                    position);
        }
        if (event instanceof KiwoomEvent.WarrantTheory theory) {
            return FeedEvent.warrant(theory.item(), theory.time(), theory.receivedAt(), position)
                    .withTheory(hundredths(theory.theoryPrice()), hundredths(theory.impliedVolatility()));
        }
        if (event instanceof KiwoomEvent.WarrantIndicators indicators) {
            // Parity, premium, gearing, break-even and capital support: no price of ours has a place for them.
            return FeedEvent.warrant(indicators.item(), indicators.time(), indicators.receivedAt(), position);
        }
        if (event instanceof KiwoomEvent.MarketState state) {
            return FeedEvent.marketState(
                    state.code(),
                    state.time().orElse(FeedEvent.NO_TIME),
                    state.remainingSeconds().orElse(-1),
                    state.receivedAt(),
                    position);
        }
        if (event instanceof KiwoomEvent.VolatilityInterruption interruption) {
            return toFeedEvent(interruption, position);
        }
        if (event instanceof KiwoomEvent.Gap gap) {
            return FeedEvent.gap(gap.item(), gap.since(), gap.receivedAt(), position);
        }
        KiwoomEvent.Rejected rejected = (KiwoomEvent.Rejected) event;
        String reason = rejected.reason().code() + ": " + rejected.detail();
        return FeedEvent.refused(reason, rejected.raw(), rejected.receivedAt(), position);
    }

    private static FeedEvent toFeedEvent(KiwoomEvent.Quote quote, String position) {
        FeedEvent event = FeedEvent.quote(
                quote.item(),
                quote.bySession(),
                quote.date() == KiwoomEvent.Quote.NO_DATE ? FeedEvent.NO_DATE : quote.date(),
                quote.time() == KiwoomEvent.Quote.NO_TIME ? FeedEvent.NO_TIME : quote.time(),
                quote.price(),
                quote.change(),
                quote.changeRate(),
                quote.cumulativeVolume(),
                quote.receivedAt(),
                position);
        if (quote.warrant().isEmpty()) {
            return event;
        }
        WarrantTerms terms = quote.warrant().get();
        return event.withTerms(
                        hundredths(terms.strike()),
                        terms.expiry().orElse(FeedEvent.NO_DATE),
                        scaled(terms.conversionRatio(), 4))
                .withTheory(hundredths(terms.theoryPrice()), hundredths(terms.impliedVolatility()));
    }

    /** A beginning carries the time it is due to end, too: the moment told is that of what happened. */
    private static FeedEvent toFeedEvent(KiwoomEvent.VolatilityInterruption interruption, String position) {
        boolean activated =
                switch (interruption.action()) {
                    case ACTIVATED -> true;
                    case RELEASED -> false;
                };
        int time = (activated ? interruption.time() : interruption.releaseTime()).orElse(FeedEvent.NO_TIME);
        return FeedEvent.interruption(interruption.item(), activated, time, interruption.receivedAt(), position);
    }

    private static BigDecimal hundredths(OptionalLong number) {
        return scaled(number, 2);
    }

    private static BigDecimal scaled(OptionalLong number, int decimals) {
        return number.isEmpty() ? null : BigDecimal.valueOf(number.getAsLong(), decimals);
    }
}
