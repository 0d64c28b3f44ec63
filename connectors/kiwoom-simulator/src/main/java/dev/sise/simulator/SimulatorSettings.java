package dev.sise.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * What a simulator is built with, already validated.
 *
 * @param secretKeys app key to secret key
 */
record SimulatorSettings(
        int port,
        Map<String, String> secretKeys,
        Clock marketClock,
        long seed,
        SyntheticMarket market,
        int tickers,
        boolean interruptions,
        Map<Fault, Duration> faults,
        int messagesPerSecond,
        int callsPerSecond,
        Duration pingInterval,
        Duration loginTimeout) {

    @Override
    public String toString() {
        return "SimulatorSettings[port=" + port + ", secretKeys=***, marketClock=" + marketClock + ", seed=" + seed
                + ", market=" + market + ", tickers=" + tickers + ", interruptions=" + interruptions + ", faults="
                + faults + ", messagesPerSecond=" + messagesPerSecond
                + ", callsPerSecond="
                + callsPerSecond + ", pingInterval=" + pingInterval + ", loginTimeout=" + loginTimeout + "]";
    }
}
