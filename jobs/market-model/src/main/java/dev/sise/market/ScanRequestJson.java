package dev.sise.market;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A scan request as JSON: {@code {"as_of":"2026-07-01","market":"ALL","exclude_elw":true,"classes":["common"],"min_market_cap":null,
 * "max_tickers":100,"top_n":30,"sort_by":"score","sort_order":"desc","min_avg_traded_value":1000000000,"signal_type":["bullish"]}}. Every
 * member may be missing and has its default then; members of other names are ignored.
 */
public final class ScanRequestJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ScanRequestJson() {}

    /**
     * Reads a request; {@code classes} and {@code signal_type} may be one text instead of a list.
     *
     * @param text a JSON object, or blank for the defaults
     * @throws InvalidFieldException for a member that is not allowed; the field is {@code body} where the text is no JSON object
     */
    public static ScanRequest parse(String text) {
        if (text.isBlank()) {
            return ScanRequest.builder().build();
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidFieldException("body", "a JSON object", text);
        }
        if (!node.isObject()) {
            throw new InvalidFieldException("body", "a JSON object", text);
        }
        return read(node);
    }

    private static ScanRequest read(JsonNode node) {
        ScanRequest.Builder request = ScanRequest.builder();
        if (node.hasNonNull("as_of")) {
            request.asOf(date("as_of", node.get("as_of")));
        }
        if (node.has("market")) {
            request.market(Market.parse(word(node.get("market"))));
        }
        if (node.has("exclude_elw")) {
            request.excludeElw(truth("exclude_elw", node.get("exclude_elw")));
        }
        if (node.has("classes")) {
            request.classes(list(node.get("classes"), ScanRequestJson::instrumentClass));
        }
        if (node.hasNonNull("min_market_cap")) {
            request.minMarketCap(number("min_market_cap", node.get("min_market_cap"), Long.MAX_VALUE));
        }
        if (node.has("max_tickers")) {
            request.maxTickers(count("max_tickers", node.get("max_tickers")));
        }
        if (node.has("top_n")) {
            request.topN(count("top_n", node.get("top_n")));
        }
        if (node.has("sort_by")) {
            request.sortBy(SortBy.parse(word(node.get("sort_by"))));
        }
        if (node.has("sort_order")) {
            request.sortOrder(SortOrder.parse(word(node.get("sort_order"))));
        }
        if (node.has("min_avg_traded_value")) {
            request.minAverageTradedValue(
                    number("min_avg_traded_value", node.get("min_avg_traded_value"), Long.MAX_VALUE));
        }
        if (node.has("signal_type")) {
            request.signalTypes(list(node.get("signal_type"), SignalType::parse));
        }
        return request.build();
    }

    /** The same request always yields the same text, and equal requests do. */
    public static String format(ScanRequest request) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("as_of", request.asOf() == null ? null : request.asOf().toString());
        node.put("market", request.market().code());
        node.put("exclude_elw", request.excludeElw());
        ArrayNode classes = node.putArray("classes");
        request.classes().forEach(instrumentClass -> classes.add(instrumentClass.code()));
        node.put("min_market_cap", request.minMarketCap());
        node.put("max_tickers", request.maxTickers());
        node.put("top_n", request.topN());
        node.put("sort_by", request.sortBy().code());
        node.put("sort_order", request.sortOrder().code());
        node.put("min_avg_traded_value", request.minAverageTradedValue());
        ArrayNode types = node.putArray("signal_type");
        request.signalTypes().forEach(type -> types.add(type.code()));
        return node.toString();
    }

    private static String word(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }

    private static LocalDate date(String field, JsonNode node) {
        try {
            return LocalDate.parse(word(node));
        } catch (DateTimeParseException e) {
            throw new InvalidFieldException(field, "a date such as 2026-07-01", word(node));
        }
    }

    private static boolean truth(String field, JsonNode node) {
        if (!node.isBoolean()) {
            throw new InvalidFieldException(field, "true or false", word(node));
        }
        return node.booleanValue();
    }

    private static Integer count(String field, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        long count = number(field, node, Integer.MAX_VALUE);
        if (count < 1) {
            // Here and not by the request: cut to an int it could be a count.
            throw new InvalidFieldException(field, "1 or more", word(node));
        }
        return (int) count;
    }

    private static long number(String field, JsonNode node, long atMost) {
        if (!node.canConvertToExactIntegral() || !node.canConvertToLong() || node.longValue() > atMost) {
            throw new InvalidFieldException(field, "a whole number up to " + atMost, word(node));
        }
        return node.longValue();
    }

    private static InstrumentClass instrumentClass(String word) {
        for (InstrumentClass known : InstrumentClass.values()) {
            if (known.code().equals(word.toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        throw new InvalidFieldException("classes", "names of instrument classes, such as common", word);
    }

    private static <T> List<T> list(JsonNode node, Function<String, T> element) {
        List<T> elements = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(member -> elements.add(element.apply(word(member))));
        } else {
            elements.add(element.apply(word(node)));
        }
        return elements;
    }
}
