package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Codes that are asked for again and again, evenly spread: of n codes, ceil(n / 100) groups per interval at even distances, each
 * of those that were asked longest ago. The interval is stretched to what the budget allows. Pure; loop thread only.
 *
 * <p>Codes flow past at n per interval; what has flowed and was not taken yet is the allowance, and a group is due as soon as the
 * allowance covers it. So the rate holds whatever the size does meanwhile, a late call is caught up, and a long pause is not.
 */
final class PollRing {
    private static final double SECOND = Duration.ofSeconds(1).toNanos();
    /** Rounding must not delay a group by a whole one. */
    private static final double EPSILON = 1e-6;

    private final long interval;
    private final Map<String, Member> members = new HashMap<>();
    private final TreeSet<Member> byAge = new TreeSet<>(
            Comparator.comparingLong((Member member) -> member.askedAt).thenComparing(member -> member.turn));
    private double callsPerSecond;
    private double allowance;
    private long accruedAt;
    private boolean isDue;
    /** When the allowance reached a group; of no meaning unless due. The allowance itself ends growing and cannot tell. */
    private long dueSince;

    private long lastTurn;
    /** Between answers, added up since somebody asked. */
    private double elapsed;

    private long answers;
    private long reached;

    /** One code. */
    static final class Member {
        private final String item;
        private long askedAt;
        /** Its place among those asked for at the same moment. */
        private long turn;
        /** Both before the call that is under way, to go back to if it fails. */
        private long askedBefore;

        private long turnBefore;

        private long answeredAt;

        private Member(String item, long turn, long askedAt, long answeredAt) {
            this.item = item;
            this.turn = turn;
            this.askedAt = askedAt;
            this.askedBefore = askedAt;
            this.turnBefore = turn;
            this.answeredAt = answeredAt;
        }
    }

    PollRing(Duration interval, double callsPerSecond, long now) {
        this.interval = interval.toNanos();
        this.callsPerSecond = callsPerSecond;
        this.accruedAt = now;
    }

    void callsPerSecond(double changed, long now) {
        accrue(now);
        callsPerSecond = changed;
    }

    /** Adds a code; {@code known} is what another ring knew of it, or null: then it counts as asked for now. */
    void add(String item, Member known, long now) {
        accrue(now);
        Member member = known == null
                ? new Member(item, ++lastTurn, now, now)
                : new Member(item, ++lastTurn, known.askedAt, known.answeredAt);
        members.put(item, member);
        byAge.add(member);
    }

    /** What was known of the code, null if it was not here. */
    Member remove(String item, long now) {
        Member member = members.get(item);
        if (member != null) {
            accrue(now);
            members.remove(item);
            byAge.remove(member);
        }
        return member;
    }

    boolean contains(String item) {
        return members.containsKey(item);
    }

    int size() {
        return members.size();
    }

    /** When the next group is due, in the past if it is late; empty without codes. */
    OptionalLong dueAt(long now) {
        if (members.isEmpty()) {
            return OptionalLong.empty();
        }
        accrue(now);
        return OptionalLong.of(now + (long) Math.ceil((group() - EPSILON - allowance) / rate()));
    }

    /** For how many nanoseconds a group has been due that nothing was taken of; negative if none is. */
    long overdue(long now) {
        accrue(now);
        return isDue ? now - dueSince : Long.MIN_VALUE;
    }

    /** The codes of the group that is due, at most {@code room}; the rest of it stays due. */
    List<String> take(int room, long now) {
        accrue(now);
        int count = Math.min(room, group());
        List<String> items = new ArrayList<>(count);
        for (Member member : byAge) {
            if (items.size() == count) {
                break;
            }
            items.add(member.item);
        }
        allowance -= items.size();
        isDue = isDue && items.isEmpty();
        return items;
    }

    /** Notes that a code is asked for, by whatever call. */
    void asked(String item, long now) {
        Member member = members.get(item);
        if (member != null) {
            byAge.remove(member);
            member.askedBefore = member.askedAt;
            member.turnBefore = member.turn;
            member.askedAt = now;
            member.turn = ++lastTurn;
            byAge.add(member);
        }
    }

    void answered(String item, long now) {
        Member member = members.get(item);
        if (member != null) {
            elapsed += now - member.answeredAt;
            answers++;
            member.answeredAt = now;
        }
    }

    /** Takes back that a code was asked for: its call failed. */
    void again(String item, long now) {
        Member member = members.get(item);
        if (member != null) {
            accrue(now);
            byAge.remove(member);
            member.askedAt = member.askedBefore;
            member.turn = member.turnBefore;
            byAge.add(member);
            allowance = Math.min(allowance + 1, mostAllowance());
        }
    }

    /** What the budget allows: the interval, or as long as all codes take at its rate. */
    long effectiveInterval() {
        double atFullRate = members.size() / (double) PollSchedule.MAX_CODES_PER_CALL / callsPerSecond * SECOND;
        return Math.max(interval, (long) atFullRate);
    }

    long reachedInterval() {
        reached = answers == 0 ? reached : (long) (elapsed / answers);
        elapsed = 0;
        answers = 0;
        return reached;
    }

    long stalest(long now) {
        long oldest = now;
        for (Member member : members.values()) {
            oldest = member.answeredAt - oldest < 0 ? member.answeredAt : oldest;
        }
        return now - oldest;
    }

    /** Codes per nanosecond. */
    private double rate() {
        return members.size() / (double) effectiveInterval();
    }

    /** How many codes make a call: equal shares, and so many that the calls are not more than the budget has. */
    private int group() {
        int size = members.size();
        int calls = (size + PollSchedule.MAX_CODES_PER_CALL - 1) / PollSchedule.MAX_CODES_PER_CALL;
        double distance = Math.max(effectiveInterval() / (double) calls, SECOND / callsPerSecond);
        double share = Math.ceil(rate() * distance - EPSILON);
        return (int) Math.min(Math.min(share, size), PollSchedule.MAX_CODES_PER_CALL);
    }

    private void accrue(long now) {
        if (members.isEmpty()) {
            isDue = false;
        } else {
            double flowed = allowance + (now - accruedAt) * rate();
            double beyond = flowed - group();
            boolean wasDue = isDue;
            isDue = beyond >= -EPSILON;
            if (isDue && !wasDue) {
                dueSince = now - Math.min(now - accruedAt, (long) (Math.max(0, beyond) / rate()));
            }
            allowance = Math.min(flowed, mostAllowance());
        }
        accruedAt = now;
    }

    /** Up to one group late is caught up, but no code is due twice. */
    private double mostAllowance() {
        return members.isEmpty() ? 0 : Math.min(2 * group(), members.size());
    }
}
