package dev.sise.gateway;

import dev.sise.connector.redis.RedisAddress;
import dev.sise.connector.redis.ValueCache;
import dev.sise.market.Ticker;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.JobArguments;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** An operator's hand on the cached prices: shows, sets and clears them. */
public final class PriceCacheMain {
    /** Before the name of a ticker in its key. */
    private static final String PREFIX = "price:";

    private static final String ALL = "--all";
    private static final int DONE = 0;
    private static final int NOT_THERE = 1;
    private static final int WRONG_COMMAND = 2;
    private static final int REDIS_FAILED = 3;

    private static final ConfigOption<Duration> TTL = ConfigOptions.key("ttl")
            .durationType()
            .defaultValue(ValueCache.DEFAULT_TTL)
            .withDescription(
                    "Of set: how long the price stays unless the jobs write another, 1 ms or more, such as 30 s.");

    private static final List<ConfigOption<?>> OPTIONS = List.of(CommonOptions.REDIS_URL, TTL);

    private static final String USAGE =
            """
            Usage: price-cache COMMAND [--setting value]...

              get TICKER...      prints the cached price of each
              list               prints all cached prices
              set TICKER JSON    caches a price by hand; clients that are connected are not told
              clear TICKER...    removes the cached price of each; the jobs write the next one
              clear --all        removes all cached prices

            A line is the ticker, a tab and the JSON. What nobody had cached is named on standard error.
            Ends with 0 when it was done, 1 when a ticker had no cached price, 2 when the command makes no sense,
            3 when Redis did not do it.
            """;

    private final PrintStream out;
    private final PrintStream err;

    private PriceCacheMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv(), System.out, System.err));
    }

    /** Does what the command says and returns how the process should end. */
    static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            return new PriceCacheMain(out, err).run(arguments, environment);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_COMMAND;
        } catch (CompletionException e) {
            // All that is waited for here is an answer of Redis.
            err.println(e.getCause().getMessage());
            return REDIS_FAILED;
        }
    }

    private int run(String[] arguments, Map<String, String> environment) {
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("-")) {
                break;
            }
            words.add(argument);
        }
        List<String> settings = new ArrayList<>(Arrays.asList(arguments).subList(words.size(), arguments.length));
        boolean all = settings.remove(ALL);
        if (settings.contains("--help") || settings.contains("-h")) {
            out.print(USAGE);
        }
        Optional<Configuration> configuration =
                JobArguments.parse("price-cache", settings.toArray(String[]::new), environment, OPTIONS, out);
        return configuration.isEmpty() ? DONE : run(words, all, configuration.get());
    }

    private int run(List<String> words, boolean all, Configuration configuration) {
        String command = words.isEmpty() ? "" : words.get(0);
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        require(!all || command.equals("clear"), "--all goes with clear only");
        // Everything is checked before Redis is asked for anything.
        return switch (command) {
            case "get" -> {
                Set<String> tickers = tickers(rest);
                yield with(configuration, cache -> get(cache, tickers));
            }
            case "list" -> {
                require(rest.isEmpty(), "list takes no ticker; use get");
                yield with(configuration, this::list);
            }
            case "set" -> {
                require(rest.size() == 2, "set takes a ticker and the JSON of its price, quoted");
                String ticker = ticker(rest.get(0));
                String json = price(ticker, rest.get(1));
                yield with(configuration, cache -> {
                    await(cache.set(ticker, json, configuration.get(TTL)));
                    out.println(ticker + " was set");
                    return DONE;
                });
            }
            case "clear" -> {
                require(all == rest.isEmpty(), "clear takes tickers, or --all and no ticker");
                Set<String> tickers = all ? Set.of() : tickers(rest);
                yield with(configuration, cache -> all ? clearAll(cache) : clear(cache, tickers));
            }
            default ->
                throw new IllegalArgumentException(
                        "The command must be get, list, set or clear, was '" + command + "'; --help tells more");
        };
    }

    private int get(ValueCache cache, Set<String> tickers) {
        Map<String, String> found = await(cache.getMany(tickers));
        int end = DONE;
        for (String ticker : tickers) {
            String json = found.get(ticker);
            if (json == null) {
                end = notThere(ticker);
            } else {
                print(ticker, json);
            }
        }
        return end;
    }

    private int list(ValueCache cache) {
        new TreeMap<>(await(cache.getAll())).forEach(this::print);
        return DONE;
    }

    private int clear(ValueCache cache, Set<String> tickers) {
        int end = DONE;
        for (String ticker : tickers) {
            if (await(cache.invalidate(ticker))) {
                out.println(ticker + " was cleared");
            } else {
                end = notThere(ticker);
            }
        }
        return end;
    }

    private int clearAll(ValueCache cache) {
        long cleared = await(cache.invalidateAll());
        out.println(cleared + (cleared == 1 ? " price was cleared" : " prices were cleared"));
        return DONE;
    }

    private int notThere(String ticker) {
        err.println(ticker + " has no cached price");
        return NOT_THERE;
    }

    private void print(String ticker, String json) {
        out.println(ticker + "\t" + json);
    }

    private static int with(Configuration configuration, Work work) {
        try (ValueCache cache = ValueCache.open(RedisAddress.of(configuration.get(CommonOptions.REDIS_URL)), PREFIX)) {
            return work.on(cache);
        }
    }

    /** In the order given, each once. */
    private static Set<String> tickers(List<String> words) {
        require(!words.isEmpty(), "the command needs a ticker, such as 005930");
        Set<String> tickers = new LinkedHashSet<>();
        words.forEach(word -> tickers.add(ticker(word)));
        return tickers;
    }

    private static String ticker(String word) {
        PriceTopic.Parsed parsed = PriceTopic.parse(PREFIX + word);
        if (parsed instanceof PriceTopic.Refused refused) {
            throw new IllegalArgumentException(refused.message());
        }
        return ((PriceTopic.Accepted) parsed).ticker().code();
    }

    /** What no gateway could read would only be dropped. */
    private static String price(String ticker, String json) {
        PriceValue.read(Ticker.of(ticker), json.getBytes(StandardCharsets.UTF_8));
        return json;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule + "; --help tells more");
        }
    }

    /** Ends by itself: a command waits for two seconds at most. */
    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @FunctionalInterface
    private interface Work {
        int on(ValueCache cache);
    }
}
