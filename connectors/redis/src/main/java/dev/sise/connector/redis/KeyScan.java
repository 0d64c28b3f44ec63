package dev.sise.connector.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Walks over the keys with a prefix page by page, by SCAN: Redis serves others between two pages, unlike with KEYS. A key that is there from
 * the beginning to the end is met at least once; others may or may not be met.
 */
final class KeyScan {
    /** Keys that Redis looks at per page, of any prefix. */
    private static final int KEYS_PER_PAGE = 1_000;

    private final Questions questions;
    private final ScanArgs arguments;
    private final Function<List<String>, CompletionStage<Void>> page;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private KeyScan(Questions questions, String prefix, Function<List<String>, CompletionStage<Void>> page) {
        this.questions = questions;
        this.arguments = ScanArgs.Builder.matches(literally(prefix) + "*").limit(KEYS_PER_PAGE);
        this.page = page;
    }

    /**
     * Begins a walk.
     *
     * @param page what to do with the keys of a page, never none; the next page is asked for when its stage completed
     * @return completes after the last page; fails as {@link Questions#ask} or the page does, with nothing further done
     */
    static CompletionStage<Void> walk(
            Questions questions, String prefix, Function<List<String>, CompletionStage<Void>> page) {
        KeyScan scan = new KeyScan(questions, prefix, page);
        scan.ask(ScanCursor.INITIAL);
        return scan.end;
    }

    /** Each page ends in a call of its own, not in a stage of the one before: a large store would make a very deep chain. */
    private void ask(ScanCursor from) {
        questions.ask(commands -> commands.scan(from, arguments)).whenComplete((found, thrown) -> {
            if (thrown != null) {
                end.completeExceptionally(thrown);
            } else if (found.getKeys().isEmpty()) {
                next(found);
            } else {
                handle(found);
            }
        });
    }

    private void handle(KeyScanCursor<String> found) {
        // A page that throws fails its stage, and so the walk.
        CompletableFuture.completedFuture(found.getKeys()).thenCompose(page).whenComplete((done, thrown) -> {
            if (thrown != null) {
                end.completeExceptionally(thrown);
            } else {
                next(found);
            }
        });
    }

    private void next(KeyScanCursor<String> found) {
        if (found.isFinished()) {
            end.complete(null);
        } else {
            ask(ScanCursor.of(found.getCursor()));
        }
    }

    /** What Redis would take for a pattern stands for itself. */
    static String literally(String text) {
        return text.replaceAll("[*?\\[\\]\\\\]", "\\\\$0");
    }
}
