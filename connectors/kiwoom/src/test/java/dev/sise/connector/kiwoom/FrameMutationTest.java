package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]");

    private final Random random = new Random(SEED);
    private final KiwoomMetrics metrics = new KiwoomMetrics(new UnregisteredMetricsGroup());
    private final List<KiwoomEvent> events = new ArrayList<>();
    private final FrameIntake intake = new FrameIntake("main", 1, CLOCK, metrics, events::add);

    @Test
    void countsEveryMutatedFrameOnceAndKeepsEveryRowThatStayedValid() {
        System.out.printf("%d mutated frames with seed %d%n", FRAMES, SEED);
        long expectedTrades = 0;
        for (int i = 0; i < FRAMES; i++) {
            List<String> rows = randomRows();
            String original = random.nextInt(10) == 0 ? randomControl() : Frames.real(rows.toArray(String[]::new));
            String text = random.nextInt(10) == 0 ? randomText() : mutate(original);
            events.clear();
            long rejectedFrames = metrics.rejectedFrames.getCount();

            intake.take(text);

            List<KiwoomEvent.Trade> trades = events.stream()
                    .filter(KiwoomEvent.Trade.class::isInstance)
                    .map(KiwoomEvent.Trade.class::cast)
                    .toList();
            expectedTrades += trades.size();
            List<List<Object>> values =
                    trades.stream().map(this::withoutPosition).toList();
            JsonNode tree = parse(text);
            // Plain comparisons: a million AssertJ assertions take minutes.
            if (tree == null && !text.strip().equals("PING")) {
                check(metrics.rejectedFrames.getCount() == rejectedFrames + 1, i, "is rejected once", text);
                check(values.containsAll(untouched(rows, text)), i, "keeps its whole rows", text);
                check(values.equals(tradesAnywhere(text)), i, "invents and doubles nothing", text);
            } else {
                check(values.equals(expectedTrades(tree)), i, "yields " + expectedTrades(tree), text);
                int rejections = expectedRejections(tree, text);
                check(events.size() - trades.size() == rejections, i, "has " + rejections + " rejections", text);
            }
        }
        assertThat(metrics.frames.getCount()).isEqualTo(FRAMES);
        assertThat(metrics.dataFrames.getCount() + metrics.controlFrames.getCount() + metrics.rejectedFrames.getCount())
                .isEqualTo(FRAMES);
        assertThat(metrics.trades.getCount()).isEqualTo(expectedTrades);
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
                        metrics.trades.getCount()))
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
            if (random.nextInt(6) == 0) {
                rows.add("{\"values\":{\"36\":\"-134855.23\",\"20\":\"145448\"},\"type\":\"0G\",\"item\":\"069500\"}");
            } else {
                String sign = random.nextBoolean() ? "+" : "-";
                rows.add(Frames.trade(
                        "0%05d".formatted(random.nextInt(100_000)),
                        "1%d%02d%02d".formatted(random.nextInt(10), random.nextInt(60), random.nextInt(60)),
                        sign + (1 + random.nextInt(2_000_000)),
                        sign + random.nextInt(90_000),
                        sign + random.nextInt(30) + ".%02d".formatted(random.nextInt(100)),
                        Integer.toString(random.nextInt(90_000_000)),
                        (random.nextBoolean() ? " " : sign) + random.nextInt(10_000)));
            }
        }
        return rows;
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

    /** The trades of those rows whose text the mutation did not touch. */
    private static Set<List<Object>> untouched(List<String> rows, String text) {
        Set<List<Object>> trades = new LinkedHashSet<>();
        for (String row : rows) {
            if (text.contains(row)) {
                List<Object> trade = expectedTrade(parse(row));
                if (trade != null) {
                    trades.add(trade);
                }
            }
        }
        return trades;
    }

    /** The trades among the JSON objects that stand anywhere in the text, one after another and none inside another. */
    private static List<List<Object>> tradesAnywhere(String text) {
        List<List<Object>> trades = new ArrayList<>();
        int at = text.indexOf('{');
        while (at >= 0) {
            int next = at + 1;
            try (JsonParser parser = OBJECTS.createParser(text.substring(at))) {
                List<Object> trade = expectedTrade(OBJECTS.readTree(parser));
                if (trade != null) {
                    trades.add(trade);
                    next = at + (int) parser.currentLocation().getCharOffset();
                }
            } catch (IOException noObject) {
                // The search goes on behind this brace.
            }
            at = text.indexOf('{', next);
        }
        return trades;
    }

    private static List<List<Object>> expectedTrades(JsonNode tree) {
        List<List<Object>> trades = new ArrayList<>();
        if (tree != null
                && tree.path("trnm").asText().equals("REAL")
                && tree.path("data").isArray()) {
            for (JsonNode row : tree.get("data")) {
                List<Object> trade = expectedTrade(row);
                if (trade != null) {
                    trades.add(trade);
                }
            }
        }
        return trades;
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
            boolean otherType =
                    row.path("type").isTextual() && !row.get("type").asText().equals("0B");
            rejected += otherType || expectedTrade(row) != null ? 0 : 1;
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

    private static List<Object> expectedTrade(JsonNode row) {
        JsonNode values = row.path("values");
        if (!row.path("type").asText().equals("0B")
                || !row.path("item").isTextual()
                || row.path("item").asText().isBlank()
                || !values.isObject()) {
            return null;
        }
        BigDecimal price = number(values, "10", WHOLE, 1);
        BigDecimal change = number(values, "11", WHOLE, 1);
        BigDecimal rate = number(values, "12", RATE, 100);
        BigDecimal cumulative = number(values, "13", WHOLE, 1);
        BigDecimal volume = optionalVolume(values);
        JsonNode time = values.path("20");
        if (price == null
                || change == null
                || rate == null
                || cumulative == null
                || volume == null
                || price.signum() == 0
                || cumulative.signum() < 0
                || rate.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0
                || !time.isTextual()
                || !TIME.matcher(time.asText().strip()).matches()) {
            return null;
        }
        return List.of(
                row.get("item").asText(),
                Integer.parseInt(time.asText().strip()),
                price.abs().longValueExact(),
                change.longValueExact(),
                rate.intValueExact(),
                cumulative.longValueExact(),
                volume.longValueExact());
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

    private List<Object> withoutPosition(KiwoomEvent.Trade trade) {
        return List.of(
                trade.item(),
                trade.time(),
                trade.price(),
                trade.change(),
                trade.changeRate(),
                trade.cumulativeVolume(),
                trade.volume());
    }
}
