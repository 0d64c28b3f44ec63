package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorArgumentsTest {

    private static final Clock SYSTEM = Clock.fixed(Instant.parse("2026-11-23T15:00:00Z"), KiwoomSimulator.ZONE);

    @Test
    void everyOptionReachesItsSetting() {
        SimulatorSettings settings = parse(
                "--port",
                "7001",
                "--app-key=k",
                "--secret-key",
                "s",
                "--seed",
                "9000000000",
                "--tickers=7",
                "--market=whole",
                "--interruptions=false",
                "--faults=drop=PT30S,rest-outage=PT5M",
                "--messages-per-second",
                "11",
                "--calls-per-second",
                "200",
                "--ping-interval",
                "PT2S",
                "--clock",
                "2026-11-20T10:00");

        assertThat(settings.port()).isEqualTo(7_001);
        assertThat(settings.secretKeys()).containsEntry("k", "s").hasSize(1);
        assertThat(settings.seed()).isEqualTo(9_000_000_000L);
        assertThat(settings.tickers()).isEqualTo(7);
        assertThat(settings.market()).isEqualTo(SyntheticMarket.WHOLE);
        assertThat(settings.interruptions()).isFalse();
        assertThat(settings.faults())
                .isEqualTo(Map.of(Fault.DROP, Duration.ofSeconds(30), Fault.REST_OUTAGE, Duration.ofMinutes(5)));
        assertThat(settings.messagesPerSecond()).isEqualTo(11);
        assertThat(settings.callsPerSecond()).isEqualTo(200);
        assertThat(settings.pingInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.marketClock().instant()).isEqualTo(Instant.parse("2026-11-20T01:00:00Z"));
        assertThat(settings.toString()).doesNotContain("secretKeys={");
    }

    @Test
    void theDefaultsAreThoseOfTheHelp() {
        SimulatorSettings settings = parse();

        assertThat(settings.port()).isEqualTo(9_443);
        assertThat(settings.secretKeys()).containsEntry("simulator-app-key", "simulator-secret-key");
        assertThat(settings.tickers()).isEqualTo(100);
        assertThat(settings.market()).isEqualTo(SyntheticMarket.SMALL);
        assertThat(settings.interruptions()).isFalse();
        assertThat(settings.faults()).isEmpty();
        assertThat(parse("--market", "whole").interruptions()).isTrue();
        assertThat(settings.messagesPerSecond()).isEqualTo(100);
        assertThat(settings.callsPerSecond()).isEqualTo(5);
        assertThat(settings.pingInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.marketClock()).isSameAs(SYSTEM);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--prot 1; unknown option --prot",
                "port; an option starts with --",
                "--port; --port needs a value",
                "--market all; --market is small or whole, but was 'all'",
                "--port x; --port is a whole number",
                "--port 65536; port must be 0 (a free one) to 65535, but was 65536",
                "--tickers 0; tickers must be 1 to 3000, but was 0",
                "--messages-per-second 100001; messagesPerSecond must be 0 (the market stands) to 100000, but was 100001",
                "--interruptions no; --interruptions is true or false, but was 'no'",
                "--faults flood=PT1S; --faults has no fault 'flood'",
                "--faults drop; --faults is a list like drop=PT30S,kick=PT5M, but has 'drop'",
                "--faults kick=PT0S; period must be 10 ms or more, but was PT0S",
                "--messages-per-second -1; messagesPerSecond must be 0",
                "--clock tomorrow; --clock is a date and time like 2026-11-20T10:00, but was 'tomorrow'",
                "--ping-interval 10; --ping-interval is a duration like PT10S",
                "--ping-interval PT0S; pingInterval must be 10 ms or more, but was PT0S"
            })
    void aWrongOptionIsRefusedInWords(String line, String sentence) {
        assertThatThrownBy(() -> parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    private static SimulatorSettings parse(String... arguments) {
        return SimulatorArguments.parse(arguments, SYSTEM).settings();
    }
}
