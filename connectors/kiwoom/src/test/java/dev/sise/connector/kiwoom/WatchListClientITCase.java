package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.simulator.KiwoomSimulator;
import dev.sise.testkit.SharedData;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WatchListClientITCase {
    private static final String TOO_MANY =
            "{\"return_code\":5,\"return_msg\":\"초과[1700:초과하였습니다. 유량=2, API ID=ka10095]\"}";

    @AfterAll
    static void leavesNothingBehind() {
        ThreadLeaks.awaitNone();
    }

    @Test
    void readsTheCapturedAnswerFromTheWire() throws Exception {
        String captured = Files.readString(SharedData.require("kiwoom/captured/ka10095.005930-000660.json"));
        try (ScriptedRest rest = new ScriptedRest().then(200, captured)) {
            WatchListClient.Answer answer = new WatchListClient(rest.client(200)).ask(List.of("005930", "000660"));

            assertThat(answer.answerClass()).isEqualTo(AnswerClass.OK);
            assertThat(answer.rows())
                    .extracting(row -> ((QuoteRow.Quoted) row).price())
                    .containsExactly(315_500L, 2_578_000L);
            assertThat(rest.bodies()).containsExactly("{\"stk_cd\":\"005930|000660\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"return_code\":0} | DROP | without atn_stk_infr | true",
                "200 | {\"return_code\":0,\"atn_stk_infr\":[]} | DROP | with 0 rows for 2 items | true",
                "200 | {\"return_code\":0,\"atn_stk_infr\":[{}]} | DROP | with 1 rows for 2 items | true",
                "200 | {\"return_code\":0,\"atn_stk_infr\":[{},{},{}]} | DROP | with 3 rows for 2 items | true",
                "200 | {\"return_code\":0,\"atn_stk_infr\":[{},{} | RETRY | HTTP 200 | false",
                "200 | {\"return_code\":5,\"return_msg\":\"초과[1634:x]\"} | DROP | code 1634 | true",
                "200 | {\"return_code\":3,\"return_msg\":\"[8010:x]\"} | FAIL | 8010 | false",
                "200 | {\"return_code\":20,\"return_msg\":\"x\"} | DROP | HTTP 200, code 20 | false",
                "200 | {\"return_code\":2,\"return_msg\":\"[1504:x]\"} | DROP | 1504 | false",
                "200 | {\"return_code\":2,\"return_msg\":\"[1517:x]\"} | DROP | 1517 | true",
                "200 | {\"return_code\":2,\"return_msg\":\"[1902:x]\"} | DROP | 1902 | true",
                "503 | <html> | RETRY | HTTP 503 | false"
            })
    void classifiesAnAnswerThatIsNotOneRowForEachItem(
            int status, String body, AnswerClass expected, String words, boolean maySucceedInParts) throws Exception {
        try (ScriptedRest rest = new ScriptedRest().then(status, body)) {
            WatchListClient.Answer answer = new WatchListClient(rest.client(200)).ask(List.of("005930", "000660"));

            assertThat(answer.answerClass()).isEqualTo(expected);
            assertThat(answer.rows()).isEmpty();
            assertThat(answer.message()).contains(words);
            assertThat(answer.maySucceedInParts()).isEqualTo(maySucceedInParts);
        }
    }

    @Test
    void lowersAndPausesTheBudgetItSharesWithEveryCallerOfTheClient() throws Exception {
        try (ScriptedRest rest = new ScriptedRest().then(429, TOO_MANY)) {
            KiwoomRestClient client = rest.client(200);
            WatchListClient watchList = new WatchListClient(client);

            WatchListClient.Answer answer = watchList.ask(List.of("005930"));

            assertThat(answer.answerClass()).isEqualTo(AnswerClass.SLOW_DOWN);
            assertThat(answer.code()).hasValue(1700);
            assertThat(answer.allowedPerSecond()).hasValue(2);
            assertThat(watchList.budget()).isSameAs(client.budget("ka10095"));
            assertThat(watchList.budget().perSecond()).isEqualTo(1.6);
            assertThat(watchList.budget().nanosUntilNext()).isBetween(1L, 1_500_000_000L);
            assertThat(client.budget("ka10099").nanosUntilNext()).isZero();
            assertThat(client.answers(AnswerClass.SLOW_DOWN)).isEqualTo(1);
        }
    }

    @Test
    void answersWhatASimulatedMarketKnowsAndWhatItDoesNot() throws Exception {
        WatchListClient watchList;
        try (KiwoomSimulator simulator = KiwoomSimulator.builder()
                .appKey("key", "secret")
                .messagesPerSecond(0)
                .callsPerSecond(1_000)
                .start()) {
            KiwoomRestClient client = KiwoomRestClient.create(
                    simulator.restUri(),
                    new KiwoomCredentials("main", "key", "secret"),
                    new InMemoryTokenStore(),
                    Clock.systemUTC(),
                    1_000);
            watchList = new WatchListClient(client);
            List<String> hundred = simulator.tickers().subList(0, 99);
            List<String> asked =
                    Stream.concat(hundred.stream(), Stream.of("999999")).toList();

            WatchListClient.Answer answer = watchList.ask(asked);

            assertThat(answer.message()).isEmpty();
            assertThat(answer.rows()).extracting(QuoteRow::item).containsExactlyElementsOf(asked);
            assertThat(answer.rows().subList(0, 99)).hasOnlyElementsOfType(QuoteRow.Quoted.class);
            assertThat(answer.rows().get(99)).isEqualTo(new QuoteRow.Empty("999999", false));
            assertThat(answer.rows().subList(0, 99))
                    .filteredOn(row -> ((QuoteRow.Quoted) row).warrant().isPresent())
                    .isNotEmpty()
                    .allMatch(row -> row.item().matches("5[0-9][A-Z][0-9A-Z]{3}"));
            assertThat(client.answers(AnswerClass.OK)).isEqualTo(2);

            simulator.expireTokens();
            assertThat(watchList.ask(asked).answerClass()).isEqualTo(AnswerClass.RETRY);
            assertThat(client.answers(AnswerClass.REFRESH_TOKEN)).isEqualTo(1);
        }
        assertThat(watchList.ask(List.of("005930")).answerClass()).isEqualTo(AnswerClass.RETRY);
    }

    @Test
    void refusesToAskForMoreThanAHundredItemsOrNone() throws Exception {
        try (ScriptedRest rest = new ScriptedRest()) {
            WatchListClient watchList = new WatchListClient(rest.client(200));
            List<String> many =
                    IntStream.range(0, 101).mapToObj("%06d"::formatted).toList();

            assertThatThrownBy(() -> watchList.ask(many)).hasMessage("1 to 100 items are asked for, was 101");
            assertThatThrownBy(() -> watchList.ask(List.of())).hasMessage("1 to 100 items are asked for, was 0");
            assertThat(rest.bodies()).isEmpty();
        }
    }
}
