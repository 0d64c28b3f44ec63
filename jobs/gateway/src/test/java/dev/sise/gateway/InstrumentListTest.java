package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.market.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstrumentListTest {
    private static final ListedInstrument.Status LISTED = ListedInstrument.Status.LISTED;
    private static final Instant WRITTEN = Instant.parse("2026-06-30T23:30:00Z");
    private static final Ticker NEW_STOCK = Ticker.of("0015N0");

    private final InstrumentList list = new InstrumentList(3);

    @Test
    void keepsTheNewestRecordOfEachTicker() {
        apply("005930", 316_000);
        apply("005930", 317_000);

        assertThat(list.find(Ticker.of("005930"))).hasValueSatisfying(listing -> {
            assertThat(listing.instrument().lastClose()).isEqualTo(317_000);
            assertThat(listing.writtenAt()).isEqualTo(WRITTEN);
        });
        assertThat(list.size()).isOne();
        list.apply("005930", null, WRITTEN);
        assertThat(list.find(Ticker.of("005930"))).isEmpty();
    }

    @Test
    void lacksNothingBeforeItWasReadToTheEndAndHasSomething() {
        assertThat(list.problem()).contains("the list of instruments was not read yet");
        apply("005930", 316_000);
        assertThat(list.lacks(NEW_STOCK)).isFalse();
        list.readToTheEnd();

        assertThat(list.problem()).isEmpty();
        assertThat(list.lacks(NEW_STOCK)).isTrue();
        assertThat(list.lacks(Ticker.of("005930"))).isFalse();
        list.apply("005930", null, WRITTEN);
        assertThat(list.lacks(NEW_STOCK)).isFalse();
        assertThat(list.problem()).contains("the list of instruments is empty");
    }

    @Test
    void takesTheClassFromTheListAndFromTheCodeBeforeThat() {
        assertThat(list.classOf(Ticker.of("069500"))).isEqualTo(InstrumentClass.UNKNOWN);
        ListedInstrument fund = new ListedInstrument(
                Ticker.of("069500"),
                InstrumentClass.ETF,
                "ETF",
                "이름",
                0,
                null,
                0,
                false,
                ListedInstrument.Status.LISTED);

        list.apply("069500", InstrumentJson.write(fund), WRITTEN);

        assertThat(list.classOf(Ticker.of("069500"))).isEqualTo(InstrumentClass.ETF);
    }

    @Test
    void countsRecordsThatAreNoneAndKeepsWhatItHas() {
        apply("005930", 316_000);
        list.apply("005930", "{\"v\":1}".getBytes(StandardCharsets.UTF_8), WRITTEN);
        list.apply("000660", InstrumentJson.write(InstrumentTopic.instrument("005930", 1, LISTED)), WRITTEN);
        list.apply("no ticker", null, WRITTEN);
        list.apply(null, null, WRITTEN);

        assertThat(list.refusedRecords()).isEqualTo(4);
        assertThat(list.size()).isOne();
    }

    @Test
    void takesNoMoreThanItMayAndStillChangesWhatItHas() {
        for (String ticker : List.of("005930", "000660", "035420", "035720", "005380")) {
            apply(ticker, 1);
        }
        apply("035420", 2);

        assertThat(list.size()).isEqualTo(3);
        assertThat(list.refusedRecords()).isEqualTo(2);
        assertThat(list.find(Ticker.of("035420")).orElseThrow().instrument().lastClose())
                .isEqualTo(2);
    }

    private void apply(String ticker, long lastClose) {
        list.apply(ticker, InstrumentJson.write(InstrumentTopic.instrument(ticker, lastClose, LISTED)), WRITTEN);
    }
}
