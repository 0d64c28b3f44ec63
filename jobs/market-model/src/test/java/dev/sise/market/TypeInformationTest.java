package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What jobs keep in state or send between operators must not fall back to Kryo. */
class TypeInformationTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                Ticker.class,
                InstrumentRecord.class,
                ListedInstrument.class,
                ElwFigures.class,
                ExpectedPrice.class,
                Tick.class,
                PriceUpdate.class,
                DemandLedger.Row.class,
                DemandLedger.Demand.class,
                DemandLedger.Changes.class,
                InstrumentClass.class,
                MarketStatus.class,
                Venue.class
            })
    void needsNoKryo(Class<?> type) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);

        assertThat(TypeInformation.of(type).createSerializer(config)).isNotNull();
    }
}
