package dev.sise.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The command line of the simulator. */
final class SimulatorArguments {

    static final String HELP =
            """
            Usage: kiwoom-simulator [options]

            A server on 127.0.0.1 that speaks Kiwoom's REST and WebSocket protocol, with a made-up market.

              --port NUMBER                  port, 0 = a free one (default 9443)
              --app-key TEXT                 app key (default simulator-app-key)
              --secret-key TEXT              secret key (default simulator-secret-key)
              --seed NUMBER                  seed of the market (default 1)
              --market small|whole           a hundred instruments, or the about 7,300 of a
                                             market as large as the real one (default small)
              --tickers NUMBER               instruments of the small market, 1 to 3000
                                             (default 100)
              --messages-per-second NUMBER   rate of the market in total, 0 to 100000
                                             (default 100)
              --calls-per-second NUMBER      REST calls per app key and TR, 1 to 10000 (default 5)
              --ping-interval DURATION       time between PINGs in ISO form (default PT10S)
              --interruptions true|false     volatility interruptions by themselves
                                             (default: in the whole market only)
              --faults NAME=DURATION,...     causes faults again and again, like
                                             drop=PT30S,token-expiry=PT5M; names: drop, stall,
                                             garbage, duplicate, kick, rate-limit-storm,
                                             token-expiry, rest-outage, slow-answers, blank-flows,
                                             blank-candles
              --clock DATETIME               market time in Seoul at the start, from which it runs on,
                                             like 2026-11-20T10:00 (default: now)
              --help                         this text

            The market trades on KRX's sessions 09:00 to 15:20 and, stocks only, 16:00 to 20:00 in Seoul,
            with auctions 08:50 to 09:00 and 15:20 to 15:30; outside of these hours the server runs
            and nothing moves.
            """;

    private static final int DEFAULT_PORT = 9443;

    private final Map<String, String> values = new HashMap<>();

    private SimulatorArguments() {}

    /** @throws IllegalArgumentException in words for the user */
    static KiwoomSimulator.Builder parse(String[] arguments, Clock systemClock) {
        SimulatorArguments parsed = new SimulatorArguments();
        parsed.read(arguments);
        KiwoomSimulator.Builder builder = parsed.apply(systemClock);
        if (!parsed.values.isEmpty()) {
            String unknown =
                    parsed.values.keySet().stream().sorted().findFirst().orElseThrow();
            throw new IllegalArgumentException("unknown option --" + unknown + "; --help lists the options");
        }
        return builder;
    }

    private void read(String[] arguments) {
        for (int index = 0; index < arguments.length; index++) {
            String argument = arguments[index];
            if (!argument.startsWith("--") || argument.length() == 2) {
                throw new IllegalArgumentException(
                        "an option starts with --, but got '" + argument + "'; --help lists the options");
            }
            int equals = argument.indexOf('=');
            if (equals > 0) {
                values.put(argument.substring(2, equals), argument.substring(equals + 1));
            } else if (index + 1 < arguments.length && !arguments[index + 1].startsWith("--")) {
                values.put(argument.substring(2), arguments[++index]);
            } else {
                values.put(argument.substring(2), "");
            }
        }
    }

    private KiwoomSimulator.Builder apply(Clock systemClock) {
        KiwoomSimulator.Builder builder = KiwoomSimulator.builder()
                .port((int) number("port", DEFAULT_PORT))
                .appKey(take("app-key", "simulator-app-key"), take("secret-key", "simulator-secret-key"))
                .seed(number("seed", 1))
                .market(market())
                .tickers((int) number("tickers", 100))
                .messagesPerSecond((int) number("messages-per-second", 100))
                .callsPerSecond((int) number("calls-per-second", 5));
        String pingInterval = take("ping-interval", "PT10S");
        try {
            builder.pingInterval(Duration.parse(pingInterval));
        } catch (DateTimeParseException notDuration) {
            throw new IllegalArgumentException(
                    "--ping-interval is a duration like PT10S, but was '" + pingInterval + "'", notDuration);
        }
        String interruptions = take("interruptions", "");
        if (!interruptions.isEmpty()) {
            builder.interruptions(truth("interruptions", interruptions));
        }
        addFaults(builder, take("faults", ""));
        String start = take("clock", "");
        return builder.marketClock(start.isEmpty() ? systemClock : startingAt(start, systemClock));
    }

    private static boolean truth(String option, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("--" + option + " is true or false, but was '" + text + "'");
        };
    }

    private static void addFaults(KiwoomSimulator.Builder builder, String text) {
        for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            String[] parts = entry.split("=", 2);
            Fault fault = Arrays.stream(Fault.values())
                    .filter(known -> known.option().equals(parts[0]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--faults has no fault '" + parts[0] + "'; --help lists them"));
            try {
                builder.faultEvery(fault, Duration.parse(parts.length == 2 ? parts[1] : ""));
            } catch (DateTimeParseException notDuration) {
                throw new IllegalArgumentException(
                        "--faults is a list like drop=PT30S,kick=PT5M, but has '" + entry + "'", notDuration);
            }
        }
    }

    private SyntheticMarket market() {
        String text = take("market", "small");
        return switch (text) {
            case "small" -> SyntheticMarket.SMALL;
            case "whole" -> SyntheticMarket.WHOLE;
            default -> throw new IllegalArgumentException("--market is small or whole, but was '" + text + "'");
        };
    }

    private static Clock startingAt(String start, Clock systemClock) {
        try {
            LocalDateTime from = LocalDateTime.parse(start);
            return Clock.offset(
                    systemClock,
                    Duration.between(
                            systemClock.instant(),
                            from.atZone(KiwoomSimulator.ZONE).toInstant()));
        } catch (DateTimeParseException notTime) {
            throw new IllegalArgumentException(
                    "--clock is a date and time like 2026-11-20T10:00, but was '" + start + "'", notTime);
        }
    }

    private long number(String option, long byDefault) {
        String text = take(option, Long.toString(byDefault));
        try {
            return option.equals("seed") ? Long.parseLong(text) : Integer.parseInt(text);
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException("--" + option + " is a whole number, but was '" + text + "'", notNumber);
        }
    }

    private String take(String option, String byDefault) {
        if (!values.containsKey(option)) {
            return byDefault;
        }
        String value = values.remove(option);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("--" + option + " needs a value; --help lists the options");
        }
        return value;
    }
}
