package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.ItemDemand.Demanded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskableDemandTest {
    private static final Demanded WANTED = new Demanded(0, 0, true, true, 0, false);

    private final AtomicLong nanoTime = new AtomicLong(-5_000_000_000_000L);
    private final List<String> warnings = new ArrayList<>();
    private final AskableDemand askable = new AskableDemand(nanoTime::get, warnings::add);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "005930|000660",
                "|",
                "005930 ",
                "005930\n",
                "00593\"0",
                "삼성전자",
                "A23456789012345678901234567890123"
            })
    void leavesOutWhatIsNoItemAndServesAllOthers(String bad) {
        assertThat(askable.of(demand("005930", bad, "57JBHH_AL"))).containsOnlyKeys("005930", "57JBHH_AL");
        assertThat(askable.refused()).isEqualTo(1);
    }

    @Test
    void leavesOutAnItemOrADemandThatIsNull() {
        Map<String, Demanded> holes = new HashMap<>(demand("005930"));
        holes.put("000660", null);
        holes.put(null, WANTED);

        assertThat(askable.of(holes)).containsExactly(Map.entry("005930", WANTED));
        assertThat(askable.refused()).isEqualTo(2);
    }

    @Test
    void namesAnItemOnceWhileItIsDemandedAndNothingMoreOftenThanOnceAMinute() {
        askable.of(demand("005930", "a|b"));
        askable.of(demand("005930", "a|b"));
        askable.of(demand("005930", "a|b", "c\nd"));
        assertThat(warnings).map(AskableDemandTest::named).containsExactly("'a|b'");

        nanoTime.addAndGet(AskableDemand.LOG_INTERVAL.toNanos());
        askable.of(demand("005930", "a|b", "c\nd"));
        nanoTime.addAndGet(AskableDemand.LOG_INTERVAL.toNanos());
        askable.of(demand("005930", "a|b", "c\nd"));
        assertThat(warnings).map(AskableDemandTest::named).containsExactly("'a|b'", "'c?d'");
    }

    private static String named(String warning) {
        return warning.substring(warning.indexOf('\''), warning.indexOf(':'));
    }

    @Test
    void countsNothingAnyMoreWhenTheDemandIsRightAgain() {
        askable.of(demand("005930", "|"));

        assertThat(askable.of(demand("005930"))).containsOnlyKeys("005930");
        assertThat(askable.refused()).isZero();
    }

    @Test
    void doesNotCopyADemandThatCannotChange() {
        Map<String, Demanded> asked = Map.copyOf(demand("005930"));

        assertThat(askable.of(asked)).isSameAs(asked);
        assertThat(askable.of(asked)).isSameAs(asked);
    }

    private static Map<String, Demanded> demand(String... items) {
        Map<String, Demanded> demand = new LinkedHashMap<>();
        Arrays.stream(items).forEach(item -> demand.put(item, WANTED));
        return demand;
    }
}
