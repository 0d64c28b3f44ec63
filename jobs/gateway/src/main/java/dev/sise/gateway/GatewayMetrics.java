package dev.sise.gateway;

import dev.sise.connector.websocket.FanOutMetrics;

/**
 * What a {@link Gateway} counted, read at one moment.
 *
 * @param clients the WebSocket side
 * @param demandedTickers gauge: tickers that clients watch
 * @param unreadableValues counter: values from Redis that were no price of their ticker
 * @param staleTickers gauge: watched tickers whose clients are told that the price may be out of date
 * @param instruments gauge: instruments that the list has
 * @param refusedInstruments counter: records of the topic {@code instruments} that could not be taken
 * @param demandRecordsWritten counter: records that Kafka confirmed, heartbeats included
 * @param demandRecordsFailed counter: records that did not reach Kafka; what they said is written again
 */
public record GatewayMetrics(
        FanOutMetrics clients,
        int demandedTickers,
        long unreadableValues,
        int staleTickers,
        int instruments,
        long refusedInstruments,
        long demandRecordsWritten,
        long demandRecordsFailed) {}
