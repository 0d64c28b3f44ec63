package dev.sise.reference.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sise.market.InstrumentClass;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareListsTest {
    private static final SyncPlan PLAN = new SyncPlan(List.of(InstrumentList.values()), 1_000_000, 20_000, 20);

    private OneInputStreamOperatorTestHarness<SyncInput, SyncOutput> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new CompareLists(PLAN), SyncInput.typeInformation().createSerializer(new SerializerConfigImpl()));
        harness.setup(SyncOutput.typeInformation().createSerializer(new SerializerConfigImpl()));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void saysNothingBeforeAllListsAreThere() throws Exception {
        ListRow unreadable = row("0", "000030");
        unreadable.refusal = RowRefusal.NUMBER;
        unreadable.refusalWords = "lastPrice must be signs and digits";
        KnownStock known = new KnownStock();
        known.stock = new Stock();
        known.stock.ticker = "000020";
        known.stock.instrumentClass = InstrumentClass.COMMON;
        known.stock.listMarket = "0";
        known.stock.listed = true;
        known.lastEvent = ListingEvent.LISTED;

        harness.processElement(SyncInput.of(row("0", "000020")), 0);
        harness.processElement(SyncInput.of(known), 0);
        harness.processElement(SyncInput.of(unreadable), 0);
        harness.processElement(SyncInput.of(row("0", "000040")), 0);

        assertThat(harness.extractOutputValues()).isEmpty();

        harness.endInput();

        List<SyncOutput> results = harness.extractOutputValues();
        assertThat(results.get(0).rejected.position).isEqualTo("ka10099/0#000030");
        assertThat(results.get(0).rejected.reason).isEqualTo("lastPrice must be signs and digits");
        assertThat(results.get(0).rejected.bytes).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(results)
                .filteredOn(result -> result.stock != null)
                .extracting(result -> result.stock.ticker + " " + result.stock.listed)
                .containsExactlyInAnyOrder("000020 true", "000040 true");
        assertThat(results)
                .filteredOn(result -> result.event != null)
                .extracting(result -> result.event.ticker + " " + result.event.event)
                .containsExactly("000040 listed");
        TreeMap<String, Object> totals = new TreeMap<>();
        harness.getEnvironment()
                .getAccumulatorRegistry()
                .getSnapshot()
                .deserializeUserAccumulators(CompareListsTest.class.getClassLoader())
                .forEach((name, value) -> totals.put(name, value.getLocalValue()));
        assertThat(totals)
                .contains(entry("listed.common", 2L), entry("new", 1L), entry("delisted", 0L))
                .contains(entry("rejected.number", 1L));
    }

    @Test
    void throwsForAListThatThereIsNot() {
        assertThatThrownBy(() -> harness.processElement(SyncInput.of(row("7", "000020")), 0))
                .isInstanceOf(NoSuchElementException.class);
    }

    private static ListRow row(String marketType, String code) {
        ListRow row = new ListRow();
        row.marketType = marketType;
        row.position = "ka10099/" + marketType + "#" + code;
        row.code = code;
        row.marketCode = "0";
        row.raw = "{}";
        return row;
    }
}
