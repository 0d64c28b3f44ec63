package dev.sise.simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * When a day's 0s pushes (장시작시간) are made, with the codes that protocol.md section 4.4 is sure or nearly sure of. What
 * announces the after-market is not known, so nothing does. Not thread-safe.
 */
final class MarketAnnouncements {

    private static final Duration COUNTDOWN = Duration.ofMinutes(10);

    private final List<Announcement> day = new ArrayList<>();
    private LocalDateTime told;

    /** @param now what lies before it is never announced: a push has no replay */
    MarketAnnouncements(LocalDateTime now) {
        this.told = now;
        countDown("0", MarketPhase.OPEN);
        day.add(new Announcement(MarketPhase.OPEN, "3", Duration.ZERO));
        countDown("2", MarketPhase.CLOSE);
        day.add(new Announcement(MarketPhase.CLOSE, "4", Duration.ZERO));
        day.add(new Announcement(LocalTime.of(15, 40), "a", Duration.ZERO));
        day.add(new Announcement(LocalTime.of(16, 0), "b", Duration.ZERO));
        day.add(new Announcement(LocalTime.of(20, 0), "9", Duration.ZERO));
    }

    /** Once a minute for ten minutes. */
    private void countDown(String code, LocalTime until) {
        for (Duration left = COUNTDOWN; !left.isZero(); left = left.minusMinutes(1)) {
            day.add(new Announcement(until.minus(left), code, left));
        }
    }

    /** The rows that became due since the last call, in their order; of a clock that jumped to another day, that day's. */
    List<RowText> due(LocalDateTime now) {
        LocalDate today = now.toLocalDate();
        LocalDateTime from = told.toLocalDate().equals(today) ? told : today.atStartOfDay();
        told = now;
        if (!MarketPhase.isSession(today) || !now.isAfter(from)) {
            return List.of();
        }
        return day.stream()
                .filter(announcement -> today.atTime(announcement.at()).isAfter(from)
                        && !today.atTime(announcement.at()).isAfter(now))
                .map(announcement -> announcement.row(today))
                .toList();
    }

    private record Announcement(LocalTime at, String code, Duration left) {

        RowText row(LocalDate day) {
            String remaining = NumberText.time(LocalDate.EPOCH.atStartOfDay().plus(left));
            return MarketRows.marketState(new RowText(), code, day.atTime(at), remaining);
        }
    }
}
