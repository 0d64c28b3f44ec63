package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sise.testkit.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames and answers of the real server: replayed as they are, and as the model of the simulator's own. */
class RecordedFramesITCase {

    private KiwoomSimulator simulator;
    private String token;

    @BeforeEach
    void start() throws Exception {
        simulator = KiwoomSimulator.builder()
                .appKey(RestClient.APP_KEY, RestClient.SECRET_KEY)
                .marketClock(Clock.fixed(Instant.parse("2026-11-20T01:00:00Z"), KiwoomSimulator.ZONE))
                .messagesPerSecond(0)
                .start();
        token = new RestClient(simulator.restUri()).token();
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "captured/ws-0B.005930.json, 005930, 0B",
        "captured/ws-0B.005930.midprice.json, 005930, 0B",
        "captured/ws-0w.000660.real-account.json, 000660, 0w",
        "captured/ws-0D.005930.json, 005930, 0D",
        "captured/ws-0G.069500.json, 069500, 0G",
        "official-doc/ws-0B.real.json, 005930, 0B"
    })
    void aRecordedFrameIsReplayedVerbatim(String name, String item, String type) throws Exception {
        Path file = SharedData.require("kiwoom/" + name);
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"1\",\"data\":[{\"item\":[\"" + item
                    + "\"],\"type\":[\"" + type + "\"]}]}");
            client.next("REG");

            assertThat(simulator.replay(file)).isEqualTo(1);
            assertThat(client.next()).isEqualTo(Files.readString(file).strip());
        }
    }

    @Test
    void theAckBeforeARecordedFrameIsLeftOut() throws Exception {
        Path file = SharedData.require("kiwoom/captured/ws-0J.001.json");
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"001\"],\"type\":[\"0J\"]}]}");
            client.next("REG");

            assertThat(simulator.replay(file)).isEqualTo(1);
            assertThat(Files.readString(file)).contains(client.next());
        }
    }

    @Test
    void syntheticFramesHaveTheFieldsOfACapturedOne() throws Exception {
        JsonNode captured = json(SharedData.require("kiwoom/captured/ws-0B.005930.json"));
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930");
            simulator.messagesPerSecond(100);
            JsonNode synthetic = Json.readObject(client.next("REAL")).orElseThrow();

            assertThat(names(synthetic)).isEqualTo(names(captured));
            assertThat(names(synthetic.at("/data/0"))).isEqualTo(names(captured.at("/data/0")));
            assertThat(names(synthetic.at("/data/0/values"))).isEqualTo(names(captured.at("/data/0/values")));
            assertThat(synthetic.at("/data/0/name")).isEqualTo(captured.at("/data/0/name"));
        }
    }

    @Test
    void watchListRowsHaveTheFieldsOfACapturedOne() throws Exception {
        JsonNode captured = json(SharedData.require("kiwoom/captured/ka10095.005930-000660.json"));
        JsonNode synthetic = RestClient.json(new RestClient(simulator.restUri()).watchList(token, "005930|000660"));

        assertThat(names(synthetic)).isEqualTo(names(captured));
        assertThat(names(synthetic.at("/atn_stk_infr/0"))).isEqualTo(names(captured.at("/atn_stk_infr/0")));
    }

    @Test
    void stockListRowsHaveTheFieldsOfACapturedOne() throws Exception {
        JsonNode captured = json(SharedData.require("kiwoom/captured/ka10099.mrkt_tp-0.excerpt.json"));
        JsonNode synthetic = RestClient.json(new RestClient(simulator.restUri()).stockList(token, "0"));

        assertThat(names(synthetic.at("/list/0"))).isEqualTo(names(captured.at("/list/0")));
        assertThat(synthetic.at("/list/0/listCount").textValue()).hasSize(16);
        assertThat(synthetic.at("/list/0/lastPrice").textValue()).hasSize(8);
    }

    private static JsonNode json(Path file) throws Exception {
        return Json.readObject(Files.readString(file)).orElseThrow();
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
