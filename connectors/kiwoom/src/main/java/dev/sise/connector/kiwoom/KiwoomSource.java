package dev.sise.connector.kiwoom;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Live trades of Kiwoom's WebSocket as a Flink source without end. What is served follows an {@link ItemDemand} while the job
 * runs: at most 199 items per app key by its session, the rest by polling, spread over as many readers as there are app keys.
 *
 * <p>Guarantees: the feed cannot be replayed, so a failure, a reconnect or a restart loses what was sent meanwhile; what was
 * received is emitted at most once, per session in the order of receipt. Items are checkpointed and served again right after a
 * restore, whatever the parallelism and the app keys are by then. No exception of the demand or the health listener fails the job. No state of Kiwoom fails the job: a refused login, a kick or a silent server shows in
 * metrics and is retried for ever. A frame that cannot be read is emitted as {@link KiwoomEvent.Rejected}.
 *
 * <p>Records carry the time of receipt as their timestamp. The source emits no watermarks.
 */
public final class KiwoomSource
        implements Source<KiwoomEvent, KiwoomSplit, KiwoomEnumeratorState>,
                ResultTypeQueryable<KiwoomEvent>,
                SupportsSplitReassignmentOnRecovery {
    private static final long serialVersionUID = 1L;

    private final KiwoomSourceSettings settings;

    KiwoomSource(KiwoomSourceSettings settings) {
        this.settings = settings;
    }

    /** Starts a source; every setting without a default has to be given. */
    public static KiwoomSourceBuilder builder() {
        return new KiwoomSourceBuilder();
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<KiwoomEvent, KiwoomSplit> createReader(SourceReaderContext context) throws Exception {
        return new KiwoomSourceReader(context, settings);
    }

    @Override
    public SplitEnumerator<KiwoomSplit, KiwoomEnumeratorState> createEnumerator(
            SplitEnumeratorContext<KiwoomSplit> context) {
        return restoreEnumerator(context, KiwoomEnumeratorState.initial());
    }

    @Override
    public SplitEnumerator<KiwoomSplit, KiwoomEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<KiwoomSplit> context, KiwoomEnumeratorState state) {
        return new KiwoomSourceEnumerator(context, settings, state, System::nanoTime);
    }

    @Override
    public SimpleVersionedSerializer<KiwoomSplit> getSplitSerializer() {
        return new KiwoomSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KiwoomEnumeratorState> getEnumeratorCheckpointSerializer() {
        return new KiwoomEnumeratorStateSerializer();
    }

    @Override
    public TypeInformation<KiwoomEvent> getProducedType() {
        return new KiwoomEventTypeInfo();
    }
}
