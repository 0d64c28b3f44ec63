package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** A ticker whose history is to be loaded, or is loaded already. A Flink POJO. */
public final class LoadTask {
    public String ticker;
    /** Its place among those that are to be loaded, or among those that are done, from 0. */
    public int index;
    /** How many are to be loaded. */
    public int total;
    /** It is loaded through the last day of the load already. */
    public boolean done;

    public LoadTask() {}

    public LoadTask(String ticker, int index, int total, boolean done) {
        this.ticker = ticker;
        this.index = index;
        this.total = total;
        this.done = done;
    }

    /** Type information without Kryo. */
    public static TypeInformation<LoadTask> typeInformation() {
        return Types.POJO(
                LoadTask.class,
                Map.of("ticker", Types.STRING, "index", Types.INT, "total", Types.INT, "done", Types.BOOLEAN));
    }
}
