package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every text message that was received to rotating files, to be replayed later. One message is one line, {@code UTC
 * milliseconds, tab, app key id, tab, message}, in files {@code frames-<UTC yyyyMMdd'T'HHmmssSSS>.tsv} whose names sort by time.
 * What a client sends, its token above all, is never recorded.
 *
 * <p>It never holds up a session: what the disk does not take in time, or at all, is dropped, counted, and logged once a minute.
 * After a full disk the last line of a file may be cut; the next one begins a new file.
 *
 * <p>{@link #record} may be called from any thread; a thread of its own writes.
 */
final class FrameRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameRecorder.class);
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);
    private static final int MAX_WAITING = 65_536;
    private static final long MAX_WAITING_CHARS = 32L << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LOOK_FOR_CLOSE = Duration.ofMillis(100);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
    /** After a failure; trying anew for each message would litter the folder with empty files. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final FrameRecorder NONE = new FrameRecorder();

    private final FrameRecording recording;
    private final LongSupplier ticker;
    private final BlockingQueue<Line> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingChars = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;

    private volatile boolean isClosing;

    // From here on the writer's own.
    private OutputStream file;
    private long fileBytes;
    private boolean isPausing;
    private long failedAt;
    private boolean hasWarned;
    private long warnedAt;

    private record Line(String appKeyId, long receivedAt, String message) {
        /** Blanks for line breaks and tabs, which JSON allows between its tokens only. */
        private byte[] bytes() {
            StringBuilder line = new StringBuilder(message.length() + 40)
                    .append(receivedAt)
                    .append('\t')
                    .append(appKeyId)
                    .append('\t');
            for (int i = 0; i < message.length(); i++) {
                char c = message.charAt(i);
                line.append(c < ' ' ? ' ' : c);
            }
            return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    private FrameRecorder() {
        recording = null;
        ticker = System::nanoTime;
        writer = null;
    }

    private FrameRecorder(FrameRecording recording, LongSupplier ticker) {
        this.recording = recording;
        this.ticker = ticker;
        this.writer = new Thread(this::writeAll, "kiwoom-recorder");
        writer.setDaemon(true);
    }

    /** Records nothing. */
    static FrameRecorder none() {
        return NONE;
    }

    /**
     * Records from now on. A folder that cannot be used shows in {@link #dropped()} and the log.
     *
     * @param ticker nanoseconds that only rise, for the pauses after failures
     */
    static FrameRecorder start(FrameRecording recording, LongSupplier ticker) {
        FrameRecorder recorder = new FrameRecorder(recording, ticker);
        recorder.writer.start();
        return recorder;
    }

    /** Takes a message to be written; returns at once. */
    void record(String appKeyId, long receivedAt, String message) {
        if (writer == null) {
            return;
        }
        boolean hasRoom = !isClosing && waitingChars.addAndGet(message.length()) <= MAX_WAITING_CHARS;
        if (!hasRoom || !waiting.offer(new Line(appKeyId, receivedAt, message))) {
            waitingChars.addAndGet(-message.length());
            dropped.incrementAndGet();
        }
    }

    /** Messages that are in a file. */
    long written() {
        return written.get();
    }

    /** Messages that are in no file, or only in part. */
    long dropped() {
        return dropped.get();
    }

    /** Writes what waits, for two seconds at most, and ends. */
    @Override
    public void close() {
        if (writer == null) {
            return;
        }
        isClosing = true;
        try {
            writer.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        // Frees it from a disk that does not answer; one that has ended is left as it is.
        writer.interrupt();
    }

    private void writeAll() {
        try {
            Line line = waiting.poll(LOOK_FOR_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
            while (line != null || !isClosing) {
                if (line != null) {
                    waitingChars.addAndGet(-line.message().length());
                    write(line);
                }
                line = waiting.poll(LOOK_FOR_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException closed) {
            dropped.addAndGet(waiting.size());
            LOG.warn("The recorder of frames was ended with {} messages unwritten", waiting.size());
        } finally {
            closeFile();
        }
    }

    private void write(Line line) {
        if (isPausing && ticker.getAsLong() - failedAt < AFTER_FAILURE.toNanos()) {
            dropped.incrementAndGet();
            return;
        }
        isPausing = false;
        byte[] bytes = line.bytes();
        try {
            if (file != null && fileBytes + bytes.length > recording.maxBytesPerFile()) {
                closeFile();
            }
            if (file == null) {
                openFile(line.receivedAt());
            }
            file.write(bytes);
            fileBytes += bytes.length;
            written.incrementAndGet();
        } catch (IOException | RuntimeException failed) {
            dropped.incrementAndGet();
            isPausing = true;
            failedAt = ticker.getAsLong();
            closeFile();
            warn(failed);
        }
    }

    private void openFile(long firstReceivedAt) throws IOException {
        Path folder = Files.createDirectories(recording.path());
        for (long at = firstReceivedAt; file == null; at++) {
            Path next = folder.resolve("frames-" + FILE_TIME.format(Instant.ofEpochMilli(at)) + ".tsv");
            try {
                file = Files.newOutputStream(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                fileBytes = 0;
            } catch (FileAlreadyExistsException taken) {
                LOG.debug("{} was begun by another, the next millisecond was tried", next);
            }
        }
        deleteOldest(folder);
    }

    private void deleteOldest(Path folder) throws IOException {
        List<Path> recorded;
        try (Stream<Path> files = Files.list(folder)) {
            recorded = files.filter(path -> path.getFileName().toString().matches("frames-[0-9]{8}T[0-9]{9}\\.tsv"))
                    .sorted()
                    .toList();
        }
        for (Path oldest : recorded.subList(0, Math.max(0, recorded.size() - recording.maxFiles()))) {
            Files.deleteIfExists(oldest);
        }
    }

    private void closeFile() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException notClosed) {
                warn(notClosed);
            }
            file = null;
        }
    }

    private void warn(Exception failure) {
        long now = ticker.getAsLong();
        if (!hasWarned || now - warnedAt >= BETWEEN_WARNINGS.toNanos()) {
            hasWarned = true;
            warnedAt = now;
            LOG.warn("{}: frames were not recorded, {} are missing so far", recording.folder(), dropped.get(), failure);
        }
    }
}
