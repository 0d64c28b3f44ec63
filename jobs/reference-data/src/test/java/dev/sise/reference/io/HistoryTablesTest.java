package dev.sise.reference.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.reference.functions.LoadTable;
import org.junit.jupiter.api.Test;

class HistoryTablesTest {

    @Test
    void asksForFlowsOfStocksAloneAndForPricesOfFundsToo() {
        assertThat(HistoryTables.classes(LoadTable.INVESTOR_FLOWS))
                .containsExactlyInAnyOrder(InstrumentClass.COMMON, InstrumentClass.PREFERRED);
        assertThat(HistoryTables.classes(LoadTable.DAILY_PRICES))
                .contains(InstrumentClass.COMMON, InstrumentClass.PREFERRED, InstrumentClass.ETF, InstrumentClass.REIT)
                .doesNotContain(InstrumentClass.ELW, InstrumentClass.ETN, InstrumentClass.OTC);
    }
}
