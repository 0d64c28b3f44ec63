package dev.sise.reference.functions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what the source has of a ticker, page by page, with what is stored. Pure; one for each ticker.
 *
 * <ul>
 *   <li>A day that is not stored is written, wherever it lies: a hole is filled.
 *   <li>Of an adjusted history the last stored day may differ, for it was written before the source had its final figures: it is
 *       corrected. Anything else that differs, also a stored day that the source does not have, says that the history was adjusted: all
 *       of it is replaced.
 *   <li>Of another history every day that differs is corrected.
 *   <li>Nothing is replaced where the row of a stored day is refused or leaves out what is needed: that day would be lost.
 *   <li>A row that leaves out what is needed changes nothing, and its day counts as not loaded. A refused one changes nothing.
 *   <li>A page of which no row tells anything is a bad moment of the source, and so would be the next one: no more are asked for. Where
 *       nothing was told at all, nothing is loaded, unless the source has no rows and never had any.
 * </ul>
 */
final class HistoryComparison<R extends DayRow<R>> {
    private final StoredHistory<R> stored;
    private final int through;
    private final int wanted;
    private final boolean adjusted;
    private final NavigableMap<Integer, R> read = new TreeMap<>();
    private final Set<Integer> blank = new HashSet<>();
    /** Days of which the source has a row that tells nothing. */
    private final Set<Integer> untold = new HashSet<>();

    /** Days of which the source tells that there is nothing to write. */
    private final Set<Integer> quiet = new HashSet<>();

    private boolean hasMore;
    private boolean lastPageTells;
    private boolean dayOfARefusedRowUnknown;
    private int repaired;

    /**
     * @param through last day to load, days since 1970; later rows are left out
     * @param wanted how many days of history a ticker is to have where the source has them
     * @param adjusted whether the source rewrites the past, as it does with prices after a split
     */
    HistoryComparison(StoredHistory<R> stored, int through, int wanted, boolean adjusted) {
        this.stored = stored;
        this.through = through;
        this.wanted = wanted;
        this.adjusted = adjusted;
    }

    /**
     * What is to be done. Days are since 1970, or {@link HistoryPage#NO_DAY}.
     *
     * @param isIncomplete the ticker is to be asked for again
     */
    record Result<R>(
            List<R> rows,
            boolean replaces,
            int firstDay,
            int loadedThrough,
            int inserted,
            int corrected,
            int filled,
            int repaired,
            int blank,
            boolean isIncomplete) {}

    /** Adds the next page. */
    void add(HistoryPage<R> page) {
        page.rows().stream().filter(row -> row.day() <= through).forEach(row -> read.putIfAbsent(row.day(), row));
        page.blankDays().stream().filter(day -> day <= through).forEach(blank::add);
        page.quietDays().stream().filter(day -> day <= through).forEach(quiet::add);
        for (HistoryPage.RefusedDay refused : page.refused()) {
            untold.add(refused.day());
            dayOfARefusedRowUnknown |= refused.day() == HistoryPage.NO_DAY;
        }
        repaired += page.repaired();
        hasMore = page.nextKey().isPresent();
        lastPageTells = page.tells();
    }

    /** Whether the next page is needed to decide. */
    boolean wantsMore() {
        if (!hasMore || !lastPageTells) {
            return false;
        }
        if (hasGap() || overlapsTooLittle()) {
            return true;
        }
        if (replaces()) {
            return read.size() < Math.max(wanted, stored.rows().size());
        }
        Set<Integer> days = new HashSet<>(read.keySet());
        days.addAll(stored.rows().keySet());
        days.addAll(blank);
        days.addAll(quiet);
        days.addAll(untold);
        return days.size() < wanted;
    }

    /** What was found, when no more pages are wanted or there are none. */
    Result<R> result() {
        boolean replaces = replaces();
        if (isWithheld(replaces)) {
            return new Result<>(
                    List.of(), false, stored.firstDay(), HistoryPage.NO_DAY, 0, 0, 0, 0, blank.size(), true);
        }
        List<R> rows = new ArrayList<>();
        int inserted = 0;
        int corrected = 0;
        int filled = 0;
        for (R row : read.values()) {
            R before = replaces ? null : stored.rows().get(row.day());
            if (before == null) {
                inserted++;
                rows.add(row);
                continue;
            }
            switch (row.against(before)) {
                case NONE -> {}
                case FILLS -> {
                    filled++;
                    rows.add(row);
                }
                case DIFFERS -> {
                    corrected++;
                    rows.add(row);
                }
            }
        }
        int firstDay = firstDay(replaces);
        int loadedThrough = loadedThrough(firstDay);
        if (loadedThrough != HistoryPage.NO_DAY && firstDay != HistoryPage.NO_DAY && loadedThrough < firstDay) {
            loadedThrough = HistoryPage.NO_DAY;
        }
        return new Result<>(
                rows,
                replaces,
                firstDay,
                loadedThrough,
                inserted,
                corrected,
                filled,
                repaired,
                blank.size(),
                isBlankAtItsEnd());
    }

    /** Whether what was told is too little to write anything of it. */
    private boolean isWithheld(boolean replaces) {
        if (read.isEmpty() && quiet.isEmpty()) {
            return !stored.rows().isEmpty() || !blank.isEmpty() || !untold.isEmpty();
        }
        boolean brokeOff = hasMore && !lastPageTells;
        return (brokeOff && (replaces || hasGap())) || (replaces && losesADay());
    }

    /** Whether a stored day is among those that were read, and its own row could not be: replaced, it would be a hole. */
    private boolean losesADay() {
        return stored.rows().keySet().stream()
                .filter(day -> !read.containsKey(day))
                .anyMatch(day -> untold.contains(day)
                        || blank.contains(day)
                        || (dayOfARefusedRowUnknown && day >= read.firstKey()));
    }

    /** Between the newest stored day and the oldest one that was read may lie days that nobody has read. */
    private boolean hasGap() {
        return !stored.rows().isEmpty() && oldestTold() > stored.rows().lastKey();
    }

    /** The last stored day may differ without an adjustment: only the one before it tells. */
    private boolean overlapsTooLittle() {
        if (!adjusted || stored.rows().isEmpty()) {
            return false;
        }
        Integer beforeTheLast = stored.rows().lowerKey(stored.rows().lastKey());
        return beforeTheLast != null && oldestTold() > beforeTheLast;
    }

    private int oldestTold() {
        int oldestQuiet = quiet.stream().min(Integer::compare).orElse(Integer.MAX_VALUE);
        return read.isEmpty() ? oldestQuiet : Math.min(oldestQuiet, read.firstKey());
    }

    private boolean replaces() {
        if (!adjusted || stored.rows().isEmpty() || read.isEmpty()) {
            return false;
        }
        int lastStored = stored.rows().lastKey();
        for (R before : stored.rows().tailMap(read.firstKey(), true).values()) {
            R row = read.get(before.day());
            if (row == null && !isUntold(before.day())) {
                return true;
            }
            if (row != null && before.day() != lastStored && row.against(before) == DayRow.Difference.DIFFERS) {
                return true;
            }
        }
        return false;
    }

    private boolean isUntold(int day) {
        return dayOfARefusedRowUnknown || untold.contains(day) || blank.contains(day);
    }

    private int firstDay(boolean replaces) {
        if (read.isEmpty()) {
            return stored.firstDay();
        }
        if (stored.firstDay() == HistoryPage.NO_DAY || replaces || hasGap()) {
            return read.firstKey();
        }
        return Math.min(stored.firstDay(), read.firstKey());
    }

    /** Nothing is claimed of days before the first, so a blank one there holds nothing up. */
    private int loadedThrough(int firstDay) {
        int before = stored.loadedThrough();
        return blank.stream()
                .filter(day -> day > before && day > firstDay)
                .min(Integer::compare)
                .map(day -> Math.max(day - 1, before))
                .orElse(through);
    }

    private boolean isBlankAtItsEnd() {
        int lastBlank = blank.stream().max(Integer::compare).orElse(HistoryPage.NO_DAY);
        return lastBlank != HistoryPage.NO_DAY && (read.isEmpty() || lastBlank > read.lastKey());
    }
}
