package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Frames that a real server sent, and the samples of Kiwoom's guide. */
class FrameSamplesTest {
    private static final FrameOrigin ORIGIN = new FrameOrigin("main", 1, 2, 99);
    private static final FramePosition FIRST = ORIGIN.position(0);
    private static final OptionalLong ABSENT = OptionalLong.empty();

    @Test
    void readsTheCapturedTrades() throws IOException {
        assertThat(events("captured/ws-0B.005930.json"))
                .containsExactly(
                        new KiwoomEvent.Trade("005930", 145_428, 316_500, -17_500, -524, 20_631_648, 2, 99, FIRST));
        // Half a tick: a mid-price order.
        assertThat(events("captured/ws-0B.005930.midprice.json"))
                .first()
                .isEqualTo(
                        new KiwoomEvent.Trade("005930", 145_428, 316_250, -17_750, -531, 20_631_664, -16, 99, FIRST));
    }

    @Test
    void readsTheGuidesTrade() throws IOException {
        assertThat(events("official-doc/ws-0B.real.json"))
                .containsExactly(new KiwoomEvent.Trade("005930", 165_208, 20_800, -50, -24, 30_379_732, 82, 99, FIRST));
    }

    @Test
    void readsTheGuidesExpectedPrice() throws IOException {
        assertThat(events("official-doc/ws-0H.real.json"))
                .containsExactly(new KiwoomEvent.Expected(
                        "005930", 110_206, 60_500, 200, 33, OptionalLong.of(7_805), 99, FIRST));
    }

    @Test
    void readsTheGuidesWarrantFiguresOfWhichNoneIsComputed() throws IOException {
        OptionalLong zero = OptionalLong.of(0);

        assertThat(events("official-doc/ws-0m.real.json"))
                .containsExactly(new KiwoomEvent.WarrantTheory(
                        "57JBHH",
                        140_000,
                        OptionalLong.of(450),
                        ABSENT,
                        ABSENT,
                        ABSENT,
                        zero,
                        zero,
                        zero,
                        zero,
                        zero,
                        99,
                        FIRST));
    }

    @Test
    void readsTheGuidesWarrantIndicators() throws IOException {
        assertThat(events("official-doc/ws-0u-elw.real.json"))
                .containsExactly(new KiwoomEvent.WarrantIndicators(
                        "57JBHH",
                        111_847,
                        OptionalLong.of(6_913),
                        OptionalLong.of(0),
                        OptionalLong.of(103_704),
                        OptionalLong.of(4_473),
                        OptionalLong.of(4_478),
                        99,
                        FIRST));
    }

    @Test
    void readsTheGuidesMarketState() throws IOException {
        assertThat(events("official-doc/ws-0s.real.json"))
                .containsExactly(
                        new KiwoomEvent.MarketState("b", OptionalInt.of(170_000), OptionalInt.of(0), 99, FIRST));
    }

    @Test
    void readsTheGuidesInterruption() throws IOException {
        assertThat(events("official-doc/ws-1h.real.json"))
                .containsExactly(new KiwoomEvent.VolatilityInterruption(
                        "005930",
                        KiwoomEvent.VolatilityInterruption.Action.ACTIVATED,
                        Optional.of(KiwoomEvent.VolatilityInterruption.Cause.STATIC),
                        OptionalInt.of(111_454),
                        OptionalInt.of(111_703),
                        OptionalLong.of(4_125),
                        OptionalLong.of(3_750),
                        ABSENT,
                        99,
                        FIRST));
    }

    @Test
    void refusesNothingOfAnySample() throws IOException {
        List<String> types = new ArrayList<>();
        for (String folder : List.of("captured", "official-doc", "control")) {
            for (Path file : files(folder)) {
                for (String message : messages(file)) {
                    Frame frame = new FrameDecoder().decode(message, ORIGIN);
                    assertThat(frame).as(file + ": " + message).isNotInstanceOf(Frame.Unreadable.class);
                    if (frame instanceof Frame.Real real) {
                        assertThat(real.events())
                                .as(file + ": " + message)
                                .noneMatch(KiwoomEvent.Rejected.class::isInstance);
                        types.addAll(real.otherTypes());
                    }
                }
            }
        }
        assertThat(types)
                .contains("00", "04", "0A", "0C", "0D", "0E", "0F", "0G", "0I", "0J", "0U", "0g", "0w")
                .doesNotContain("0B", "0H", "0m", "0u", "0s", "1h");
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(SharedData.require("kiwoom/" + folder))) {
            return files.filter(file -> file.getFileName().toString().startsWith("ws-"))
                    .filter(file -> !file.getFileName().toString().contains(".request."))
                    .sorted()
                    .toList();
        }
    }

    private static List<KiwoomEvent> events(String sample) throws IOException {
        List<KiwoomEvent> events = new ArrayList<>();
        for (String message : messages(SharedData.require("kiwoom/" + sample))) {
            events.addAll(((Frame.Real) new FrameDecoder().decode(message, ORIGIN)).events());
        }
        return events;
    }

    /** A sample is a message, with or without line breaks, or an array of them. */
    private static List<String> messages(Path file) throws IOException {
        String text = Files.readString(file);
        JsonNode tree = new ObjectMapper().readTree(text);
        if (!tree.isArray()) {
            return List.of(text);
        }
        List<String> messages = new ArrayList<>();
        tree.forEach(message -> messages.add(message.toString()));
        return messages;
    }
}
