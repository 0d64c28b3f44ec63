package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** One side of a comparison: a row of a list or what the database has, the other one null. A Flink POJO. */
public final class SyncInput {
    public ListRow row;
    public KnownStock known;

    public SyncInput() {}

    /** Of a list. */
    public static SyncInput of(ListRow row) {
        SyncInput input = new SyncInput();
        input.row = row;
        return input;
    }

    /** Of the database. */
    public static SyncInput of(KnownStock known) {
        SyncInput input = new SyncInput();
        input.known = known;
        return input;
    }

    /** Type information without Kryo. */
    public static TypeInformation<SyncInput> typeInformation() {
        return Types.POJO(
                SyncInput.class, Map.of("row", ListRow.typeInformation(), "known", KnownStock.typeInformation()));
    }
}
