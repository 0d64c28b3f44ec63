package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.DemandLedger.Demand;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** The ledger against a model that computes everything anew after each record, and with restores in between. */
class DemandLedgerModelTest {

    private static final List<Ticker> TICKERS =
            List.of(Ticker.of("005930"), Ticker.of("000660"), Ticker.of("0015N0"), Ticker.of("57MJ66"));
    private static final Set<Ticker> DEFAULTS = Set.of(Ticker.of("005930"));

    @Property(tries = 1_000)
    void agreesWithTheModelAfterEveryRecord(@ForAll("histories") List<Step> history) {
        NaiveModel model = new NaiveModel();
        DemandLedger ledger = new DemandLedger(DEFAULTS);
        Set<Ticker> announced = new HashSet<>();
        long time = 1_000_000;
        for (Step step : history) {
            time += step.millisLater();
            switch (step.action()) {
                case RESTORE -> {
                    boolean caughtUp = ledger.isCaughtUp();
                    ledger = DemandLedger.restore(DEFAULTS, ledger.rows());
                    if (caughtUp) {
                        ledger.caughtUp();
                    }
                }
                case CATCH_UP -> {
                    ledger.caughtUp();
                    model.caughtUp = true;
                    model.settle(Map.of());
                }
                case DRAIN -> {
                    DemandLedger.Changes changes = ledger.drainChanges();
                    assertThat(announced.stream().filter(changes.began()::contains))
                            .isEmpty();
                    assertThat(announced).containsAll(changes.ended());
                    announced.addAll(changes.began());
                    announced.removeAll(Set.copyOf(changes.ended()));
                    assertThat(announced).isEqualTo(model.demands().keySet());
                }
                default -> {
                    assertThat(ledger.apply(step.key(), step.value(), time)).isEmpty();
                    model.apply(step, time);
                }
            }
            assertThat(ledger.demands()).isEqualTo(model.demands());
            for (Ticker ticker : TICKERS) {
                assertThat(ledger.subscribers(ticker)).isEqualTo(model.subscribers(ticker));
            }
        }
    }

    @Test
    void foldsTheWholeMarketFromThreeGatewaysInAMoment() {
        DemandLedger ledger = new DemandLedger(DemandLedger.DEFAULT_TICKERS);
        ledger.caughtUp();
        List<Ticker> market = new ArrayList<>();
        for (int i = 0; i < 7_200; i++) {
            market.add(Ticker.of(String.format("%05d0", i)));
        }
        long time = 1_000_000;
        for (int round = 0; round < 2; round++) {
            for (String gateway : List.of("a", "b", "c")) {
                ledger.apply(gateway, DemandRecords.heartbeat(1 + round), time++);
                for (Ticker ticker : market) {
                    ledger.apply(
                            DemandRecords.subscriptionKey(gateway, ticker),
                            DemandRecords.subscription(1 + round, 2),
                            time);
                }
            }
        }

        assertThat(market).allMatch(ticker -> ledger.subscribers(ticker) == 6);
        DemandLedger restored = DemandLedger.restore(DemandLedger.DEFAULT_TICKERS, ledger.rows());
        assertThat(restored.demands()).isEqualTo(ledger.demands());
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Action> action = Arbitraries.frequency(
                Tuple.of(6, Action.HEARTBEAT),
                Tuple.of(8, Action.SUBSCRIBE),
                Tuple.of(4, Action.UNSUBSCRIBE),
                Tuple.of(1, Action.DEPART),
                Tuple.of(4, Action.CLOCK),
                Tuple.of(1, Action.SCAN),
                Tuple.of(1, Action.FETCH),
                Tuple.of(2, Action.RESTORE),
                Tuple.of(1, Action.CATCH_UP),
                Tuple.of(3, Action.DRAIN));
        Arbitrary<Long> millisLater = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(0L, 1L, 1_000L, 4_999L, 5_000L)),
                Tuple.of(2, Arbitraries.of(9_999L, 10_000L, 14_999L, 15_000L)),
                Tuple.of(1, Arbitraries.of(-3_000L, 60_000L, 3_599_999L, 3_600_000L, 4_000_000L)));
        return Combinators.combine(
                        action,
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of(TICKERS),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.subsetOf(TICKERS),
                        millisLater)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    enum Action {
        HEARTBEAT,
        SUBSCRIBE,
        UNSUBSCRIBE,
        DEPART,
        CLOCK,
        SCAN,
        FETCH,
        RESTORE,
        CATCH_UP,
        DRAIN
    }

    record Step(
            Action action,
            String gateway,
            Ticker ticker,
            int incarnation,
            int subscribers,
            Set<Ticker> scanned,
            long millisLater) {

        String key() {
            return switch (action) {
                case HEARTBEAT, DEPART -> DemandRecords.heartbeatKey(gateway);
                case SUBSCRIBE, UNSUBSCRIBE -> DemandRecords.subscriptionKey(gateway, ticker);
                case FETCH -> DemandRecords.fetchKey(gateway, ticker);
                case SCAN -> DemandRecords.SCAN_KEY;
                case CLOCK -> DemandRecords.CLOCK_KEY;
                case RESTORE, CATCH_UP, DRAIN -> throw new IllegalStateException("not a record");
            };
        }

        byte[] value() {
            return switch (action) {
                case HEARTBEAT -> DemandRecords.heartbeat(incarnation);
                case SUBSCRIBE -> DemandRecords.subscription(incarnation, subscribers);
                case SCAN -> DemandRecords.scan("s", LocalDate.of(2026, 7, 1), scanned);
                case CLOCK -> DemandRecords.clock();
                default -> null;
            };
        }
    }

    /** The rules of the ledger, one after the other, over whole maps. */
    private static final class NaiveModel {
        private final Map<String, Long> incarnations = new HashMap<>();
        private final Map<String, Long> leases = new HashMap<>();
        private final Map<String, Long> quietSince = new HashMap<>();
        private final Map<String, Map<Ticker, Integer>> rows = new HashMap<>();
        private final Map<Ticker, Long> lingerUntil = new HashMap<>();
        private final Map<Ticker, Long> since = new HashMap<>();
        private Set<Ticker> scan = Set.of();
        private long now;
        private boolean caughtUp;

        NaiveModel() {
            DEFAULTS.forEach(ticker -> since.put(ticker, 0L));
        }

        void apply(Step step, long time) {
            final Map<Ticker, Integer> before = counts();
            now = Math.max(now, time);
            String gateway = step.gateway();
            switch (step.action()) {
                case HEARTBEAT -> {
                    if (accepts(gateway, step.incarnation())) {
                        leases.put(gateway, now);
                        quietSince.remove(gateway);
                    }
                }
                case SUBSCRIBE -> {
                    if (accepts(gateway, step.incarnation())) {
                        rows.get(gateway).put(step.ticker(), step.subscribers());
                        if (step.subscribers() > 0) {
                            quietSince.computeIfPresent(gateway, (name, quiet) -> now);
                        } else {
                            rows.get(gateway).remove(step.ticker());
                        }
                    }
                }
                case UNSUBSCRIBE -> rows.getOrDefault(gateway, new HashMap<>()).remove(step.ticker());
                case DEPART -> {
                    if (leases.remove(gateway) != null) {
                        quietSince.put(gateway, now);
                    }
                }
                case SCAN -> scan = step.scanned();
                default -> {}
            }
            settle(before);
        }

        private boolean accepts(String gateway, long incarnation) {
            long known = incarnations.getOrDefault(gateway, 0L);
            if (incarnation > known) {
                incarnations.put(gateway, incarnation);
                rows.put(gateway, new HashMap<>());
                leases.remove(gateway);
                quietSince.put(gateway, now);
            }
            return incarnation >= known;
        }

        void settle(Map<Ticker, Integer> before) {
            final Map<Ticker, Integer> betweenCounts = counts();
            linger(before, betweenCounts);
            if (caughtUp) {
                Set<String> old = new HashSet<>();
                quietSince.forEach((gateway, quiet) -> {
                    if (now - quiet >= 3_600_000) {
                        old.add(gateway);
                    }
                });
                for (String gateway : old) {
                    quietSince.remove(gateway);
                    incarnations.remove(gateway);
                    rows.remove(gateway);
                }
                for (String gateway : Set.copyOf(leases.keySet())) {
                    if (now - leases.get(gateway) >= 15_000) {
                        leases.remove(gateway);
                        quietSince.put(gateway, now);
                    }
                }
                linger(betweenCounts, counts());
                lingerUntil.values().removeIf(until -> until <= now);
            }
            Set<Ticker> demanded = demanded();
            since.keySet().retainAll(demanded);
            demanded.forEach(ticker -> since.putIfAbsent(ticker, now));
        }

        private void linger(Map<Ticker, Integer> before, Map<Ticker, Integer> after) {
            for (Ticker ticker : TICKERS) {
                if (after.containsKey(ticker)) {
                    lingerUntil.remove(ticker);
                } else if (before.containsKey(ticker)) {
                    lingerUntil.put(ticker, now + 10_000);
                }
            }
        }

        private Map<Ticker, Integer> counts() {
            Map<Ticker, Integer> counts = new HashMap<>();
            leases.keySet().forEach(gateway -> rows.get(gateway)
                    .forEach((ticker, subscribers) -> counts.merge(ticker, subscribers, Integer::sum)));
            return counts;
        }

        int subscribers(Ticker ticker) {
            return counts().getOrDefault(ticker, 0);
        }

        private Set<Ticker> demanded() {
            Set<Ticker> demanded = new HashSet<>(DEFAULTS);
            demanded.addAll(scan);
            demanded.addAll(counts().keySet());
            demanded.addAll(lingerUntil.keySet());
            return demanded;
        }

        Map<Ticker, Demand> demands() {
            Map<Ticker, Demand> demands = new HashMap<>();
            for (Ticker ticker : demanded()) {
                demands.put(
                        ticker,
                        new Demand(
                                subscribers(ticker),
                                since.get(ticker),
                                DEFAULTS.contains(ticker),
                                scan.contains(ticker)));
            }
            return demands;
        }
    }
}
