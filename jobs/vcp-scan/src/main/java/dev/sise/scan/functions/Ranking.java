package dev.sise.scan.functions;

import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Brings what was found ticker by ticker together: relative strength, the filters of the request, scores, grades and the order. */
public final class Ranking {
    private final ScanRequest request;
    private final LocalDate asOf;
    private final InstrumentMaster master;
    private final SortedMap<String, TickerAnalysis> analyses = new TreeMap<>();
    private final RelativeStrength strength;

    private Ranking(ScanRequest request, LocalDate asOf, InstrumentMaster master, Collection<TickerAnalysis> analyses) {
        this.request = request;
        this.asOf = asOf;
        this.master = master;
        analyses.forEach(analysis -> this.analyses.put(analysis.ticker(), analysis));
        this.strength = RelativeStrength.of(master.instruments(), this.analyses.values());
    }

    /**
     * Ranks analyses of one date, in any order.
     *
     * @param asOf their date
     * @param analyses of every ticker with prices, in the directions that the request asks for
     */
    public static ScanResult of(
            ScanRequest request, LocalDate asOf, InstrumentMaster master, Collection<TickerAnalysis> analyses) {
        return new Ranking(request, asOf, master, analyses).rank();
    }

    private ScanResult rank() {
        SortedMap<String, Reason> filtered = new TreeMap<>();
        master.instruments().forEach(instrument -> filtered.put(instrument.ticker(), null));
        analyses.keySet().forEach(ticker -> filtered.put(ticker, null));
        filtered.replaceAll((ticker, none) -> beforeTheCut(ticker));
        cut(filtered);
        int scanned = (int)
                filtered.values().stream().filter(reason -> reason == null).count();
        filtered.replaceAll((ticker, reason) ->
                reason == null && isThinlyTraded(analyses.get(ticker)) ? Reason.BELOW_MIN_TRADED_VALUE : reason);

        List<Signal> signals = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        int valid = 0;
        for (SignalType type : request.signalTypes()) {
            List<Signal> ofType = new ArrayList<>();
            filtered.forEach((ticker, reason) -> {
                if (reason == null) {
                    judge(type, ticker, ofType, outcomes);
                } else {
                    outcomes.add(new Outcome(type, ticker, List.of(reason)));
                }
            });
            valid += ofType.size();
            ofType.sort(order());
            for (int place = 0; place < ofType.size(); place++) {
                if (request.topN() == null || place < request.topN()) {
                    signals.add(ofType.get(place).withRank(place + 1));
                } else {
                    outcomes.add(new Outcome(type, ofType.get(place).ticker(), List.of(Reason.NOT_IN_TOP_N)));
                }
            }
        }
        outcomes.sort(Comparator.comparing(Outcome::type).thenComparing(Outcome::ticker));
        return new ScanResult(
                request,
                asOf,
                master.readOn(),
                strength.universe(),
                scanned,
                valid,
                List.copyOf(signals),
                List.copyOf(outcomes),
                analyses.values().stream().map(TickerAnalysis::cleaning).reduce(Cleaning.NONE, Cleaning::plus));
    }

    private Reason beforeTheCut(String ticker) {
        Instrument instrument = master.of(ticker);
        TickerAnalysis analysis = analyses.get(ticker);
        if (instrument == null || !request.asksFor(instrument.instrumentClass())) {
            return Reason.CLASS;
        }
        if (!request.market().has(instrument.market())) {
            return Reason.MARKET;
        }
        if (analysis == null) {
            return Reason.NO_BAR;
        }
        if (analysis.unavailable() != null) {
            return analysis.unavailable();
        }
        boolean tooSmall = request.minMarketCap() != null
                && !Tolerance.atLeast(instrument.marketCap(analysis.close()), request.minMarketCap());
        return tooSmall ? Reason.BELOW_MARKET_CAP : null;
    }

    private void cut(SortedMap<String, Reason> filtered) {
        if (request.maxTickers() == null) {
            return;
        }
        Map<String, Long> marketCaps = new HashMap<>();
        filtered.forEach((ticker, reason) -> {
            if (reason == null) {
                marketCaps.put(ticker, marketCap(ticker));
            }
        });
        marketCaps.keySet().stream()
                .sorted(Comparator.<String, Long>comparing(marketCaps::get, Comparator.reverseOrder())
                        .thenComparing(Comparator.naturalOrder()))
                .skip(request.maxTickers())
                .forEach(ticker -> filtered.put(ticker, Reason.MAX_TICKERS));
    }

    private boolean isThinlyTraded(TickerAnalysis analysis) {
        return request.minAverageTradedValue() > 0
                && !Tolerance.atLeast(analysis.averageTradedValue(), request.minAverageTradedValue());
    }

    private void judge(SignalType type, String ticker, List<Signal> signals, List<Outcome> outcomes) {
        TickerAnalysis analysis = analyses.get(ticker);
        if (analysis.recentlyListed() && type == SignalType.BEARISH) {
            outcomes.add(new Outcome(type, ticker, List.of(Reason.INSUFFICIENT_HISTORY)));
            return;
        }
        Verdict verdict = analysis.verdict(type);
        Integer relativeStrength = inDirection(type, strength.of(ticker));
        TrendTemplate conditions =
                analysis.recentlyListed() ? null : verdict.template().withStrength(relativeStrength);
        if (conditions != null && conditions.count() < TrendTemplate.ENOUGH) {
            outcomes.add(new Outcome(type, ticker, List.of(Reason.TREND)));
            return;
        }
        if (verdict.state() == SetupState.NONE) {
            outcomes.add(new Outcome(type, ticker, verdict.failedClauses()));
            return;
        }
        TradePlan plan = TradePlan.of(verdict.base(), type);
        if (plan == null) {
            outcomes.add(new Outcome(type, ticker, List.of(Reason.NO_TARGET)));
            return;
        }
        Scores scores = Scores.of(
                type, VcpScore.of(verdict, conditions, relativeStrength), analysis.smartMoney(), relativeStrength);
        Grade grade = Grade.of(scores.total(), conditions, verdict, plan.risk());
        if (grade == null) {
            outcomes.add(new Outcome(type, ticker, List.of(Reason.LOW_SCORE)));
            return;
        }
        signals.add(signal(type, analysis, verdict, conditions, plan, scores, grade));
    }

    private Signal signal(
            SignalType type,
            TickerAnalysis analysis,
            Verdict verdict,
            TrendTemplate conditions,
            TradePlan plan,
            Scores scores,
            Grade grade) {
        Instrument instrument = master.of(analysis.ticker());
        Base base = verdict.base();
        return new Signal(
                type,
                0,
                analysis.ticker(),
                instrument.name(),
                instrument.market(),
                asOf,
                grade,
                scores,
                conditions,
                verdict.state(),
                flags(analysis, verdict, scores),
                base,
                base.footprint(verdict.breakoutDay() == null ? asOf : verdict.breakoutDay()),
                switch (type) {
                    case BULLISH -> base.pivot();
                    case BEARISH -> 1 / base.pivot();
                },
                verdict.breakoutDay(),
                verdict.volumeRatio(),
                plan,
                analysis.close(),
                analysis.volume(),
                analysis.averageTradedValue(),
                marketCap(analysis.ticker()));
    }

    private static List<Flag> flags(TickerAnalysis analysis, Verdict verdict, Scores scores) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        if (verdict.limitLocked()) {
            flags.add(Flag.LIMIT_LOCKED);
        }
        if (analysis.recentlyListed()) {
            flags.add(Flag.IPO_BASE);
        }
        if (scores.smartMoney() == null) {
            flags.add(Flag.NO_SMART_MONEY);
        }
        if (scores.relativeStrength() == null) {
            flags.add(Flag.NO_RELATIVE_STRENGTH);
        }
        return List.copyOf(flags);
    }

    private static Integer inDirection(SignalType type, Integer relativeStrength) {
        if (relativeStrength == null) {
            return null;
        }
        return switch (type) {
            case BULLISH -> relativeStrength;
            case BEARISH -> 100 - relativeStrength;
        };
    }

    private long marketCap(String ticker) {
        return master.of(ticker).marketCap(analyses.get(ticker).close());
    }

    /** A total order: two signals of a type are never of one ticker. */
    private Comparator<Signal> order() {
        Comparator<Signal> byWhatIsAskedFor =
                switch (request.sortBy()) {
                    case SCORE -> Comparator.comparingDouble(Ranking::total);
                    case MARKET_CAP -> Comparator.comparingLong(Signal::marketCap);
                    case VOLUME -> Comparator.comparingLong(Signal::volume);
                };
        Comparator<Signal> inOrder =
                switch (request.sortOrder()) {
                    case ASC -> byWhatIsAskedFor;
                    case DESC -> byWhatIsAskedFor.reversed();
                };
        return inOrder.thenComparing(Comparator.comparingDouble(Ranking::total).reversed())
                .thenComparing(Signal::ticker);
    }

    private static double total(Signal signal) {
        return signal.scores().total();
    }
}
