package dev.sise.reference.io;

import dev.sise.connector.kiwoom.TokenStore;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.functions.InstrumentList;
import dev.sise.reference.functions.ListRow;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** The instrument lists of Kiwoom, in our own terms: all of them, or the run fails and says which ones were not read. */
public final class KiwoomLists implements FlatMapFunction<Long, ListRow> {
    private static final long serialVersionUID = 1L;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final KiwoomAccess access;
    private final List<InstrumentList> lists;

    private KiwoomLists(ReferenceDataSettings settings, Clock clock) {
        access = new KiwoomAccess(settings, clock);
        lists = settings.lists();
    }

    /**
     * Adds the lists to an environment.
     *
     * @param clock real time; serializable, as those of the JDK are
     */
    public static Function<StreamExecutionEnvironment, DataStream<ListRow>> of(
            ReferenceDataSettings settings, Clock clock) {
        return environment -> environment
                .fromSequence(0, 0)
                .setParallelism(1)
                .uid("once-lists")
                .name("once")
                .flatMap(new KiwoomLists(settings, clock))
                .returns(ListRow.typeInformation())
                .setParallelism(1)
                .uid("lists")
                .name("lists");
    }

    @Override
    public void flatMap(Long once, Collector<ListRow> out) throws Exception {
        List<String> failures = new ArrayList<>();
        try (TokenStore tokens = access.openTokens()) {
            // A list is one call, so one app key is enough for all of them.
            InstrumentLists reader = new InstrumentLists(access.client(0, tokens), FIRST_PAUSE);
            for (InstrumentList list : lists) {
                try {
                    reader.read(list).forEach(out::collect);
                } catch (Attempts.GivenUpException e) {
                    failures.add(list.title() + " (" + list.marketType() + "): " + e.getMessage());
                }
            }
        }
        if (!failures.isEmpty()) {
            // What was read goes no further: the comparison waits for the end of all lists.
            throw new SuppressRestartsException(new IllegalStateException(failures.size() + " of " + lists.size()
                    + " instrument lists were not read, nothing was written: " + String.join("; ", failures)));
        }
    }
}
