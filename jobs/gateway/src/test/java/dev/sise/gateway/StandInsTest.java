package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.websocket.Version;
import dev.sise.market.InstrumentJson;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument.Status;
import dev.sise.market.MarketClock;
import dev.sise.market.NoPrice;
import dev.sise.market.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandInsTest {
    /** A Wednesday, 14:54:28 in Seoul. */
    private static final Instant NOW = Instant.parse("2026-07-01T05:54:28.9Z");
    /** 08:30 of the same day there. */
    private static final Instant LISTED_AT = Instant.parse("2026-06-30T23:30:00.512Z");

    private static final Ticker SAMSUNG = Ticker.of("005930");
    private static final Ticker WARRANT = Ticker.of("57JBHH");
    private static final Duration WAITED = Duration.ofSeconds(2);

    private final InstrumentList list = new InstrumentList(3);
    private final StandIns standIns = at(NOW, Duration.ZERO);

    @Test
    void theCloseOfTheSessionBeforeTheListIsAPriceThatEveryRealOneReplaces() {
        list(SAMSUNG, 326_500, Status.LISTED);

        PriceValue close = standIns.lastClose(SAMSUNG).orElseThrow();

        assertThat(close.version()).isEqualTo(new Version(0, 0)).isGreaterThan(Version.LOWEST);
        assertThat(new String(close.envelope(NOW, null), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"type\":\"price_update\",\"ticker\":\"005930\",\"data\":{\"v\":1,\"ticker\":\"005930\","
                                + "\"price\":326500,\"change\":0,\"change_rate\":0.00,\"volume\":0,"
                                + "\"timestamp\":\"2026-06-30T15:30:00+09:00\",\"as_of\":\"2026-07-01T08:30:00.512+09:00\","
                                + "\"is_realtime\":false,\"is_polling\":false,\"is_elw\":false,\"status\":\"trading\","
                                + "\"epoch\":0,\"seq\":0,\"source\":\"close\"},\"timestamp\":\"2026-07-01T05:54:28.900+00:00\"}");
    }

    @Test
    void theCloseStandsOnMarketTimeAndOnSessions() throws Exception {
        list(SAMSUNG, 326_500, Status.LISTED);

        // Three days ahead the list was written on a Saturday, and now is one.
        JsonNode data = close(at(NOW, Duration.ofDays(3)), SAMSUNG);

        assertThat(data.path("timestamp").asText()).isEqualTo("2026-07-03T15:30:00+09:00");
        assertThat(data.path("as_of").asText()).isEqualTo("2026-07-04T08:30:00.512+09:00");
        assertThat(data.path("status").asText()).isEqualTo("closed");
    }

    @ParameterizedTest
    @CsvSource({"LISTED,trading", "HALTED,halted", "DELISTED,delisted"})
    void theCloseTellsTheStatusOfTheListAndTheClass(Status listed, String status) throws Exception {
        list(WARRANT, 610, listed);

        JsonNode data = close(standIns, WARRANT);

        assertThat(data.path("status").asText()).isEqualTo(status);
        assertThat(data.path("is_elw").asBoolean()).isTrue();
    }

    @Test
    void theCloseOfWhatWasDelistedClaimsNoDay() throws Exception {
        list(SAMSUNG, 326_500, Status.DELISTED);

        JsonNode data = close(standIns, SAMSUNG);

        assertThat(data.path("price").asLong()).isEqualTo(326_500);
        assertThat(data.has("timestamp")).isFalse();
        assertThat(data.path("as_of").asText()).isEqualTo("2026-07-01T08:30:00.512+09:00");
        assertThat(data.path("source").asText()).isEqualTo("close");
    }

    @Test
    void thereIsNoCloseOfWhatTheListDoesNotPrice() {
        list(WARRANT, 0, Status.LISTED);

        assertThat(standIns.lastClose(WARRANT)).isEmpty();
        assertThat(standIns.lastClose(SAMSUNG)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // What the list says, what the broker says, how stale: the reason. First what the broker said, then what is
        // known without it.
        "       ,               ,            , timeout",
        "LISTED ,               ,            , timeout",
        "LISTED ,               , SOURCE_DOWN, source_down",
        "LISTED ,               , CACHE_DOWN , source_down",
        "LISTED , NOT_TRADED    ,            , not_traded",
        "LISTED , NOT_TRADED    , SOURCE_DOWN, not_traded",
        "LISTED , UNKNOWN_TICKER,            , not_traded",
        "LACKS  ,               ,            , unknown_ticker",
        "LACKS  ,               , SOURCE_DOWN, source_down",
        "LACKS  , UNKNOWN_TICKER,            , unknown_ticker",
        "LACKS  , NOT_TRADED    ,            , not_traded",
        "       , UNKNOWN_TICKER,            , unknown_ticker",
        "DELISTED,              ,            , unknown_ticker",
        "DELISTED,              , SOURCE_DOWN, unknown_ticker",
        "DELISTED, UNKNOWN_TICKER,           , unknown_ticker"
    })
    void theReasonForNoPriceIsTheSurestThatIsKnown(String listed, NoPrice mark, Staleness staleness, String reason)
            throws Exception {
        switch (String.valueOf(listed)) {
            case "LISTED", "DELISTED" -> list(SAMSUNG, 0, Status.valueOf(listed));
            case "LACKS" -> list(WARRANT, 0, Status.LISTED);
            default -> {}
        }
        list.readToTheEnd();

        JsonNode frame = json(standIns.noPrice(SAMSUNG, mark, staleness, mark == null ? WAITED : null));

        assertThat(frame.path("type").asText()).isEqualTo("no_price");
        assertThat(frame.path("ticker").asText()).isEqualTo("005930");
        assertThat(frame.path("reason").asText()).isEqualTo(reason);
        assertThat(frame.path("message").asText()).contains("005930");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-30T23:30:30Z,false", // 08:30:30, half a minute into the opening auction
        "2026-06-30T23:31:00Z,true",
        "2026-07-01T05:54:28Z,true",
        "2026-07-01T06:30:00Z,false", // 15:30
        "2026-07-05T05:54:28Z,false" // a Sunday
    })
    void isInHoursAMinuteAfterTheMarketOpenedUntilItCloses(Instant now, boolean inHours) {
        assertThat(at(now, Duration.ZERO).isInHours(SAMSUNG)).isEqualTo(inHours);
    }

    private StandIns at(Instant now, Duration offset) {
        return new StandIns(list, KrxCalendar.load(), MarketClock.of(Clock.fixed(now, ZoneOffset.UTC), offset));
    }

    private void list(Ticker ticker, long lastClose, Status status) {
        list.apply(
                ticker.code(),
                InstrumentJson.write(InstrumentTopic.instrument(ticker.code(), lastClose, status)),
                LISTED_AT);
    }

    private static JsonNode close(StandIns standIns, Ticker ticker) throws JsonProcessingException {
        PriceValue close = standIns.lastClose(ticker).orElseThrow();
        return json(new String(close.envelope(NOW, null), StandardCharsets.UTF_8))
                .path("data");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
