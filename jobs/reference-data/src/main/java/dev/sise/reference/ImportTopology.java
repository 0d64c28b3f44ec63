package dev.sise.reference;

import dev.sise.reference.functions.ConcludeImport;
import dev.sise.reference.functions.ImportFile;
import dev.sise.reference.functions.ImportResult;
import dev.sise.runtime.BatchEnvironment;
import dev.sise.runtime.RejectedRecord;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job reference-data where it imports files instead of asking Kiwoom: each file in one transaction, several files at once. */
public final class ImportTopology {
    private ImportTopology() {}

    /**
     * What the import consists of.
     *
     * @param files adds the files to an environment
     * @param importer writes a file, or nothing of it, and tells what became of it; serializable
     * @param rejected gets the lines that are refused; without it they are counted and a sample is logged
     */
    public record Parts(
            Function<StreamExecutionEnvironment, DataStream<ImportFile>> files,
            FlatMapFunction<ImportFile, ImportResult> importer,
            Optional<Sink<RejectedRecord>> rejected) {}

    /** Adds the import to an environment. */
    public static void define(StreamExecutionEnvironment environment, ReferenceDataSettings settings, Parts parts) {
        BatchEnvironment.configure(environment, settings.parallelism());
        SingleOutputStreamOperator<ImportResult> results = parts.files()
                .apply(environment)
                .rebalance()
                .flatMap(parts.importer())
                .returns(ImportResult.typeInformation())
                .uid("import")
                .name("import");
        parts.rejected().ifPresent(sink -> results.filter(result -> result.rejected != null)
                .uid("rejected-only")
                .name("rejected only")
                .map(result -> result.rejected)
                .returns(RejectedRecord.typeInformation())
                .uid("to-rejected")
                .name("to rejected")
                .sinkTo(sink)
                .uid("rejected")
                .name("rejected"));
        results.filter(result -> result.file != null)
                .uid("files-only")
                .name("files only")
                .global()
                .transform("conclude", ImportResult.typeInformation(), new ConcludeImport())
                .setParallelism(1)
                .uid("conclude")
                .name("conclude");
    }
}
