package dev.sise.quickstart;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Writes lines to a file of this machine, which it makes anew, also when a job is restarted. Parallelism 1. */
final class LinesFile implements Sink<String> {
    private static final long serialVersionUID = 1L;

    private final String path;

    LinesFile(Path path) {
        this.path = path.toString();
    }

    @Override
    public SinkWriter<String> createWriter(WriterInitContext context) throws IOException {
        return new Writer(Files.newBufferedWriter(Path.of(path), StandardCharsets.UTF_8));
    }

    /** Task thread only. */
    private record Writer(BufferedWriter out) implements SinkWriter<String> {
        @Override
        public void write(String line, Context context) throws IOException {
            out.write(line);
            out.write('\n');
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
