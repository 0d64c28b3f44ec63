package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.websocket.CloseCode;
import dev.sise.connector.websocket.FanOutSettings;
import dev.sise.gateway.ServerFrames.ErrorReason;
import dev.sise.gateway.ServerFrames.NoPriceReason;
import dev.sise.market.MarketStatus;
import dev.sise.market.SignalType;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The description of the WebSocket against the code; {@link GatewayClient} holds the frames of running servers against it. */
class AsyncApiTest {
    private static final AsyncApiFile FILE = new AsyncApiFile();

    @Test
    void everyMessageIsOneOfAnOperationUnderTheNameOfItsTypeAndHasAnExample() {
        Set<String> ofOperations = new TreeSet<>(FILE.sent());
        ofOperations.addAll(FILE.taken());

        assertThat(FILE.messages().keySet()).isEqualTo(ofOperations);
        assertThat(FILE.root
                        .getJsonObject("components")
                        .getJsonObject("messages")
                        .fieldNames())
                .isEqualTo(ofOperations);
        FILE.messages().forEach((type, message) -> {
            assertThat(message.getString("name")).isEqualTo(type);
            assertThat(FILE.schema(type + "/type").getString("const")).isEqualTo(type);
            assertThat(FILE.examples(type)).isNotEmpty();
        });
    }

    @Test
    void theServersExamplesAreAsDescribed() {
        FILE.sent().forEach(type -> FILE.examples(type).forEach(example -> FILE.check(example.encode())));
    }

    @Test
    void theClientsExamplesAreAsDescribedAndAsUnderstood() {
        for (String type : FILE.taken()) {
            for (JsonObject example : FILE.examples(type)) {
                FILE.checkTaken(example.encode());
                assertThat(ClientFrame.parse(example.encode()).getClass().getSimpleName())
                        .isEqualToIgnoringCase(type);
            }
        }
    }

    @Test
    void clientsMaySendWhatIsUnderstood() {
        assertThat(Arrays.stream(ClientFrame.class.getPermittedSubclasses())
                        .filter(frame -> frame != ClientFrame.Bad.class)
                        .map(frame -> frame.getSimpleName().toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrderElementsOf(FILE.taken());
    }

    @Test
    void theWordsAreThoseOfTheCode() {
        assertThat(FILE.words("error/reason")).containsExactly(codes(ErrorReason.values(), ErrorReason::code));
        assertThat(FILE.words("no_price/reason")).containsExactly(codes(NoPriceReason.values(), NoPriceReason::code));
        for (String acknowledgement : Set.of("subscribed", "unsubscribed")) {
            assertThat(FILE.words(acknowledgement + "/refused[]/reason"))
                    .containsExactly(codes(TopicRefusal.values(), TopicRefusal::code));
        }
        assertThat(FILE.words("price_update/stale")).containsExactly(codes(Staleness.values(), Staleness::code));
        assertThat(FILE.words("price_update/data/status"))
                .containsExactlyInAnyOrder(codes(MarketStatus.values(), MarketStatus::code));
        assertThat(FILE.words("signals/results[]/signal_type"))
                .containsExactly(codes(SignalType.values(), SignalType::code));
    }

    @Test
    void theCloseCodesAreThoseOfTheHub() {
        assertThat(FILE.channel().getJsonObject("x-close-codes").fieldNames())
                .containsExactly(codes(CloseCode.values(), code -> Short.toString(code.number())));
    }

    @Test
    void theLimitsAreThoseOfTheGateway() {
        FanOutSettings limits = FanOutSettings.DEFAULTS;

        assertThat(FILE.channel().getJsonObject("x-limits"))
                .isEqualTo(new JsonObject()
                        .put("message_bytes", limits.maxMessageBytes())
                        .put("topics", limits.maxTopics())
                        .put("topic_changes_at_once", limits.maxTopicChanges())
                        .put("topic_changes_per_second", limits.topicChangesPerSecond())
                        .put("bad_messages", limits.maxBadMessages())
                        .put("slow_client_seconds", limits.slowClientTimeout().toSeconds())
                        .put("ping_seconds", limits.pingInterval().toSeconds()));
    }

    @Test
    void pricesAndSignalsHaveTheMembersThatTheyHaveOverRest() {
        assertThat(names("price_update/data/"))
                .isEqualTo(restProperties("Price").fieldNames());
        JsonObject signal = restProperties("Signal");
        assertThat(names("signals/results[]/")).isNotEmpty().allSatisfy(name -> assertThat(
                        withoutDescription(FILE.schema("signals/results[]/" + name)))
                .isEqualTo(withoutDescription(signal.getJsonObject(name))));
    }

    private static Set<String> names(String prefix) {
        return FILE.sentMembers().stream()
                .filter(member -> member.lastIndexOf('/') == prefix.length() - 1 && member.startsWith(prefix))
                .map(member -> member.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    private static JsonObject restProperties(String schema) {
        return new OpenApiFile()
                .root
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject(schema)
                .getJsonObject("properties");
    }

    private static JsonObject withoutDescription(JsonObject schema) {
        JsonObject copy = schema.copy();
        copy.remove("description");
        return copy;
    }

    private static <W> String[] codes(W[] words, Function<W, String> code) {
        return Arrays.stream(words).map(code).toArray(String[]::new);
    }
}
