package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
        Tick none = new Tick("57JBHH", TickKind.NONE, Feed.POLL, 20_000, 0, 0, 0, 0, 0, 5, "empty \"row\"\n한글");

        byte[] bytes = json.write(none);

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .contains("\"ingest\":5,\"reason\":\"empty \\\"row\\\"\\n한글\"}")
                .doesNotContain("price");
        assertThat(json.read(bytes)).isEqualTo(none);
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
    void survivesFlinksSerializer(@ForAll("ticks") Tick tick) throws Exception {
        Tick.Serializer serializer = new Tick.Serializer();
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(tick, out);

        assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(tick);
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
        Arbitrary<TickKind> kinds = Arbitraries.of(TickKind.TRADE, TickKind.POLL);
        return Combinators.combine(codes, days, times, prices, changes, rates, volumes, kinds)
                .as((code, day, time, price, change, rate, volume, kind) -> new Tick(
                        code, kind, Feed.SESSION, day, time, price, change, rate, volume, 1_782_885_268_512L, null));
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
