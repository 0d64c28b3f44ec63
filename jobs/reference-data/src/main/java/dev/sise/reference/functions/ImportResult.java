package dev.sise.reference.functions;

import dev.sise.runtime.RejectedRecord;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What became of a file, or a line of it that is refused; the other one is null. A Flink POJO. */
public final class ImportResult {
    public ImportFile file;
    /** Of a file: totals by name. */
    public Map<String, Long> counts = new TreeMap<>();
    /** Of a file: why it was not imported; null for one that was. */
    public String failure;

    public RejectedRecord rejected;

    public ImportResult() {}

    /** Of a file. */
    public static ImportResult of(ImportFile file) {
        ImportResult result = new ImportResult();
        result.file = file;
        return result;
    }

    /** Of a line. */
    public static ImportResult of(RejectedRecord rejected) {
        ImportResult result = new ImportResult();
        result.rejected = rejected;
        return result;
    }

    /** Type information without Kryo. */
    public static TypeInformation<ImportResult> typeInformation() {
        return Types.POJO(
                ImportResult.class,
                Map.of(
                        "file", ImportFile.typeInformation(),
                        "counts", Types.MAP(Types.STRING, Types.LONG),
                        "failure", Types.STRING,
                        "rejected", RejectedRecord.typeInformation()));
    }
}
