package dev.sise.scan.functions;

import java.util.Arrays;

/** Brings rows into the order of their days. */
final class DayOrder {
    private DayOrder() {}

    /** The indexes of the rows up to and with a day, oldest first; of a repeated day the last index alone. */
    static int[] rowsThrough(int[] days, int lastDay) {
        int[] rows = new int[days.length];
        int count = 0;
        boolean ascending = true;
        int newest = Integer.MIN_VALUE;
        for (int row = 0; row < days.length; row++) {
            if (days[row] > lastDay) {
                continue;
            }
            ascending &= count == 0 || days[row] > newest;
            newest = days[row];
            rows[count++] = row;
        }
        return ascending ? Arrays.copyOf(rows, count) : sorted(days, rows, count);
    }

    private static int[] sorted(int[] days, int[] rows, int count) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = ((long) days[rows[i]] << Integer.SIZE) | rows[i];
        }
        Arrays.sort(keys);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean lastOfItsDay = i + 1 == count || keys[i] >> Integer.SIZE != keys[i + 1] >> Integer.SIZE;
            if (lastOfItsDay) {
                rows[kept++] = (int) keys[i];
            }
        }
        return Arrays.copyOf(rows, kept);
    }
}
