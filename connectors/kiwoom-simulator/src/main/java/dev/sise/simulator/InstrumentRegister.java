package dev.sise.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Collects instruments under codes and names that occur once. What is not handed in comes from the seed and the code alone,
 * so that an instrument is the same in a market of any size.
 */
final class InstrumentRegister {

    /** The issuers of warrants: the first two characters of their codes and the made-up name. */
    static final String[][] WARRANT_ISSUERS = {{"52", "도담"}, {"57", "타래"}, {"58", "찬솔"}};

    private static final LocalDate FIRST_LISTING = LocalDate.of(1976, 1, 5);
    private static final int TEN_THOUSAND = 10_000;

    private final long seed;
    private final LocalDate today;
    private final Set<String> taken = new HashSet<>();
    private final List<Instrument> instruments = new ArrayList<>();
    private final Map<InstrumentKind, Integer> byKind = new EnumMap<>(InstrumentKind.class);
    private final Map<Board, Integer> byBoard = new EnumMap<>(Board.class);

    InstrumentRegister(long seed, LocalDate today) {
        this.seed = seed;
        this.today = today;
    }

    int size() {
        return instruments.size();
    }

    Instrument get(int index) {
        return instruments.get(index);
    }

    List<Instrument> instruments() {
        return instruments;
    }

    int count(InstrumentKind kind) {
        return byKind.getOrDefault(kind, 0);
    }

    int count(Board board) {
        return byBoard.getOrDefault(board, 0);
    }

    /**
     * Adds anything but a warrant unless its code or name is taken; returns whether it was added.
     *
     * @param price is cut to the grid
     */
    boolean add(
            String code,
            String name,
            InstrumentKind kind,
            Board board,
            String marketCode,
            long price,
            long shares,
            long volume) {
        SplittableRandom details = details(code);
        long days = today.toEpochDay() - FIRST_LISTING.toEpochDay();
        LocalDate listedOn = FIRST_LISTING.plusDays(details.nextLong(days));
        return add(new Instrument(
                code,
                name,
                kind,
                board,
                marketCode,
                listedOn,
                Caution.NONE,
                TickTable.floor(kind, price),
                shares,
                volume,
                null,
                board != Board.OTC));
    }

    /**
     * Adds a warrant on {@code underlying} unless its code is taken; the conversion ratio is made so that it costs about
     * {@code price}.
     */
    boolean addWarrant(String code, Instrument underlying, boolean call, long price, long shares, long volume) {
        SplittableRandom details = details(code);
        double moneyness = 0.85 + 0.35 * details.nextDouble();
        long strike = TickTable.floor(InstrumentKind.COMMON, Math.round(underlying.basePrice() * moneyness));
        LocalDate expiry = today.plusDays(5 + details.nextLong(360));
        double implied = 0.30 + 0.40 * details.nextDouble();
        double historical = implied * (0.88 + 0.2 * details.nextDouble());
        WarrantTerms single =
                new WarrantTerms(underlying.code(), call, strike, expiry, TEN_THOUSAND, implied, historical);
        double whole = single.marketPrice(underlying.basePrice(), today);
        int ratio = (int) Math.max(1, Math.min(1_000_000, Math.round(TEN_THOUSAND * price / Math.max(whole, 0.01))));
        WarrantTerms terms = new WarrantTerms(underlying.code(), call, strike, expiry, ratio, implied, historical);
        long base = Math.max(
                TickTable.tickAt(InstrumentKind.ELW, 0),
                TickTable.floor(InstrumentKind.ELW, Math.round(terms.marketPrice(underlying.basePrice(), today))));
        String name = issuerName(code) + code.substring(2) + underlying.name() + (call ? "콜" : "풋");
        return add(new Instrument(
                code,
                name,
                InstrumentKind.ELW,
                Board.ELW,
                Board.ELW.marketType(),
                today.minusDays(details.nextLong(1, 200)),
                Caution.NONE,
                base,
                shares,
                volume,
                terms,
                true));
    }

    /** Puts {@code changed} in the place of the instrument at {@code index}. */
    void replace(int index, Instrument changed) {
        instruments.set(index, changed);
    }

    private boolean add(Instrument instrument) {
        if (taken.contains(instrument.code()) || taken.contains(instrument.name())) {
            return false;
        }
        taken.add(instrument.code());
        taken.add(instrument.name());
        instruments.add(instrument);
        byKind.merge(instrument.kind(), 1, Integer::sum);
        byBoard.merge(instrument.board(), 1, Integer::sum);
        return true;
    }

    private SplittableRandom details(String code) {
        return new SplittableRandom(seed * 31 + code.hashCode());
    }

    private static String issuerName(String code) {
        for (String[] issuer : WARRANT_ISSUERS) {
            if (code.startsWith(issuer[0])) {
                return issuer[1];
            }
        }
        return "가람";
    }
}
