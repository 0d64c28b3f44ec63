package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/**
 * Broken input of every sort against an oracle that shares no code with the decoder: Jackson's tree, regular expressions and
 * {@link BigDecimal}.
 */
class FrameMutationTest {
    private static final long SEED = 20_260_914L;
    private static final int FRAMES = Boolean.getBoolean("sise.soak") ? 1_000_000 : 20_000;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC);
    private static final ObjectMapper TREE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectMapper OBJECTS = new ObjectMapper();
    private static final Pattern WHOLE = Pattern.compile("[+-]{0,2}0*([0-9]{1,15})");
    private static final Pattern RATE = Pattern.compile("[+-]{0,2}0*([0-9]{1,13})(\\.[0-9]{1,2})?");
    private static final Pattern PLAIN = Pattern.compile("([+-]{0,2})([0-9]+)(?:\\.([0-9]+))?");
    private static final Set<String> READ_TYPES = Set.of("0B", "0H", "0m", "0u", "0s", "1h");
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]");

    private final Random random = new Random(SEED);
    private final KiwoomMetrics metrics = new KiwoomMetrics(new UnregisteredMetricsGroup());
    private final List<KiwoomEvent> events = new ArrayList<>();
    private final FrameIntake intake = new FrameIntake("main", 1, CLOCK, metrics, FrameRecorder.none(), events::add);

    @Test
    void countsEveryMutatedFrameOnceAndKeepsEveryRowThatStayedValid() {
        System.out.printf("%d mutated frames with seed %d%n", FRAMES, SEED);
        long expectedRows = 0;
        for (int i = 0; i < FRAMES; i++) {
            List<String> rows = randomRows();
            String original = random.nextInt(10) == 0 ? randomControl() : Frames.real(rows.toArray(String[]::new));
            String text = random.nextInt(10) == 0 ? randomText() : mutate(original);
            events.clear();
            long rejectedFrames = metrics.rejectedFrames.getCount();

            intake.take(text);

            List<List<Object>> values = events.stream()
                    .filter(event -> !(event instanceof KiwoomEvent.Rejected))
                    .map(FrameMutationTest::withoutPosition)
                    .toList();
            expectedRows += values.size();
            JsonNode tree = parse(text);
            // Plain comparisons: a million AssertJ assertions take minutes.
            if (tree == null && !text.strip().equals("PING")) {
                check(metrics.rejectedFrames.getCount() == rejectedFrames + 1, i, "is rejected once", text);
                check(values.containsAll(untouched(rows, text)), i, "keeps its whole rows", text);
                check(values.equals(rowsAnywhere(text)), i, "invents and doubles nothing", text);
            } else {
                check(values.equals(expectedRows(tree)), i, "yields " + expectedRows(tree), text);
                int rejections = expectedRejections(tree, text);
                check(events.size() - values.size() == rejections, i, "has " + rejections + " rejections", text);
            }
        }
        assertThat(metrics.frames.getCount()).isEqualTo(FRAMES);
        assertThat(metrics.dataFrames.getCount() + metrics.controlFrames.getCount() + metrics.rejectedFrames.getCount())
                .isEqualTo(FRAMES);
        assertThat(metrics.trades.getCount()
                        + metrics.expectedPrices.getCount()
                        + metrics.warrantTheories.getCount()
                        + metrics.warrantIndicators.getCount()
                        + metrics.marketStates.getCount()
                        + metrics.volatilityInterruptions.getCount())
                .isEqualTo(expectedRows);
        assertThat(Arrays.stream(RejectReason.values())
                        .mapToLong(metrics::rejectedFor)
                        .sum())
                .isEqualTo(metrics.rejectedFrames.getCount() + metrics.rejectedRows.getCount());
        // The test is worth something only if every branch was taken often.
        assertThat(List.of(
                        metrics.dataFrames.getCount(),
                        metrics.controlFrames.getCount(),
                        metrics.rejectedFrames.getCount(),
                        metrics.rejectedRows.getCount(),
                        metrics.otherRows.getCount(),
                        metrics.trades.getCount(),
                        metrics.expectedPrices.getCount(),
                        metrics.warrantTheories.getCount(),
                        metrics.warrantIndicators.getCount(),
                        metrics.marketStates.getCount(),
                        metrics.volatilityInterruptions.getCount()))
                .allMatch(count -> count > FRAMES / 200);
    }

    private void check(boolean holds, int frame, String rule, String text) {
        if (!holds) {
            throw new AssertionError("frame " + frame + " " + rule + ", gave " + events + ": " + text);
        }
    }

    private List<String> randomRows() {
        List<String> rows = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            rows.add(randomRow());
        }
        return rows;
    }

    private String randomRow() {
        String item = "0%05d".formatted(random.nextInt(100_000));
        String time = "1%d%02d%02d".formatted(random.nextInt(10), random.nextInt(60), random.nextInt(60));
        return switch (random.nextInt(14)) {
            case 0 -> "{\"values\":{\"36\":\"-134855.23\",\"20\":\"145448\"},\"type\":\"0G\",\"item\":\"069500\"}";
            case 1 -> "{\"values\":{\"20\":\"110710\",\"252\":\"46\"},\"type\":\"0U\",\"item\":\"001\"}";
            case 2, 3 ->
                Frames.row(
                        "0H",
                        item,
                        values(
                                "20",
                                time,
                                "10",
                                sign() + whole(2_000_000),
                                "11",
                                sign() + whole(90_000),
                                "12",
                                rate(),
                                "15",
                                sign() + whole(10_000),
                                "13",
                                whole(90_000_000),
                                "25",
                                "2"));
            case 4 ->
                Frames.row(
                        "0m",
                        item,
                        values(
                                "20",
                                time,
                                "10",
                                " " + whole(5_000),
                                "670",
                                whole(500_000),
                                "671",
                                rate(),
                                "672",
                                sign() + whole(1_000_000),
                                "673",
                                whole(9),
                                "674",
                                sign() + "0." + whole(999_999),
                                "675",
                                "0.000000",
                                "676",
                                "",
                                "706",
                                " " + rate()));
            case 5 ->
                Frames.row(
                        "0u",
                        item,
                        values(
                                "20",
                                time,
                                "666",
                                rate(),
                                "1211",
                                "0",
                                "667",
                                whole(9_999) + ".04",
                                "668",
                                rate(),
                                "669",
                                rate()));
            case 6 ->
                Frames.row(
                        "0s",
                        "",
                        values(
                                "215",
                                "0239abcPQRSTUVW".charAt(random.nextInt(15)) + "",
                                "20",
                                time,
                                "214",
                                "00%02d%02d".formatted(random.nextInt(60), random.nextInt(60))));
            case 7 ->
                Frames.row(
                        "1h",
                        item,
                        values(
                                "9001",
                                random.nextBoolean() ? item : "",
                                "302",
                                "이름",
                                "9068",
                                random.nextBoolean() ? "1" : "2",
                                "1221",
                                sign() + whole(90_000),
                                "1223",
                                time,
                                "1224",
                                random.nextBoolean() ? time : "",
                                "1225",
                                List.of("정적", "동적", "동적+정적").get(random.nextInt(3)),
                                "1236",
                                whole(9_000),
                                "1237",
                                whole(3)));
            default ->
                Frames.trade(
                        item,
                        time,
                        sign() + (1 + random.nextInt(2_000_000)),
                        sign() + whole(90_000),
                        rate(),
                        whole(90_000_000),
                        (random.nextBoolean() ? " " : sign()) + whole(10_000));
        };
    }

    private static String values(String... namesAndTexts) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            fields.append(i == 0 ? "\"" : ",\"").append(namesAndTexts[i]).append("\":\"");
            fields.append(namesAndTexts[i + 1]).append('"');
        }
        return fields.toString();
    }

    private String sign() {
        return random.nextBoolean() ? "+" : "-";
    }

    private String whole(int bound) {
        return Integer.toString(random.nextInt(bound));
    }

    private String rate() {
        return sign() + random.nextInt(30) + ".%02d".formatted(random.nextInt(100));
    }

    private String randomControl() {
        return switch (random.nextInt(5)) {
            case 0 -> "{\"trnm\":\"PING\"}";
            case 1 -> "{\"trnm\":\"LOGIN\",\"return_code\":0,\"return_msg\":\"\",\"sor_yn\":\"Y\"}";
            case 2 -> "{\"trnm\":\"SYSTEM\",\"code\":\"R10002\",\"message\":\"종료\"}";
            case 3 -> "{\"trnm\":\"REMOVE\",\"return_code\":\"0\",\"return_msg\":\"\"}";
            default -> "{\"trnm\":\"REG\",\"return_code\":0,\"return_msg\":\"\"}";
        };
    }

    private String randomText() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return new String(bytes, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private String mutate(String original) {
        byte[] bytes = original.getBytes(StandardCharsets.UTF_8);
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            case 2 -> bytes = without(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(12)));
            case 3 -> bytes[at] = (byte) "\"{}[],:+-. 0\\".charAt(random.nextInt(13));
            case 4 ->
                bytes = new StringBuilder(original)
                        .insert(random.nextInt(original.length()), "\"{}[],:+-.09 ".charAt(random.nextInt(13)))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
            default -> changeDigits(bytes);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void changeDigits(byte[] bytes) {
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            while (at < bytes.length && !Character.isDigit(bytes[at]) && bytes[at] != '+' && bytes[at] != '-') {
                at++;
            }
            if (at < bytes.length) {
                bytes[at] = (byte) "0123456789+-. ".charAt(random.nextInt(14));
            }
        }
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        return rest;
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode tree = TREE.readTree(text);
            return tree.isMissingNode() ? null : tree;
        } catch (JsonProcessingException broken) {
            return null;
        }
    }

    /** What those rows say whose text the mutation did not touch. */
    private static Set<List<Object>> untouched(List<String> rows, String text) {
        Set<List<Object>> untouched = new LinkedHashSet<>();
        for (String row : rows) {
            if (text.contains(row)) {
                List<Object> said = expectedRow(parse(row));
                if (said != null) {
                    untouched.add(said);
                }
            }
        }
        return untouched;
    }

    /** The rows among the JSON objects that stand anywhere in the text, one after another and none inside another. */
    private static List<List<Object>> rowsAnywhere(String text) {
        List<List<Object>> rows = new ArrayList<>();
        int at = text.indexOf('{');
        while (at >= 0) {
            int next = at + 1;
            try (JsonParser parser = OBJECTS.createParser(text.substring(at))) {
                List<Object> row = expectedRow(OBJECTS.readTree(parser));
                if (row != null) {
                    rows.add(row);
                    next = at + (int) parser.currentLocation().getCharOffset();
                }
            } catch (IOException noObject) {
                // The search goes on behind this brace.
            }
            at = text.indexOf('{', next);
        }
        return rows;
    }

    private static List<List<Object>> expectedRows(JsonNode tree) {
        List<List<Object>> rows = new ArrayList<>();
        if (tree != null
                && tree.path("trnm").asText().equals("REAL")
                && tree.path("data").isArray()) {
            for (JsonNode row : tree.get("data")) {
                List<Object> said = expectedRow(row);
                if (said != null) {
                    rows.add(said);
                }
            }
        }
        return rows;
    }

    private static int expectedRejections(JsonNode tree, String text) {
        if (text.strip().equals("PING")) {
            return 0;
        }
        if (!tree.path("trnm").asText().equals("REAL") || !tree.path("data").isArray()) {
            return isControl(tree) ? 0 : 1;
        }
        int rejected = 0;
        for (JsonNode row : tree.get("data")) {
            boolean otherType = row.path("type").isTextual()
                    && !READ_TYPES.contains(row.get("type").asText());
            rejected += otherType || expectedRow(row) != null ? 0 : 1;
        }
        return rejected;
    }

    private static boolean isControl(JsonNode tree) {
        JsonNode code = tree.path("return_code");
        boolean wholeCode = (code.isTextual() || code.isIntegralNumber())
                && code.asText().matches("[+-]?[0-9]+")
                && new BigInteger(code.asText()).bitLength() < 32;
        return switch (tree.path("trnm").asText()) {
            case "PING" -> true;
            case "LOGIN", "REG", "REMOVE" -> wholeCode;
            case "SYSTEM" -> tree.path("code").isTextual() || tree.path("code").isIntegralNumber();
            default -> false;
        };
    }

    /** What a row of a type that is read says, or null where it must be refused. */
    private static List<Object> expectedRow(JsonNode row) {
        JsonNode values = row.path("values");
        if (!row.path("type").isTextual() || !values.isObject()) {
            return null;
        }
        String item = row.path("item").isTextual() ? row.get("item").asText() : "";
        String type = row.get("type").asText();
        if (type.equals("0s")) {
            return expectedState(values);
        }
        if (type.equals("1h")) {
            return expectedInterruption(item, values);
        }
        Integer time = time(values, "20");
        if (item.isBlank() || time == null) {
            return null;
        }
        return switch (type) {
            case "0B", "0H" -> expectedPrice(type, item, time, values);
            case "0m" ->
                List.of(
                        "WarrantTheory",
                        item,
                        time,
                        amount(values, "10", 0),
                        amount(values, "670", 2),
                        amount(values, "671", 2),
                        amount(values, "706", 2),
                        doubtful(values, "672", 6, true),
                        doubtful(values, "673", 6, true),
                        doubtful(values, "674", 6, true),
                        doubtful(values, "675", 6, true),
                        doubtful(values, "676", 6, true));
            case "0u" ->
                List.of(
                        "WarrantIndicators",
                        item,
                        time,
                        doubtful(values, "666", 2, false),
                        doubtful(values, "1211", 2, false),
                        doubtful(values, "667", 2, false),
                        doubtful(values, "668", 2, false),
                        doubtful(values, "669", 2, false));
            default -> null;
        };
    }

    private static List<Object> expectedPrice(String type, String item, int time, JsonNode values) {
        BigDecimal price = number(values, "10", WHOLE, 1);
        BigDecimal change = number(values, "11", WHOLE, 1);
        BigDecimal rate = number(values, "12", RATE, 100);
        BigDecimal volume = optionalVolume(values);
        if (price == null
                || change == null
                || rate == null
                || volume == null
                || price.signum() == 0
                || rate.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            return null;
        }
        long shares = volume.longValueExact();
        if (type.equals("0H")) {
            return List.of(
                    "Expected",
                    item,
                    time,
                    price.abs().longValueExact(),
                    change.longValueExact(),
                    rate.intValueExact(),
                    shares == KiwoomEvent.Trade.NO_VOLUME ? OptionalLong.empty() : OptionalLong.of(Math.abs(shares)));
        }
        BigDecimal cumulative = number(values, "13", WHOLE, 1);
        return cumulative == null || cumulative.signum() < 0
                ? null
                : List.of(
                        "Trade",
                        item,
                        time,
                        price.abs().longValueExact(),
                        change.longValueExact(),
                        rate.intValueExact(),
                        cumulative.longValueExact(),
                        shares);
    }

    private static List<Object> expectedState(JsonNode values) {
        String code =
                values.path("215").isTextual() ? values.get("215").asText().strip() : "";
        Integer remaining = time(values, "214");
        return code.isEmpty() || code.length() > 4
                ? null
                : List.of(
                        "MarketState",
                        code,
                        optional(time(values, "20")),
                        optional(
                                remaining == null
                                        ? null
                                        : remaining / 10_000 * 3_600
                                                + remaining % 10_000 / 100 * 60
                                                + remaining % 100));
    }

    private static List<Object> expectedInterruption(String rowItem, JsonNode values) {
        JsonNode named = values.path("9001");
        JsonNode action = values.path("9068");
        boolean nameIsThere = named.isTextual() && !named.asText().isBlank();
        String item = nameIsThere ? named.asText().strip() : rowItem;
        if (item.isBlank()
                || (!named.isTextual() && !named.isMissingNode())
                || !action.isTextual()
                || !action.asText().strip().matches("[12]")) {
            return null;
        }
        String cause =
                values.path("1225").isTextual() ? values.get("1225").asText().strip() : "";
        return List.of(
                "VolatilityInterruption",
                item,
                KiwoomEvent.VolatilityInterruption.Action.values()[
                        action.asText().strip().charAt(0) - '1'],
                Optional.ofNullable(Map.of(
                                "정적", KiwoomEvent.VolatilityInterruption.Cause.STATIC,
                                "동적", KiwoomEvent.VolatilityInterruption.Cause.DYNAMIC,
                                "동적+정적", KiwoomEvent.VolatilityInterruption.Cause.BOTH,
                                "정적+동적", KiwoomEvent.VolatilityInterruption.Cause.BOTH)
                        .get(cause)),
                optional(time(values, "1223")),
                optional(time(values, "1224")),
                amount(values, "1221", 0),
                amount(values, "1236", 0),
                amount(values, "1237", 0));
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static Integer time(JsonNode values, String field) {
        JsonNode node = values.path(field);
        return node.isTextual() && TIME.matcher(node.asText().strip()).matches()
                ? Integer.valueOf(node.asText().strip())
                : null;
    }

    private static OptionalLong amount(JsonNode values, String field, int decimals) {
        OptionalLong value = doubtful(values, field, decimals, true);
        return value.isEmpty() || value.getAsLong() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.abs(value.getAsLong()));
    }

    /** {@code scaled}: a text without a point counts the smallest unit already. */
    private static OptionalLong doubtful(JsonNode values, String field, int decimals, boolean scaled) {
        JsonNode node = values.path(field);
        Matcher matcher = PLAIN.matcher(node.isTextual() ? node.asText().strip() : "");
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String fraction = matcher.group(3) == null ? "" : matcher.group(3);
        String digits = (matcher.group(2) + fraction).replaceFirst("^0+", "");
        boolean negative = matcher.group(1).endsWith("-");
        int target = scaled && matcher.group(3) == null ? 0 : decimals;
        if (digits.length() > 15
                || fraction.length() > target
                || digits.length() + target - fraction.length() > 18
                || isSaturated(digits, negative)) {
            return OptionalLong.empty();
        }
        BigDecimal value = new BigDecimal("0" + digits).movePointRight(target - fraction.length());
        return OptionalLong.of((negative ? value.negate() : value).longValueExact());
    }

    private static BigDecimal optionalVolume(JsonNode values) {
        JsonNode node = values.path("15");
        String text = node.asText().strip();
        boolean absent = node.isMissingNode() || (node.isTextual() && text.isEmpty());
        boolean saturated = node.isTextual()
                && text.matches("[+-]{0,2}[0-9]+(\\.[0-9]+)?")
                && isSaturated(text.replaceAll("[+.-]", "").replaceFirst("^0+", ""), text.matches("[+-]?-[0-9.]+"));
        return absent || saturated ? BigDecimal.valueOf(KiwoomEvent.Trade.NO_VOLUME) : number(values, "15", WHOLE, 1);
    }

    private static BigDecimal number(JsonNode values, String field, Pattern shape, int scale) {
        JsonNode node = values.path(field);
        String text = node.isTextual() ? node.asText().strip() : "";
        Matcher matcher = shape.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int digits = matcher.end(matcher.groupCount()) < 0 ? matcher.end(1) : matcher.end(matcher.groupCount());
        String magnitude = text.substring(0, digits).replaceAll("[+-]", "");
        String pointless = magnitude.replace(".", "").replaceFirst("^0+", "");
        int signs = 0;
        while (text.charAt(signs) == '+' || text.charAt(signs) == '-') {
            signs++;
        }
        boolean negative = signs > 0 && text.charAt(signs - 1) == '-';
        if (isSaturated(pointless, negative)) {
            return null;
        }
        BigDecimal value = new BigDecimal(magnitude).multiply(BigDecimal.valueOf(scale));
        return negative ? value.negate() : value;
    }

    private static boolean isSaturated(String pointless, boolean negative) {
        return pointless.equals("4294967295")
                || pointless.equals("2147483647")
                || (negative && pointless.matches("2147483[0-9]{3}"));
    }

    /** The kind and all it says but where and when it was received. */
    static List<Object> withoutPosition(KiwoomEvent event) {
        List<Object> values = new ArrayList<>();
        values.add(event.getClass().getSimpleName());
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            if (!component.getName().equals("receivedAt")
                    && !component.getName().equals("position")) {
                try {
                    values.add(component.getAccessor().invoke(event));
                } catch (ReflectiveOperationException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        }
        return values;
    }
}
