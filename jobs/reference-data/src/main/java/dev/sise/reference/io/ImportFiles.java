package dev.sise.reference.io;

import dev.sise.reference.ImportSettings;
import dev.sise.reference.functions.ImportFile;
import dev.sise.reference.functions.LoadTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** The files of an import, in the order of their names; looked for where the tasks run. */
public final class ImportFiles implements FlatMapFunction<Long, ImportFile> {
    private static final long serialVersionUID = 1L;

    /** Null for none. */
    private final String directory;
    /** Null for none. */
    private final String flows;

    private ImportFiles(ImportSettings settings) {
        directory = settings.directory().orElse(null);
        flows = settings.flows().orElse(null);
    }

    /** Adds the files to an environment. */
    public static Function<StreamExecutionEnvironment, DataStream<ImportFile>> of(ImportSettings settings) {
        return environment -> environment
                .fromSequence(0, 0)
                .setParallelism(1)
                .uid("once-files")
                .name("once")
                .flatMap(new ImportFiles(settings))
                .returns(ImportFile.typeInformation())
                .setParallelism(1)
                .uid("files")
                .name("files");
    }

    @Override
    public void flatMap(Long once, Collector<ImportFile> out) throws IOException {
        boolean found = flows != null;
        if (directory != null) {
            for (Path path : filesOfDirectory()) {
                found |= ImportFile.tableOf(path.getFileName().toString())
                        .map(table -> {
                            out.collect(new ImportFile(path.toString(), table));
                            return true;
                        })
                        .orElse(false);
            }
        }
        if (flows != null) {
            out.collect(new ImportFile(flows, LoadTable.INVESTOR_FLOWS));
        }
        if (!found) {
            throw refused("The folder " + directory + " has no daily_prices*.csv, instruments.csv or"
                    + " investor_flows*.csv, plain or with .gz: there is nothing to import");
        }
    }

    private List<Path> filesOfDirectory() throws IOException {
        if (!Files.isDirectory(Path.of(directory))) {
            throw refused("The folder to import, " + directory + ", is not there or is no folder");
        }
        try (Stream<Path> paths = Files.list(Path.of(directory))) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static SuppressRestartsException refused(String words) {
        return new SuppressRestartsException(new IllegalStateException(words));
    }
}
