package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;

/** What the builder collected; it travels in the job graph and holds no secret. */
record KiwoomSourceSettings(
        KiwoomEndpoint endpoint,
        ArrayList<String> appKeyIds,
        CredentialsProvider credentials,
        TokenStore.Factory tokens,
        ItemDemand.Factory demand,
        HealthListener.Factory health,
        Clock clock,
        Clock marketClock,
        KiwoomTimings timings,
        ItemTypes types,
        double callsPerSecond,
        FrameRecording recordingOrNull)
        implements Serializable {

    /** Empty where frames are not recorded; an {@link Optional} itself does not travel. */
    Optional<FrameRecording> recording() {
        return Optional.ofNullable(recordingOrNull);
    }
}
