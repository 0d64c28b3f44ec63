package dev.sise.connector.kiwoom;

import java.net.http.HttpClient;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What all sessions of a reader share.
 *
 * @param loop its single thread owns every session: messages, timers and state
 * @param blocking for calls that wait: tokens
 * @param http uses {@code blocking} as its executor
 * @param clock the real clock, for the time of receipt
 * @param ticker nanoseconds that only rise, for pauses and silence
 */
record SessionResources(
        KiwoomEndpoint endpoint,
        KiwoomTimings timings,
        ScheduledExecutorService loop,
        ExecutorService blocking,
        HttpClient http,
        Clock clock,
        LongSupplier ticker,
        EventBuffer buffer,
        KiwoomMetrics metrics,
        FrameRecorder recorder) {}
