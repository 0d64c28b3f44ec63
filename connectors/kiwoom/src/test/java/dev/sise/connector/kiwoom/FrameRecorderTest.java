package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameRecorderTest {
    private static final long AT = 1_782_880_000_000L;

    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    private Path folder;

    private FrameRecorder recorder;

    @AfterEach
    void leavesNoThread() {
        if (recorder != null) {
            recorder.close();
        }
        await().until(() -> ThreadLeaks.ownThreads().isEmpty());
    }

    @Test
    void writesOneLineForEachMessageAndNamesTheFileByTheFirst() throws IOException {
        start(1_000_000, 3);

        recorder.record("main", AT, "{\"trnm\":\"PING\"}");
        recorder.record("second", AT + 5, "{\n\t\"trnm\": \"REAL\",\r\n \"name\": \"주식체결\"}");
        recorder.record("main", AT + 6, "garbage\t\u0000");
        recorder.close();

        assertThat(files()).containsExactly("frames-20260701T042640000.tsv");
        assertThat(Files.readString(folder.resolve("frames-20260701T042640000.tsv")))
                .isEqualTo(AT + "\tmain\t{\"trnm\":\"PING\"}\n"
                        + (AT + 5) + "\tsecond\t{  \"trnm\": \"REAL\",   \"name\": \"주식체결\"}\n"
                        + (AT + 6) + "\tmain\tgarbage  \n");
        assertThat(recorder.written()).isEqualTo(3);
        assertThat(recorder.dropped()).isZero();
    }

    @Test
    void beginsTheNextFileBeforeOneGrowsTooLargeAndKeepsTheNewest() throws IOException {
        Files.writeString(folder.resolve("frames-20250101T000000000.tsv"), "of an earlier run");
        Files.writeString(folder.resolve("notes.txt"), "somebody's own");
        String message = "x".repeat(100);
        start(2 * (message.length() + 30), 2);

        for (int i = 0; i < 7; i++) {
            recorder.record("main", AT + i, message);
        }
        recorder.close();

        assertThat(files())
                .containsExactly("frames-20260701T042640004.tsv", "frames-20260701T042640006.tsv", "notes.txt");
        assertThat(Files.readAllLines(folder.resolve("frames-20260701T042640004.tsv")))
                .hasSize(2);
    }

    @Test
    void neverWritesIntoAFileThatIsThere() throws IOException {
        Files.writeString(folder.resolve("frames-20260701T042640000.tsv"), "of another reader");
        start(1_000_000, 5);

        recorder.record("main", AT, "m");
        recorder.close();

        assertThat(files()).containsExactly("frames-20260701T042640000.tsv", "frames-20260701T042640001.tsv");
        assertThat(Files.readString(folder.resolve("frames-20260701T042640000.tsv")))
                .isEqualTo("of another reader");
    }

    @Test
    void countsWhatAFolderDoesNotTakeAndGoesOnWhenItDoes() throws IOException {
        Path blocked = Files.writeString(folder.resolve("blocked"), "a file where the folder should be");
        recorder = FrameRecorder.start(new FrameRecording(blocked.toString(), 1_000, 5), nanos::get);

        recorder.record("main", AT, "lost");
        recorder.record("main", AT, "lost in the pause");
        await().until(() -> recorder.dropped() == 2);
        Files.delete(blocked);
        nanos.addAndGet(1_000_000_000L);
        recorder.record("main", AT + 1, "kept");
        recorder.close();

        assertThat(recorder.written()).isEqualTo(1);
        assertThat(recorder.dropped()).isEqualTo(2);
        assertThat(Files.readString(blocked.resolve("frames-20260701T042640001.tsv")))
                .isEqualTo((AT + 1) + "\tmain\tkept\n");
    }

    @Test
    void dropsWhatAWriterThatStandsStillCannotTakeAndDoesNotWaitForIt() throws Exception {
        Path blocked = Files.writeString(folder.resolve("blocked"), "a file where the folder should be");
        CountDownLatch released = new CountDownLatch(1);
        recorder = FrameRecorder.start(new FrameRecording(blocked.toString(), 1_000, 5), () -> {
            // Asked by the writer alone, after its first failure.
            try {
                released.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return 0;
        });
        String large = "x".repeat(1 << 20);

        for (int i = 0; i < 100; i++) {
            recorder.record("main", AT, large);
        }

        assertThat(recorder.dropped()).isBetween(67L, 69L);
        assertThat(recorder.written()).isZero();
        released.countDown();
        await().until(() -> recorder.dropped() == 100);
    }

    @Test
    void recordsNothingWhereItIsOff() {
        FrameRecorder.none().record("main", AT, "m");
        FrameRecorder.none().close();

        assertThat(FrameRecorder.none().written()).isZero();
        assertThat(FrameRecorder.none().dropped()).isZero();
    }

    @Test
    void refusesLimitsThatKeepNothing() {
        assertThatThrownBy(() -> new FrameRecording("f", 0, 1)).hasMessageContaining("1 byte, was 0");
        assertThatThrownBy(() -> new FrameRecording("f", 1, 0))
                .hasMessageContaining("1 recorded file must be kept, was 0");
    }

    private void start(long maxBytes, int maxFiles) {
        recorder = FrameRecorder.start(new FrameRecording(folder.toString(), maxBytes, maxFiles), nanos::get);
    }

    private List<String> files() throws IOException {
        return files(folder);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
