package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A ticker whose pattern is worth a look.
 *
 * @param type its direction
 * @param rank its place among the signals of its type, from 1
 * @param ticker the code
 * @param name Korean name
 * @param market its board
 * @param date the analysis date
 * @param grade in a letter
 * @param scores in numbers
 * @param conditions the Trend Template in its direction; null for what is recently listed
 * @param state where the close stands
 * @param flags what to know beside
 * @param base the base that decided; its prices are reciprocals in a bearish signal
 * @param footprint the base in Minervini's short form
 * @param pivot the price beyond which the breakout is, in won and in either direction
 * @param breakoutDay null before a breakout
 * @param volumeRatio volume of the breakout over the average; null before one
 * @param plan entry, stop and target
 * @param close of the analysis date, in won
 * @param volume of the analysis date
 * @param averageTradedValue over 20 bars, in won
 * @param marketCap in won, 0 where listed shares are not known
 */
public record Signal(
        SignalType type,
        int rank,
        String ticker,
        String name,
        String market,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate date,
        Grade grade,
        Scores scores,
        TrendTemplate conditions,
        SetupState state,
        List<Flag> flags,
        Base base,
        String footprint,
        double pivot,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate breakoutDay,
        Double volumeRatio,
        TradePlan plan,
        double close,
        long volume,
        double averageTradedValue,
        long marketCap) {

    Signal withRank(int place) {
        return new Signal(
                type,
                place,
                ticker,
                name,
                market,
                date,
                grade,
                scores,
                conditions,
                state,
                flags,
                base,
                footprint,
                pivot,
                breakoutDay,
                volumeRatio,
                plan,
                close,
                volume,
                averageTradedValue,
                marketCap);
    }
}
