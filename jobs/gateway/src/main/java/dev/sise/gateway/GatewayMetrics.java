package dev.sise.gateway;

import dev.sise.connector.websocket.FanOutMetrics;

/**
 * What a {@link Gateway} counted, read at one moment.
 *
 * @param clients the WebSocket side
 * @param unreadableValues counter: values from Redis that were no price of their ticker
 * @param demandRecordsWritten counter: records that Kafka confirmed, heartbeats included
 * @param demandRecordsFailed counter: records that did not reach Kafka; what they said is written again
 */
public record GatewayMetrics(
        FanOutMetrics clients, long unreadableValues, long demandRecordsWritten, long demandRecordsFailed) {}
