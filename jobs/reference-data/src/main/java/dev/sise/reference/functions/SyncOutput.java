package dev.sise.reference.functions;

import dev.sise.runtime.RejectedRecord;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** One result of a comparison; the other members are null. A Flink POJO. */
public final class SyncOutput {
    public Stock stock;
    public ListingEvent event;
    public RejectedRecord rejected;
    public RefutedClose refuted;

    public SyncOutput() {}

    static SyncOutput of(Stock stock) {
        SyncOutput output = new SyncOutput();
        output.stock = stock;
        return output;
    }

    static SyncOutput of(ListingEvent event) {
        SyncOutput output = new SyncOutput();
        output.event = event;
        return output;
    }

    static SyncOutput of(RefutedClose refuted) {
        SyncOutput output = new SyncOutput();
        output.refuted = refuted;
        return output;
    }

    static SyncOutput of(RejectedRecord rejected) {
        SyncOutput output = new SyncOutput();
        output.rejected = rejected;
        return output;
    }

    /** Type information without Kryo. */
    public static TypeInformation<SyncOutput> typeInformation() {
        return Types.POJO(
                SyncOutput.class,
                Map.of(
                        "stock", Stock.typeInformation(),
                        "event", ListingEvent.typeInformation(),
                        "rejected", RejectedRecord.typeInformation(),
                        "refuted", RefutedClose.typeInformation()));
    }
}
