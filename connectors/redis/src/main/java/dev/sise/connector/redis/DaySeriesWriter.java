package dev.sise.connector.redis;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** The writer of {@link DaySeriesSink}: takes points apart and lets those of a key wait together. Task thread only. */
final class DaySeriesWriter<T> implements SinkWriter<T> {
    private final DaySeriesSerializer<T> serializer;
    private final ConflatingWriter<DayPoints> writer;

    DaySeriesWriter(DaySeriesSerializer<T> serializer, ConflatingWriter<DayPoints> writer) {
        this.serializer = serializer;
        this.writer = writer;
    }

    @Override
    public void write(T point, Context context) throws IOException, InterruptedException {
        String key = serializer.key(point);
        int day = serializer.day(point);
        String field = serializer.field(point);
        long value = serializer.value(point);
        long seq = serializer.seq(point);
        if (field == null || field.isEmpty() || field.equals("day") || day < 0 || value < 0 || seq < 0) {
            writer.drop(
                    key,
                    "invalid_point",
                    "a field is not empty and not 'day', day, value and seq are not negative, got " + field + " of "
                            + day + " with " + value + " and " + seq);
            return;
        }
        writer.write(new DayPoints(key, day, field, value, seq), context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        writer.flush(endOfInput);
    }

    @Override
    public void close() {
        writer.close();
    }
}
