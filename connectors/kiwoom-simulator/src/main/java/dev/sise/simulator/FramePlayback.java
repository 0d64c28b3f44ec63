package dev.sise.simulator;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Replays the rotating files of a frame recorder with their original spacing. A file is {@code frames-<UTC>.tsv}; a line is
 * UTC milliseconds, tab, app key id, tab, one frame as JSON. The files are read line by line while they are replayed, so
 * their size does not matter. Feed thread only.
 */
final class FramePlayback {

    private static final String FILES = "frames-*.tsv";
    /** So many frames that are due at once are sent before the thread does something else. */
    private static final int FRAMES_AT_ONCE = 500;

    private final Vertx vertx;
    private final double speed;
    private final Predicate<RecordedFrames.Frame> receiver;
    private final Deque<Path> files;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();

    private Path file;
    private BufferedReader lines;
    private int lineNumber;
    private Timed next;
    private long firstMillis;
    private long startNanos;
    private int reached;

    /**
     * @param speed 2 replays in half the time, infinity as fast as it can be read
     * @param receiver takes a frame and says whether it reached anybody
     */
    FramePlayback(Vertx vertx, List<Path> files, double speed, Predicate<RecordedFrames.Frame> receiver) {
        this.vertx = vertx;
        this.files = new ArrayDeque<>(files);
        this.speed = speed;
        this.receiver = receiver;
    }

    /**
     * The files of a recorder's folder in the order of their names, which is that of time; a file stands for itself.
     *
     * @throws IOException when the folder cannot be read
     */
    static List<Path> files(Path recording) throws IOException {
        if (!Files.isDirectory(recording)) {
            return List.of(recording);
        }
        try (Stream<Path> found = Files.list(recording)) {
            return found.filter(path -> recording
                            .getFileSystem()
                            .getPathMatcher("glob:" + FILES)
                            .matches(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Completes with the number of frames that reached somebody, or with what ended it. */
    CompletableFuture<Integer> done() {
        return done;
    }

    void start() {
        step(() -> {
            next = read();
            if (next != null) {
                firstMillis = next.millis();
                startNanos = System.nanoTime();
            }
        });
    }

    /** Ends it where it stands. */
    void stop() {
        if (!done.isDone()) {
            finish();
            done.completeExceptionally(new IllegalStateException("the simulator was closed during a replay"));
        }
    }

    private void step(Step preparation) {
        try {
            preparation.run();
            for (int sent = 0; sent < FRAMES_AT_ONCE && next != null && nanosUntilNext() <= 0; sent++) {
                reached += receiver.test(next.frame()) ? 1 : 0;
                next = read();
            }
            if (next == null) {
                done.complete(reached);
            } else {
                long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanosUntilNext()));
                vertx.setTimer(millis, id -> step(() -> {}));
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            finish();
            done.completeExceptionally(unreadable);
        }
    }

    private long nanosUntilNext() {
        double offset = TimeUnit.MILLISECONDS.toNanos(next.millis() - firstMillis) / speed;
        return startNanos + (long) offset - System.nanoTime();
    }

    /** The next REAL frame of all files, null at the end; other messages are left out. */
    private Timed read() throws IOException {
        while (!done.isDone()) {
            String line = lines == null ? null : lines.readLine();
            if (line == null) {
                if (!openNext()) {
                    return null;
                }
                continue;
            }
            lineNumber++;
            Optional<Timed> frame = parse(line);
            if (frame.isPresent()) {
                return frame.get();
            }
        }
        return null;
    }

    private boolean openNext() throws IOException {
        finish();
        file = files.pollFirst();
        if (file == null) {
            return false;
        }
        lines = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        lineNumber = 0;
        return true;
    }

    private Optional<Timed> parse(String line) {
        String[] parts = line.split("\t", 3);
        if (parts.length != 3 || !parts[0].matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("line " + lineNumber + " of recording " + file
                    + " is not UTC milliseconds, app key id and frame, separated by tabs");
        }
        return RecordedFrames.real(parts[2]).map(frame -> new Timed(Long.parseLong(parts[0]), frame));
    }

    private void finish() {
        if (lines != null) {
            try {
                lines.close();
            } catch (IOException notClosed) {
                done.completeExceptionally(notClosed);
            }
            lines = null;
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private record Timed(long millis, RecordedFrames.Frame frame) {}
}
