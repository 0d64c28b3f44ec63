package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ka10081 and ka10059 without a socket, on a clock that the test moves. */
class HistoryRequestsTest {

    private static final LocalDateTime FRIDAY_TEN = LocalDateTime.of(2026, 11, 20, 10, 0);

    private final MovingClock clock = new MovingClock();
    private final Market market = new Market(InstrumentList.of(100, 1, FRIDAY_TEN.toLocalDate()), 1, FRIDAY_TEN, false);
    private final Histories histories = new Histories(market, 1);
    private final RestFaults faults = new RestFaults();
    private final DailyCandles candles = new DailyCandles(market, histories, clock, faults);
    private final InvestorFlows flows = new InvestorFlows(market, histories, clock, faults);
    private final TickerState samsung = market.find("005930").orElseThrow();

    private static final class MovingClock extends Clock {
        private Instant now = FRIDAY_TEN.atZone(KiwoomSimulator.ZONE).toInstant();

        void set(LocalDateTime time) {
            now = time.atZone(KiwoomSimulator.ZONE).toInstant();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return KiwoomSimulator.ZONE;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void sixHundredDaysAreAPageAndItsKeyLeadsToTheRest() throws Exception {
        DataRequest.Page first = candles.answer(candleBody("005930", "20261120", "1"), "");
        DataRequest.Page second = candles.answer(candleBody("005930", "20261120", "1"), first.nextKey());
        List<JsonNode> rows = rows(first);
        rows.addAll(rows(second));

        assertThat(rows(first)).hasSize(600);
        assertThat(first.nextKey()).isNotEmpty();
        assertThat(second.nextKey()).isEmpty();
        assertThat(rows).hasSize(HistoryGenerator.SESSIONS + 1);
        List<String> days = rows.stream().map(row -> text(row, "dt")).toList();
        assertThat(days).startsWith("20261120", "20261119", "20261118").doesNotHaveDuplicates();
        assertThat(days).isSortedAccordingTo((one, other) -> other.compareTo(one));
        assertThat(first.body().get("stk_cd").textValue()).isEqualTo("005930");
    }

    @Test
    void aRowHasTheFieldsOfARealOneInItsOrderWithUnsignedPrices() throws Exception {
        JsonNode row =
                rows(candles.answer(candleBody("005930", "20261119", "1"), "")).get(0);

        assertThat(row.fieldNames())
                .toIterable()
                .containsExactly(
                        "cur_prc",
                        "trde_qty",
                        "trde_prica",
                        "dt",
                        "open_pric",
                        "high_pric",
                        "low_pric",
                        "pred_pre",
                        "pred_pre_sig",
                        "trde_tern_rt");
        assertThat(text(row, "dt")).isEqualTo("20261119");
        assertThat(text(row, "cur_prc")).isEqualTo(Long.toString(samsung.basePrice()));
        assertThat(text(row, "open_pric")).matches("[0-9]+");
        assertThat(text(row, "pred_pre")).matches("[+-][0-9]+|0");
        assertThat(text(row, "trde_tern_rt")).matches("\\+[0-9]+\\.[0-9]{2}");
    }

    @Test
    void todayIsTheMarketsOwnDayAndEndsInTheHistory() throws Exception {
        JsonNode today =
                rows(candles.answer(candleBody("005930", "20261120", "1"), "")).get(0);
        assertThat(number(today, "cur_prc")).isEqualTo(samsung.price());
        assertThat(number(today, "open_pric")).isEqualTo(samsung.open());
        assertThat(number(today, "trde_qty")).isEqualTo(samsung.volume());
        assertThat(number(today, "pred_pre")).isEqualTo(samsung.price() - samsung.basePrice());

        SplittableRandom random = new SplittableRandom(3);
        LocalDateTime afterMarket = FRIDAY_TEN.withHour(17);
        samsung.jump(random);
        long regularClose = samsung.previousClose(LocalDate.of(2026, 11, 21));
        samsung.trade(random, afterMarket, MarketPhase.AFTER_MARKET);
        clock.set(afterMarket);
        JsonNode evening =
                rows(candles.answer(candleBody("005930", "20261120", "1"), "")).get(0);
        assertThat(number(evening, "cur_prc")).isEqualTo(samsung.price()).isNotEqualTo(regularClose);

        // Monday before the open: no row yet, and Friday has its regular close.
        clock.set(LocalDateTime.of(2026, 11, 23, 8, 55));
        JsonNode friday =
                rows(candles.answer(candleBody("005930", "20261123", "1"), "")).get(0);
        assertThat(text(friday, "dt")).isEqualTo("20261120");
        assertThat(number(friday, "cur_prc")).isEqualTo(regularClose);

        LocalDateTime monday = LocalDateTime.of(2026, 11, 23, 9, 30);
        clock.set(monday);
        samsung.trade(random, monday, MarketPhase.REGULAR);
        List<JsonNode> rows = rows(candles.answer(candleBody("005930", "20261123", "1"), ""));
        assertThat(rows.get(0).get("dt").textValue()).isEqualTo("20261123");
        assertThat(number(rows.get(0), "open_pric")).isEqualTo(samsung.open());
        assertThat(rows.get(1)).isEqualTo(friday);
    }

    @Test
    void suspendedDaysAreZerosWithTheCloseBefore() throws Exception {
        long close = samsung.previousClose(LocalDate.of(2026, 11, 23));
        samsung.halt(true);
        clock.set(LocalDateTime.of(2026, 11, 24, 12, 0));

        List<JsonNode> rows = rows(candles.answer(candleBody("005930", "20261124", "1"), ""));

        assertThat(rows.stream().limit(3).map(row -> text(row, "dt")))
                .containsExactly("20261124", "20261123", "20261120");
        for (JsonNode halted : rows.subList(0, 2)) {
            assertThat(number(halted, "cur_prc")).isEqualTo(close);
            assertThat(List.of("open_pric", "high_pric", "low_pric", "trde_qty", "trde_prica", "pred_pre"))
                    .allMatch(field -> text(halted, field).equals("0"));
            assertThat(text(halted, "pred_pre_sig")).isEqualTo("0");
            assertThat(text(halted, "trde_tern_rt")).isEqualTo("0.00");
        }
    }

    @Test
    void theBaseDayIsTheNewestThatIsAnswered() throws Exception {
        assertThat(text(
                        rows(candles.answer(candleBody("005930", "20261115", "1"), ""))
                                .get(0),
                        "dt"))
                .isEqualTo("20261113");
        assertThat(text(
                        rows(candles.answer(candleBody("005930", "20991231", "1"), ""))
                                .get(0),
                        "dt"))
                .isEqualTo("20261120");
        assertThat(rows(candles.answer(candleBody("005930", "19990101", "1"), "")))
                .isEmpty();
    }

    @Test
    void aSplitChangesTheAdjustedPastAndNotWhatWasPaid() throws Exception {
        List<JsonNode> adjustedBefore = rows(candles.answer(candleBody("005930", "20261119", "1"), ""));
        List<JsonNode> paidBefore = rows(candles.answer(candleBody("005930", "20261119", "0"), ""));
        long shares = samsung.instrument().listedShares();

        histories.split(samsung, 50, FRIDAY_TEN.toLocalDate());

        assertThat(samsung.basePrice()).isEqualTo(1_430);
        assertThat(samsung.instrument().listedShares()).isEqualTo(50 * shares);
        assertThat(rows(candles.answer(candleBody("005930", "20261119", "0"), "")).stream()
                        .map(row -> text(row, "cur_prc")))
                .containsExactlyElementsOf(
                        paidBefore.stream().map(row -> text(row, "cur_prc")).toList());
        List<JsonNode> adjusted = rows(candles.answer(candleBody("005930", "20261119", "1"), ""));
        assertThat(number(adjusted.get(0), "cur_prc")).isEqualTo(1_430);
        for (int at = 0; at < adjusted.size(); at++) {
            assertThat(number(adjusted.get(at), "cur_prc"))
                    .isEqualTo(Math.round(number(adjustedBefore.get(at), "cur_prc") * 1_430 / 71_500.0));
            assertThat(number(adjusted.get(at), "trde_qty")).isEqualTo(50 * number(adjustedBefore.get(at), "trde_qty"));
            assertThat(text(adjusted.get(at), "trde_prica")).isEqualTo(text(adjustedBefore.get(at), "trde_prica"));
        }
        JsonNode today =
                rows(candles.answer(candleBody("005930", "20261120", "1"), "")).get(0);
        assertThat(number(today, "cur_prc")).isEqualTo(1_430);
        samsung.trade(new SplittableRandom(1), FRIDAY_TEN, MarketPhase.REGULAR);
        today = rows(candles.answer(candleBody("005930", "20261120", "1"), "")).get(0);
        assertThat(number(today, "cur_prc")).isEqualTo(samsung.price()).isBetween(1_300L, 1_600L);
    }

    @Test
    void aSplitOverTheWeekendKeepsFriday() throws Exception {
        clock.set(LocalDateTime.of(2026, 11, 21, 12, 0));
        long close = samsung.previousClose(LocalDate.of(2026, 11, 21));

        histories.split(samsung, 5, LocalDate.of(2026, 11, 21));

        JsonNode friday =
                rows(candles.answer(candleBody("005930", "20261121", "0"), "")).get(0);
        assertThat(text(friday, "dt")).isEqualTo("20261120");
        assertThat(number(friday, "cur_prc")).isEqualTo(close);
        assertThat(number(
                        rows(candles.answer(candleBody("005930", "20261121", "1"), ""))
                                .get(0),
                        "cur_prc"))
                .isEqualTo(samsung.basePrice());
    }

    @Test
    void aCorrectedCloseAndADisorderedDayAreAnsweredFromNowOn() throws Exception {
        LocalDate day = LocalDate.of(2026, 11, 18);
        JsonNode before =
                rows(candles.answer(candleBody("005930", "20261118", "0"), "")).get(0);
        long corrected = number(before, "high_pric") + 100;

        histories.correctClose(samsung, day, corrected, FRIDAY_TEN);
        JsonNode after =
                rows(candles.answer(candleBody("005930", "20261118", "0"), "")).get(0);
        assertThat(number(after, "cur_prc")).isEqualTo(corrected);
        assertThat(number(after, "high_pric")).isEqualTo(corrected);
        assertThat(text(after, "low_pric")).isEqualTo(text(before, "low_pric"));

        histories.disorder(samsung, day, FRIDAY_TEN);
        JsonNode disordered =
                rows(candles.answer(candleBody("005930", "20261118", "0"), "")).get(0);
        assertThat(number(disordered, "open_pric")).isGreaterThan(number(disordered, "high_pric"));

        assertThatThrownBy(() -> histories.correctClose(samsung, LocalDate.of(2026, 11, 15), 1, FRIDAY_TEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a session in the history of 005930 is asked for, not 2026-11-15");
    }

    @Test
    void flowsComeInMillionsAHundredAPageAndMakeZeroTogether() throws Exception {
        DataRequest.Page first = flows.answer(flowBody("005930", "20261119", "1", "0", "1000"), "");
        DataRequest.Page second = flows.answer(flowBody("005930", "20261119", "1", "0", "1000"), first.nextKey());

        assertThat(rows(first)).hasSize(100);
        assertThat(rows(second)).hasSize(100);
        assertThat(text(rows(first).get(0), "dt")).isEqualTo("20261119");
        assertThat(text(rows(second).get(0), "dt")).isLessThan(text(rows(first).get(99), "dt"));
        assertThat(rows(flows.answer(flowBody("005930", "20261119", "1", "0", "1"), "")))
                .as("amounts are in millions whatever the unit")
                .isEqualTo(rows(first));
        JsonNode candle =
                rows(candles.answer(candleBody("005930", "20261119", "0"), "")).get(0);
        for (JsonNode row : rows(first)) {
            assertThat(number(row, "ind_invsr")
                            + number(row, "frgnr_invsr")
                            + number(row, "orgn")
                            + number(row, "etc_corp")
                            + number(row, "natfor"))
                    .isZero();
            assertThat(text(row, "flu_rt")).matches("[+-][0-9]+|0");
            assertThat(text(row, "frgnr_invsr")).matches("-?[0-9]+");
        }
        assertThat(text(rows(first).get(0), "acc_trde_prica")).isEqualTo(text(candle, "trde_prica"));
        assertThat(text(rows(first).get(0), "acc_trde_qty")).isEqualTo(text(candle, "trde_qty"));
        assertThat(Math.abs(number(rows(first).get(0), "cur_prc"))).isEqualTo(number(candle, "cur_prc"));
    }

    @Test
    void boughtLessSoldIsNetAndQuantitiesAreAmountsOverThePrice() throws Exception {
        JsonNode net = rows(flows.answer(flowBody("005930", "20261119", "1", "0", "1000"), ""))
                .get(0);
        JsonNode bought = rows(flows.answer(flowBody("005930", "20261119", "1", "1", "1000"), ""))
                .get(0);
        JsonNode sold = rows(flows.answer(flowBody("005930", "20261119", "1", "2", "1000"), ""))
                .get(0);
        JsonNode shares = rows(flows.answer(flowBody("005930", "20261119", "2", "0", "1"), ""))
                .get(0);

        assertThat(number(bought, "frgnr_invsr")).isNotNegative();
        assertThat(number(sold, "frgnr_invsr")).isNotNegative();
        assertThat(number(bought, "frgnr_invsr") - number(sold, "frgnr_invsr"))
                .isBetween(number(net, "frgnr_invsr") - 1, number(net, "frgnr_invsr") + 1);
        double price = number(shares, "frgnr_invsr") == 0
                ? 0
                : number(net, "frgnr_invsr") * 1e6 / number(shares, "frgnr_invsr");
        assertThat(price).isBetween(60_000.0, 80_000.0);
    }

    @Test
    void flowsOfTodayAreProvisionalUntilTheClose() throws Exception {
        ObjectNode body = flowBody("005930", "20261120", "1", "0", "1000");
        JsonNode ten = rows(flows.answer(body, "")).get(0);
        clock.set(FRIDAY_TEN.withHour(11));
        JsonNode eleven = rows(flows.answer(body, "")).get(0);
        clock.set(FRIDAY_TEN.withHour(16));
        JsonNode evening = rows(flows.answer(body, "")).get(0);
        clock.set(FRIDAY_TEN.plusDays(3));
        JsonNode monday = rows(flows.answer(body, "")).get(0);

        assertThat(text(ten, "dt")).isEqualTo("20261120");
        assertThat(text(ten, "acc_trde_qty")).isEqualTo(Long.toString(samsung.volume()));
        assertThat(text(ten, "frgnr_invsr")).isNotEqualTo(text(eleven, "frgnr_invsr"));
        assertThat(text(eleven, "frgnr_invsr")).isNotEqualTo(text(evening, "frgnr_invsr"));
        assertThat(text(monday, "frgnr_invsr")).isEqualTo(text(evening, "frgnr_invsr"));
    }

    @Test
    void blankFlowsHaveADayAndNothingElse() throws Exception {
        ObjectNode body = flowBody("005930", "20261119", "1", "0", "1000");
        faults.blankFlows(Duration.ofMinutes(5), System.nanoTime());
        JsonNode blank = rows(flows.answer(body, "")).get(0);
        faults.blankFlows(Duration.ZERO, System.nanoTime());
        JsonNode whole = rows(flows.answer(body, "")).get(0);

        assertThat(blank).hasSameSizeAs(whole);
        blank.fieldNames()
                .forEachRemaining(field ->
                        assertThat(text(blank, field)).as(field).isEqualTo(field.equals("dt") ? "20261119" : ""));
        assertThat(text(whole, "frgnr_invsr")).isNotEmpty();
    }

    @Test
    void blankCandlesHaveADayAndNothingElseFromADayOn() throws Exception {
        ObjectNode body = candleBody("005930", "20261119", "1");
        faults.blankCandles(LocalDate.of(2026, 11, 19), Duration.ofMinutes(5), System.nanoTime());
        List<JsonNode> blank = rows(candles.answer(body, ""));
        faults.blankCandles(LocalDate.of(2026, 11, 19), Duration.ZERO, System.nanoTime());
        List<JsonNode> whole = rows(candles.answer(body, ""));

        assertThat(blank.get(0)).hasSameSizeAs(whole.get(0));
        blank.get(0).fieldNames().forEachRemaining(field -> assertThat(text(blank.get(0), field))
                .as(field)
                .isEqualTo(field.equals("dt") ? "20261119" : ""));
        assertThat(blank.subList(1, blank.size())).isEqualTo(whole.subList(1, whole.size()));
        assertThat(text(whole.get(0), "cur_prc")).isNotEmpty();
    }

    @Test
    void aWarrantAndAFundHaveHistoriesToo() throws Exception {
        List<JsonNode> warrant = rows(candles.answer(candleBody("57M747", "20261119", "1"), ""));
        assertThat(number(warrant.get(0), "cur_prc"))
                .isEqualTo(market.find("57M747").orElseThrow().basePrice());
        assertThat(warrant).hasSizeBetween(1, 200);
        assertThat(rows(candles.answer(candleBody("069500", "20261119", "1"), "")))
                .hasSize(600);
        assertThat(rows(flows.answer(flowBody("57M747", "20261119", "1", "0", "1000"), "")))
                .isNotEmpty();
    }

    @Test
    void theSuffixOfACodeIsEchoed() throws Exception {
        ObjectNode answer =
                candles.answer(candleBody("005930_AL", "20261119", "1"), "").body();

        assertThat(answer.get("stk_cd").textValue()).isEqualTo("005930_AL");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 20261119, 1, 1511",
        "005930, '', 1, 1511",
        "005930, 20261119, '', 1511",
        "005930, 2026-11-19, 1, 1517",
        "005930, 20261131, 1, 1517",
        "005930, 20261119, 2, 1517",
        "ZZZZZZ, 20261119, 1, 1902"
    })
    void wrongRequestsForCandlesAreRefusedByTheirCodes(String code, String day, String kind, int error) {
        assertThatThrownBy(() -> candles.answer(candleBody(code, day, kind), ""))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("[" + error + ":");
    }

    @ParameterizedTest
    @CsvSource({
        "ZZZZZZ, 20261119, 1, 0, 1000, 1902",
        "005930, 20261119, 3, 0, 1000, 1517",
        "005930, 20261119, 1, 3, 1000, 1517",
        "005930, 20261119, 1, 0, 100, 1517",
        "005930, '', 1, 0, 1000, 1511",
        "005930, 20261119, 1, 0, '', 1511"
    })
    void wrongRequestsForFlowsAreRefusedByTheirCodes(
            String code, String day, String amounts, String side, String unit, int error) {
        assertThatThrownBy(() -> flows.answer(flowBody(code, day, amounts, side, unit), ""))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("[" + error + ":");
    }

    @Test
    void theKeyOfAnotherCodeAndGarbageAreRefusedAndADelistedCodeIsUnknown() throws Exception {
        String key = candles.answer(candleBody("005930", "20261119", "1"), "").nextKey();
        market.find("000020").orElseThrow().delist();

        assertThatThrownBy(() -> candles.answer(candleBody("000660", "20261119", "1"), key))
                .hasMessageContaining("[1517:");
        assertThatThrownBy(() -> candles.answer(candleBody("005930", "20261119", "1"), "005930x"))
                .hasMessageContaining("[1517:");
        assertThatThrownBy(() -> candles.answer(candleBody("000020", "20261119", "1"), ""))
                .hasMessageContaining("[1902:");
    }

    private static ObjectNode candleBody(String code, String day, String kind) {
        return Json.MAPPER
                .createObjectNode()
                .put("stk_cd", code)
                .put("base_dt", day)
                .put("upd_stkpc_tp", kind);
    }

    private static ObjectNode flowBody(String code, String day, String amounts, String side, String unit) {
        return Json.MAPPER
                .createObjectNode()
                .put("dt", day)
                .put("stk_cd", code)
                .put("amt_qty_tp", amounts)
                .put("trde_tp", side)
                .put("unit_tp", unit);
    }

    private static List<JsonNode> rows(DataRequest.Page page) {
        JsonNode list = page.body().has("stk_dt_pole_chart_qry")
                ? page.body().get("stk_dt_pole_chart_qry")
                : page.body().get("stk_invsr_orgn");
        return new ArrayList<>(StreamSupport.stream(list.spliterator(), false).toList());
    }

    private static String text(JsonNode row, String field) {
        return row.get(field).textValue();
    }

    private static long number(JsonNode row, String field) {
        return Long.parseLong(text(row, field));
    }
}
