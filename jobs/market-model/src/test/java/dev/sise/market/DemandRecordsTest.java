package dev.sise.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemandRecordsTest {

    private static final Ticker SAMSUNG = Ticker.of("005930");
    private static final Ticker NEW_STYLE = Ticker.of("0015N0");

    @Test
    void writesTheWireFormat() {
        assertThat(DemandRecords.heartbeatKey("gateway-0")).isEqualTo("gateway-0");
        assertThat(DemandRecords.subscriptionKey("gateway-0", SAMSUNG)).isEqualTo("gateway-0/005930");
        assertThat(DemandRecords.fetchKey("gateway-0", SAMSUNG)).isEqualTo("gateway-0/005930/fetch");
        assertThat(text(DemandRecords.heartbeat(1782880000000L))).isEqualTo("{\"v\":1,\"incarnation\":1782880000000}");
        assertThat(text(DemandRecords.subscription(1782880000000L, 3)))
                .isEqualTo("{\"v\":1,\"incarnation\":1782880000000,\"subscribers\":3}");
        assertThat(text(DemandRecords.clock())).isEqualTo("{\"v\":1}");
        assertThat(text(DemandRecords.scan("s-1", LocalDate.of(2026, 7, 1), List.of(SAMSUNG, NEW_STYLE))))
                .isEqualTo("{\"v\":1,\"scan_id\":\"s-1\",\"date\":\"2026-07-01\",\"tickers\":[\"005930\",\"0015N0\"]}");
    }

    @Test
    void readsWhatItWrites() {
        assertThat(DemandRecords.decode("g", DemandRecords.heartbeat(7)))
                .isEqualTo(new DemandRecords.Heartbeat("g", 7));
        assertThat(DemandRecords.decode("g", null)).isEqualTo(new DemandRecords.Departure("g"));
        assertThat(DemandRecords.decode("g/005930", DemandRecords.subscription(7, 2)))
                .isEqualTo(new DemandRecords.Subscription("g", SAMSUNG, 7, 2));
        assertThat(DemandRecords.decode("g/005930", null)).isEqualTo(new DemandRecords.Unsubscription("g", SAMSUNG));
        assertThat(DemandRecords.decode("g/005930/fetch", bytes("whatever")))
                .isEqualTo(new DemandRecords.Fetch("g", SAMSUNG));
        assertThat(DemandRecords.decode("clock", DemandRecords.clock())).isEqualTo(new DemandRecords.ClockTick());
        assertThat(DemandRecords.decode("clock", null)).isEqualTo(new DemandRecords.ClockTick());
        assertThat(DemandRecords.decode("scan", null)).isEqualTo(new DemandRecords.ScanWithdrawn());
        assertThat(DemandRecords.decode(
                        "scan", DemandRecords.scan("s", LocalDate.of(2026, 7, 1), List.of(SAMSUNG, SAMSUNG))))
                .isEqualTo(new DemandRecords.Scan("s", LocalDate.of(2026, 7, 1), List.of(SAMSUNG)));
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        assertThat(DemandRecords.decode(
                        "g/005930",
                        bytes("{\"since\":{\"a\":[1]},\"v\":2,\"subscribers\":1,\"incarnation\":5,\"x\":null}")))
                .isEqualTo(new DemandRecords.Subscription("g", SAMSUNG, 5, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/005930",
                "g/",
                "g//",
                "g/5930",
                "g/005930_NX",
                "g/a05930",
                "g/005930/",
                "g/005930/x",
                "g/005930/fetch/",
                "g h",
                "scan/005930",
                "clock/005930",
                "게이트웨이",
                "g/0152301010"
            })
    void namesTheReasonForAKeyThatBreaksTheRule(String key) {
        assertThat(DemandRecords.decode(key, DemandRecords.subscription(1, 1)))
                .isInstanceOfSatisfying(DemandRecords.Malformed.class, malformed -> assertThat(malformed.reason())
                        .contains("key"));
    }

    @Test
    void namesTheReasonForANullOrHugeKey() {
        assertThat(DemandRecords.decode(null, null)).isInstanceOf(DemandRecords.Malformed.class);
        assertThat(DemandRecords.decode("x".repeat(1_000_000), null))
                .isInstanceOfSatisfying(DemandRecords.Malformed.class, malformed -> assertThat(malformed.reason())
                        .hasSizeLessThan(400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "g; ''; heartbeat: the value must be a JSON object",
                "g; []; heartbeat: the value must be a JSON object",
                "g; {; heartbeat: the value must be a JSON object",
                "g; {\"incarnation\":1}; heartbeat: v must be there and 1 or more",
                "g; {\"v\":0,\"incarnation\":1}; heartbeat: v must be there and 1 or more",
                "g; {\"v\":1}; heartbeat: incarnation must be there, whole and positive",
                "g; {\"v\":1,\"incarnation\":\"1\"}; heartbeat: incarnation must be there, whole and positive",
                "g; {\"v\":1,\"incarnation\":1.5}; heartbeat: incarnation must be there, whole and positive",
                "g; {\"v\":1,\"incarnation\":99999999999999999999}; heartbeat: incarnation must be there, whole and positive",
                "g; {\"v\":1,\"incarnation\":1}{}; heartbeat: the value must be one JSON object and nothing after it",
                "g/005930; {\"v\":1,\"incarnation\":1}; subscription: subscribers must be there and 0 to 1000000",
                "g/005930; {\"v\":1,\"incarnation\":1,\"subscribers\":-1}; subscription: subscribers must be there and 0 to 1000000",
                "g/005930; {\"v\":1,\"incarnation\":1,\"subscribers\":1000001}; subscription: subscribers must be there and 0 to 1000000",
                "g/005930; {\"v\":1,\"incarnation\":0,\"subscribers\":1}; subscription: incarnation must be there, whole and positive",
                "scan; {\"v\":1,\"date\":\"2026-07-01\",\"tickers\":[]}; scan: scan_id must be a text",
                "scan; {\"v\":1,\"scan_id\":\"s\",\"date\":\"2026-07-01\"}; scan: tickers must be a list",
                "scan; {\"v\":1,\"scan_id\":\"s\",\"tickers\":[]}; scan: date must be a day such as 2026-07-01",
                "scan; {\"v\":1,\"scan_id\":\"s\",\"date\":\"1 July\",\"tickers\":[]}; scan: date must be a day such as 2026-07-01 and is '1 July'",
            })
    void namesTheReasonForAValueThatBreaksTheRule(String key, String value, String reason) {
        assertThat(DemandRecords.decode(key, bytes(value))).isEqualTo(new DemandRecords.Malformed(reason));
    }

    @Test
    void refusesAWholeScanForOneTickerThatIsNone() {
        assertThat(DemandRecords.decode(
                        "scan",
                        bytes("{\"v\":1,\"scan_id\":\"s\",\"date\":\"2026-07-01\",\"tickers\":[\"005930\",7]}")))
                .isInstanceOf(DemandRecords.Malformed.class);
    }

    @Test
    void refusesEveryTruncationOfAValue() {
        byte[] scan = DemandRecords.scan("s", LocalDate.of(2026, 7, 1), List.of(SAMSUNG, NEW_STYLE));
        for (int length = 0; length < scan.length; length++) {
            assertThat(DemandRecords.decode("scan", Arrays.copyOf(scan, length)))
                    .isInstanceOf(DemandRecords.Malformed.class);
        }
    }

    @Property
    void neverThrowsForAnyBytes(@ForAll String key, @ForAll byte[] value) {
        assertThat(DemandRecords.decode(key, value)).isNotNull();
        assertThat(DemandRecords.decode("g", value)).isInstanceOf(DemandRecords.Malformed.class);
    }

    @Property
    void neverThrowsForAMutatedValue(@ForAll @IntRange(max = 70) int position, @ForAll byte replacement) {
        byte[] value = DemandRecords.scan("s", LocalDate.of(2026, 7, 1), List.of(SAMSUNG, NEW_STYLE));
        value[position % value.length] = replacement;
        assertThat(DemandRecords.decode("scan", value)).isNotNull();
        assertThat(DemandRecords.decode("g/005930", value)).isInstanceOf(DemandRecords.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "clock", "scan", "a/b", "a b"})
    void refusesToWriteAKeyForABadGatewayName(String gateway) {
        assertThatThrownBy(() -> DemandRecords.heartbeatKey(gateway))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a gateway is named by");
    }

    @Test
    void refusesToWriteValuesOutOfRange() {
        assertThatThrownBy(() -> DemandRecords.heartbeat(0)).hasMessage("an incarnation must be positive: 0");
        assertThatThrownBy(() -> DemandRecords.subscription(1, -1)).hasMessage("subscribers must be 0 to 1000000: -1");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
