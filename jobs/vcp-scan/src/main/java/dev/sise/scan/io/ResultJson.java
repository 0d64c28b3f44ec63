package dev.sise.scan.io;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sise.market.SignalType;
import dev.sise.scan.functions.Base;
import dev.sise.scan.functions.Cleaning;
import dev.sise.scan.functions.Contraction;
import dev.sise.scan.functions.Decimals;
import dev.sise.scan.functions.Outcome;
import dev.sise.scan.functions.Reason;
import dev.sise.scan.functions.ScanResult;
import java.math.RoundingMode;

/** The columns of {@code scan_runs} and {@code signals} that are JSON. */
final class ResultJson {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int DEPTH_DECIMALS = 6;

    private ResultJson() {}

    /** How many tickers ended how, and what was wrong in the data. */
    static String totals(ScanResult result) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("universe", result.universe());
        node.put("scanned", result.scanned());
        node.put("valid_signals", result.validSignals());
        node.put("returned", result.signals().size());
        node.put("shares_of", result.sharesOf().toString());
        node.put("uses_later_shares", result.usesLaterShares());
        for (SignalType type : result.request().signalTypes()) {
            ObjectNode ofType = node.putObject(type.code());
            ofType.put(
                    "signals",
                    result.signals().stream()
                            .filter(signal -> signal.type() == type)
                            .count());
            ObjectNode reasons = ofType.putObject("reasons");
            result.totals(type).forEach((reason, count) -> reasons.put(reason.name(), count));
        }
        Cleaning counts = result.cleaning();
        node.putObject("cleaning")
                .put("duplicates", counts.duplicates())
                .put("halts", counts.halts())
                .put("repairs", counts.repairs())
                .put("breaks", counts.breaks())
                .put("rejected_flows", counts.rejectedFlows());
        return node.toString();
    }

    /** Why each ticker is no signal; what is of no class that was asked for is left out. */
    static String outcomes(ScanResult result) {
        ObjectNode node = MAPPER.createObjectNode();
        result.request().signalTypes().forEach(type -> node.putObject(type.code()));
        for (Outcome outcome : result.outcomes()) {
            if (outcome.reason() != Reason.CLASS) {
                ArrayNode reasons = node.withObject("/" + outcome.type().code()).putArray(outcome.ticker());
                outcome.reasons().forEach(reason -> reasons.add(reason.name()));
            }
        }
        return node.toString();
    }

    /** Depths are fractions with at most six decimals. */
    static String contractions(Base base) {
        ArrayNode node = MAPPER.createArrayNode();
        for (Contraction contraction : base.contractions()) {
            node.addObject()
                    .put(
                            "depth",
                            Decimals.shortest(contraction.depth())
                                    .setScale(DEPTH_DECIMALS, RoundingMode.HALF_UP)
                                    .stripTrailingZeros())
                    .put("high_date", contraction.highDay().toString())
                    .put("low_date", contraction.lowDay().toString());
        }
        return node.toString();
    }
}
