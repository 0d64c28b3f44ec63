package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import java.io.IOException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What goes from one operator to another comes out as it went in, to the last bit, and without Kryo. */
class ScanRecordsTest {
    private static final Chart CHART = Chart.setup();
    private static final LocalDate DATE = CHART.lastDay();
    private static final ScanRun RUN = new ScanRun("night", ScanKind.NIGHTLY, DATE, ScanRequest.nightly(DATE));
    private static final List<Instrument> INSTRUMENTS = List.of(
            new Instrument(
                    "005930", "삼성전자", "KOSPI", InstrumentClass.COMMON, 5_969_782_550L, LocalDate.of(1975, 6, 11)),
            new Instrument("0015N0", "이름", "KOSDAQ", InstrumentClass.UNKNOWN, 0, null));

    @Test
    void aPartOfAScan() throws IOException {
        Sessions sessions = Sessions.of(List.of(CHART.history()));
        ScanPart part = new ScanPart(RUN, DATE, sessions, null, "0015N0", INSTRUMENTS);

        ScanPart copy = roundTrip(part, ScanPart.class);

        assertThat(copy.sessions().days()).isEqualTo(sessions.days());
        assertThat(new ScanPart(copy.run(), copy.sharesOf(), sessions, copy.from(), copy.to(), copy.instruments()))
                .isEqualTo(part);
    }

    @Test
    void whatWasFoundInAPart() throws IOException {
        AnalysedPart analysed = analysed();
        assertThat(analysed.analyses())
                .extracting(analysis -> analysis.unavailable() == null)
                .containsExactly(true, false);
        assertThat(analysed.analyses().get(0).bullish().base().contractions()).hasSize(3);

        assertThat(roundTrip(analysed, AnalysedPart.class)).isEqualTo(analysed);
    }

    @Test
    void theResult() throws IOException {
        AnalysedPart analysed = analysed();
        ScanRequest request = ScanRequest.builder()
                .asOf(DATE)
                .minAverageTradedValue(0)
                .signalTypes(List.of(SignalType.values()))
                .build();
        ScanResult result = Ranking.of(request, DATE, new InstrumentMaster(DATE, INSTRUMENTS), analysed.analyses());
        assertThat(result.signals()).hasSize(1);
        ScanOutput last = new ScanOutput(RUN, 2, result);

        assertThat(roundTrip(last, ScanOutput.class)).isEqualTo(last);
    }

    @Test
    void anInstrument() throws IOException {
        for (Instrument instrument : INSTRUMENTS) {
            assertThat(roundTrip(instrument, Instrument.class)).isEqualTo(instrument);
        }
    }

    private static AnalysedPart analysed() {
        Chart halted = Chart.threeContractions().flat(4, 96).halt();
        Sessions sessions = Sessions.of(List.of(CHART.history()));
        return AnalysePart.analyse(
                new ScanPart(RUN, DATE, sessions, null, null, INSTRUMENTS),
                List.of(
                        new MarketData.TickerRows(CHART.history(), null),
                        new MarketData.TickerRows(halted.history("0015N0"), null)),
                EnumSet.allOf(SignalType.class));
    }

    private static <T> T roundTrip(T record, Class<T> type) throws IOException {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        TypeSerializer<T> serializer = TypeInformation.of(type).createSerializer(config);
        DataOutputSerializer written = new DataOutputSerializer(1_024);
        serializer.serialize(record, written);
        return serializer.deserialize(new DataInputDeserializer(written.getCopyOfBuffer()));
    }
}
