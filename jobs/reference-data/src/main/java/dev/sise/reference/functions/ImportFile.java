package dev.sise.reference.functions;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** A file to import. A Flink POJO. */
public final class ImportFile {
    public String path;
    public LoadTable table;

    public ImportFile() {}

    public ImportFile(String path, LoadTable table) {
        this.path = path;
        this.table = table;
    }

    /** The table whose rows a file holds by its name; nothing for another file. */
    public static Optional<LoadTable> tableOf(String fileName) {
        String name = fileName.endsWith(".gz") ? fileName.substring(0, fileName.length() - ".gz".length()) : fileName;
        if (name.equals("instruments.csv")) {
            return Optional.of(LoadTable.STOCKS);
        }
        if (!name.endsWith(".csv")) {
            return Optional.empty();
        }
        if (name.startsWith(LoadTable.DAILY_PRICES.table())) {
            return Optional.of(LoadTable.DAILY_PRICES);
        }
        return name.startsWith(LoadTable.INVESTOR_FLOWS.table())
                ? Optional.of(LoadTable.INVESTOR_FLOWS)
                : Optional.empty();
    }

    /** Type information without Kryo. */
    public static TypeInformation<ImportFile> typeInformation() {
        return Types.POJO(ImportFile.class, Map.of("path", Types.STRING, "table", Types.ENUM(LoadTable.class)));
    }
}
