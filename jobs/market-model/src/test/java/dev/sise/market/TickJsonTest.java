package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickJsonTest {
    private static final Tick TRADE = Tick.trade(
            "005930",
            Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay()),
            14 * 3_600 + 54 * 60 + 28,
            316_500,
            -17_500,
            -524,
            20_631_648,
            1_782_885_268_512L);
    private static final String TRADE_JSON = "{\"v\":1,\"ticker\":\"005930\",\"kind\":\"trade\",\"feed\":\"session\","
            + "\"day\":\"2026-07-01\",\"time\":\"14:54:28\",\"price\":316500,\"change\":-17500,\"change_rate\":-5.24,"
            + "\"volume\":20631648,\"ingest\":1782885268512}";

    private final TickJson json = new TickJson();

    @Test
    void writesTheContract() {
        assertThat(new String(json.write(TRADE), StandardCharsets.UTF_8)).isEqualTo(TRADE_JSON);
    }

    @Test
    void writesAnEmptyPollWithoutPriceAndWithItsReasonEscaped() throws Exception {
        Tick none = Tick.none("57JBHH", Feed.POLL, 20_000, 0, 5, "empty \"row\"\n한글");

        byte[] bytes = json.write(none);

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .contains("\"ingest\":5,\"reason\":\"empty \\\"row\\\"\\n한글\"}")
                .doesNotContain("price");
        assertThat(json.read(bytes)).isEqualTo(none);
    }

    @Test
    void writesAnExpectedPriceLikeAPrice() throws Exception {
        Tick expected = Tick.expected("005930", 20_635, 32_100, 316_500, -17_500, -524, 7_805, 5);

        byte[] bytes = json.write(expected);

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"v\":1,\"ticker\":\"005930\",\"kind\":\"expected\",\"feed\":\"session\",\"day\":\"2026-07-01\","
                                + "\"time\":\"08:55:00\",\"price\":316500,\"change\":-17500,\"change_rate\":-5.24,\"volume\":7805,"
                                + "\"ingest\":5}");
        assertThat(json.read(bytes)).isEqualTo(expected);
    }

    @Test
    void writesFiguresOfAWarrantAndLeavesOutWhatIsNotKnown() throws Exception {
        ElwFigures terms = new ElwFigures(
                new BigDecimal("214462"), LocalDate.of(2026, 9, 14), new BigDecimal("0.0021"), null, null);
        Tick poll = Tick.poll("57M747", Feed.POLL, 20_635, 53_668, 20, 0, 0, 35_800, 5, terms);
        Tick pushed = Tick.elw(
                "57M747",
                20_635,
                53_668,
                new ElwFigures(null, null, null, new BigDecimal("21.270"), new BigDecimal("58.71")),
                6);

        assertThat(new String(json.write(poll), StandardCharsets.UTF_8))
                .endsWith("\"volume\":35800,\"ingest\":5,"
                        + "\"elw\":{\"strike\":214462,\"expiry\":\"2026-09-14\",\"ratio\":0.0021}}");
        assertThat(new String(json.write(pushed), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"v\":1,\"ticker\":\"57M747\",\"kind\":\"elw\",\"feed\":\"session\",\"day\":\"2026-07-01\","
                                + "\"time\":\"14:54:28\",\"ingest\":6,\"elw\":{\"theory\":21.27,\"iv\":58.71}}");
        assertThat(json.read(json.write(poll))).isEqualTo(poll);
        assertThat(json.read(json.write(pushed))).isEqualTo(pushed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trade | \"elw\":{\"iv\":1} | elw must not be there in a record of kind trade",
                "elw | \"reason\":\"x\" | elw must be there in a record of kind elw",
                "elw | \"elw\":{} | elw must have one of strike, expiry, ratio, theory and iv",
                "elw | \"elw\":{\"iv\":null} | elw must have one of strike, expiry, ratio, theory and iv",
                "elw | \"elw\":7 | elw must be an object",
                "elw | \"elw\":{\"iv\":\"7\"} | elw.iv must be a number",
                "elw | \"elw\":{\"theory\":-0.01} | elw.theory must be 0 or more",
                "elw | \"elw\":{\"strike\":1e999999999} | elw.strike must be 0 or more with at most 12 digits before",
                "elw | \"elw\":{\"ratio\":0.00000001} | elw.ratio must be 0 or more with at most 12 digits before and 6 behind",
                "elw | \"elw\":{\"expiry\":\"20260914\"} | elw.expiry must be an ISO date, was 20260914",
                "vi | \"reason\":\"over\" | reason of a vi must be activated or released, was over",
                "vi | \"elw\":null | reason of a vi must be activated or released, was null",
            })
    void refusesDataThatItsKindHasNot(String kind, String member, String reason) {
        String bad = TRADE_JSON.replace("trade", kind).replace("}", "," + member + "}");

        assertThatThrownBy(() -> json.read(bytes(bad)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void readsMembersInAnyOrderAndIgnoresUnknownOnes() throws Exception {
        String other = "{ \"ingest\":1782885268512, \"later\":{\"a\":[1]}, \"volume\":20631648, \"change_rate\":-5.24,"
                + " \"change\":-17500, \"price\":316500, \"time\":\"14:54:28\", \"day\":\"2026-07-01\", \"feed\":\"session\","
                + " \"kind\":\"trade\", \"ticker\":\"005930\", \"v\":2}";

        assertThat(json.read(bytes(other))).isEqualTo(TRADE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"price\":316500 | \"price\":0 | price of a trade must be positive",
                "\"price\":316500 | \"price\":1.5 | price must be a whole number",
                "\"price\":316500 | \"price\":99999999999999999999 | a tick could not be read",
                "\"price\":316500, | `` | price is missing",
                "\"volume\":20631648 | \"volume\":-1 | volume must not be negative",
                "-5.24 | -5.241 | change_rate must have at most two decimals",
                "-5.24 | 999999999e2147483640 | change_rate must have at most two decimals",
                "-5.24 | 1e999999999 | change_rate must have at most two decimals",
                "2026-07-01 | 2026-02-30 | day must be an ISO date",
                "14:54:28 | 24:00:00 | time must be HH:MM:SS",
                "trade | sale | kind must be one of",
                "session | telex | feed must be session or poll",
                "005930 | 00593 | ticker must be six",
                "005930 | 00593a | ticker must be six",
                "005930 | ABCDEF | with a digit among them",
                "} | `` | a tick must be JSON",
            })
    void refusesWhatBreaksARuleAndNamesIt(String valid, String broken, String reason) {
        String bad = TRADE_JSON.replace(valid, broken);

        assertThatThrownBy(() -> json.read(bytes(bad)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAReasonThatIsNoSentence() {
        String bad = TRADE_JSON.replace("}", ",\"reason\":\"" + "x".repeat(70_000) + "\"}");

        assertThatThrownBy(() -> json.read(bytes(bad))).hasMessage("reason must have at most 1000 characters");
    }

    @Test
    void neverThrowsAnythingElseOnMutatedBytes() {
        Random random = new Random(20_261_123);
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = bytes(TRADE_JSON);
            for (int k = random.nextInt(4); k >= 0; k--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            assertReadsLikeJackson(mutated);
        }
    }

    @Property
    void readsWhatItWrote(@ForAll("ticks") Tick tick) throws Exception {
        assertThat(json.read(json.write(tick))).isEqualTo(tick);
    }

    @Property
    void readsFiguresAsTheyWereWritten(@ForAll("figures") ElwFigures figures) throws Exception {
        Tick tick = Tick.elw("57JBHH", 20_635, 1, figures, 2);

        assertThat(json.read(json.write(tick))).isEqualTo(tick);
        assertSurvivesFlinksSerializer(tick);
    }

    @Test
    void keepsReasonAndFeedOfEveryKindInFlinksSerializer() throws Exception {
        assertSurvivesFlinksSerializer(Tick.vi("005930", 20_635, 1, true, 2));
        assertSurvivesFlinksSerializer(Tick.vi("005930", 20_635, 1, false, 2));
        assertSurvivesFlinksSerializer(Tick.none("57JBHH", Feed.POLL, 20_635, 1, 2, null));
        assertSurvivesFlinksSerializer(Tick.gap("57JBHH", Feed.SESSION, 20_635, 1, 2, "reconnected"));
        assertSurvivesFlinksSerializer(Tick.poll(
                "57JBHH",
                Feed.POLL,
                20_635,
                1,
                5,
                0,
                0,
                0,
                2,
                new ElwFigures(BigDecimal.ONE, LocalDate.of(2026, 9, 14), null, null, null)));
    }

    @Property
    void survivesFlinksSerializer(@ForAll("ticks") Tick tick) throws Exception {
        assertSurvivesFlinksSerializer(tick);
    }

    private static void assertSurvivesFlinksSerializer(Tick tick) throws Exception {
        Tick.Serializer serializer = new Tick.Serializer();
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(tick, out);

        assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(tick);
    }

    @Provide
    Arbitrary<ElwFigures> figures() {
        Arbitrary<BigDecimal> numbers = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, new BigDecimal("999999999999"))
                .ofScale(6)
                .injectNull(0.3);
        Arbitrary<LocalDate> days = Arbitraries.longs()
                .between(0, 40_000)
                .map(LocalDate::ofEpochDay)
                .injectNull(0.3);
        return Combinators.combine(numbers, days, numbers, numbers)
                .as((first, day, second, theory) -> new ElwFigures(first, day, second, theory, BigDecimal.TEN));
    }

    @Provide
    Arbitrary<Tick> ticks() {
        Arbitrary<String> codes = Arbitraries.strings()
                .withCharRange('0', '9')
                .withCharRange('A', 'Z')
                .ofLength(6)
                .filter(code -> code.chars().anyMatch(Character::isDigit));
        Arbitrary<Integer> days = Arbitraries.integers().between(0, 40_000);
        Arbitrary<Integer> times = Arbitraries.integers().between(0, 86_399);
        Arbitrary<Long> prices = Arbitraries.longs().between(1, 10_000_000_000L);
        Arbitrary<Long> changes = Arbitraries.longs().between(-1_000_000_000L, 1_000_000_000L);
        Arbitrary<Integer> rates = Arbitraries.integers();
        Arbitrary<Long> volumes = Arbitraries.longs().between(0, 1_000_000_000_000L);
        Arbitrary<TickKind> kinds = Arbitraries.of(TickKind.TRADE, TickKind.POLL, TickKind.EXPECTED);
        return Combinators.combine(codes, days, times, prices, changes, rates, volumes, kinds)
                .as((code, day, time, price, change, rate, volume, kind) -> new Tick(
                        code,
                        kind,
                        Feed.SESSION,
                        day,
                        time,
                        price,
                        change,
                        rate,
                        volume,
                        1_782_885_268_512L,
                        null,
                        null));
    }

    /** The reader by position and the general one must never disagree. */
    private void assertReadsLikeJackson(byte[] bytes) {
        Object byPosition = outcome(bytes);
        Object general = outcome(reordered(bytes));
        if (general != null) {
            assertThat(byPosition)
                    .as(new String(bytes, StandardCharsets.ISO_8859_1))
                    .isEqualTo(general);
        }
    }

    private Object outcome(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return json.read(bytes);
        } catch (MalformedRecordException e) {
            return "refused";
        }
    }

    /** The same object with a blank in front, which only the general reader takes; null when it is no JSON object. */
    private static byte[] reordered(byte[] bytes) {
        try {
            if (!(new ObjectMapper().readTree(bytes) instanceof ObjectNode)) {
                return null;
            }
        } catch (IOException e) {
            return null;
        }
        return bytes(" " + new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
