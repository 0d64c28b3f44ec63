package dev.sise.gateway;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.KrxCalendar;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import dev.sise.testkit.SharedData;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser. Skipped where there is none, except with {@code SISE_SHARED=required} in the environment. */
class PageITCase {
    private static final String BROWSER_ENVIRONMENT = "CHROMIUM";
    private static final List<String> BROWSER_NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static Gateway gateway;
    private static Prices prices;
    private static Leaks leaks;
    private static Playwright playwright;
    private static Browser browser;

    /** Grows through all tests: they share Redis and a gateway, and nobody shows an older price. */
    private static long seq;

    private final List<String> problems = new ArrayList<>();
    private Page page;

    @BeforeAll
    static void start() {
        leaks = Leaks.watch();
        // A slow machine takes longer than the five seconds that nobody set.
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        Path executable = findBrowser();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        gateway = startGateway(0);
        prices = new Prices(redis.uri());
        prices.reportSource();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable started : new AutoCloseable[] {browser, playwright, prices, gateway, redis, kafka}) {
            if (started != null) {
                started.close();
            }
        }
        leaks.assertNone();
    }

    @BeforeEach
    void openPage() {
        prices.write("005930", 316_500, -17_500, ++seq);
        prices.write("000660", 251_000, 1_000, ++seq);
        page = browser.newPage();
        page.onConsoleMessage(message -> problems.add(message.text()));
        page.onPageError(problems::add);
        page.navigate(gateway.url());
    }

    @AfterEach
    void closePage() {
        page.close();
    }

    @Test
    void showsTheDefaultTickersAndTheirPricesMove() {
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected");
        assertThat(page.locator("tbody th"))
                .containsText(new String[] {"005930", "000660", "035420", "005380", "028260", "000020"});
        Locator samsung = row("005930");
        assertThat(samsung).containsText("316,500");
        assertThat(samsung).containsText("▼ -17,500");
        assertThat(samsung).containsText("-5.24 %");
        assertThat(samsung).containsText("20,631,648");
        assertThat(samsung).containsText("14:54:28");
        assertThat(row("000660")).containsText("▲ +1,000");
        assertThat(row("035420")).containsText("No price of 035420 arrived");

        prices.write("005930", 317_000, -17_000, ++seq);

        assertThat(samsung).containsText("317,000");
        assertThat(problems).isEmpty();
    }

    @Test
    void showsWhatTheMarketDoesWithAPriceAndWhereItIsFrom() {
        Locator samsung = row("005930");
        assertThat(samsung.locator(".status")).hasText("Trading, live");
        announce(
                Prices.data("005930", 316_500, -17_500, ++seq),
                "\"status\":\"auction\"",
                ",\"expected\":{\"price\":317000,\"change\":-17000,\"change_rate\":-5.09,\"volume\":1200,"
                        + "\"timestamp\":\"2026-07-01T15:21:00+09:00\"}");
        assertThat(samsung.locator(".status")).hasText("Auction, liveExpected 317,000 (▼ -17,000), 1,200 shares");
        announce(Prices.data("005930", 316_500, -17_500, ++seq), "\"status\":\"vi\"", "");
        assertThat(samsung.locator(".status")).hasText("Volatility interruption, live");
        announce(
                Prices.data("005930", 316_500, -17_500, ++seq).replace("\"is_polling\":false", "\"is_polling\":true"),
                "\"status\":\"halted\"",
                ",\"elw\":{\"strike\":60000,\"expiry\":\"2026-08-13\",\"ratio\":0.0125,\"iv\":45.2}");
        assertThat(samsung.locator(".status"))
                .hasText(
                        "Halted, polledELW: strike 60,000, expires 2026-08-13, ratio 0.0125, implied volatility 45.2 %");
        announce(Prices.data("005930", 316_500, -17_500, ++seq), "\"status\":\"closed\"", ",\"source\":\"close\"");
        assertThat(samsung.locator(".status")).hasText("Closed, last close");
        assertThat(samsung.locator(".time")).hasText("2026-07-01");

        prices.endReports();
        assertThat(samsung.locator(".status")).containsText("Stale: its source is down");
        prices.reportSource();
        assertThat(samsung.locator(".status")).hasText("Closed, last close");
        assertThat(problems).isEmpty();
    }

    @Test
    void aRefusedTickerShowsItsReasonAndAnAcceptedOneItsRow() {
        page.getByLabel("Add tickers").fill("0152301010, a0015n0");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Subscribe"))
                .click();

        assertThat(page.getByRole(AriaRole.LOG)).containsText("0152301010 was refused (k_otc)");
        assertThat(row("0015N0")).containsText("Waiting for a price");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Remove 0015N0"))
                .click();
        assertThat(row("0015N0")).hasCount(0);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Dismiss"))
                .click();
        assertThat(page.getByRole(AriaRole.LOG)).isEmpty();
    }

    @Test
    void aPasteOfThousandsIsSentInFramesTheServerTakes() {
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected");
        String tickers = IntStream.range(0, 5_000)
                .mapToObj(number -> "A" + (200_000 + number))
                .collect(Collectors.joining(" "));
        page.getByLabel("Add tickers").fill(tickers + " " + "7".repeat(70_000));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Subscribe"))
                .click();

        assertThat(page.locator("tbody tr")).hasCount(500);
        assertThat(page.getByRole(AriaRole.LOG)).containsText("too_many_topics");
        assertThat(page.getByRole(AriaRole.LOG)).containsText("refused (length)");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected");
    }

    @Test
    void connectsAgainWhenTheGatewayIsBack() {
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected");
        int port = gateway.port();
        gateway.close();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Disconnected; trying again");
        prices.write("005930", 318_000, -16_000, ++seq);
        gateway = startGateway(port);

        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected");
        assertThat(row("005930")).containsText("318,000");
    }

    @Test
    void fitsAPhoneAndEveryControlHasAName() {
        page.setViewportSize(360, 640);
        assertThat(row("005930")).containsText("316,500");
        assertThat(row("035420")).containsText("No price of 035420 arrived");

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        assertThat(
                        (Integer)
                                page.evaluate(
                                        "[...document.querySelectorAll('button, input')].filter(control =>"
                                                + " !(control.textContent.trim() || control.getAttribute('aria-label') || control.labels?.length)).length"))
                .isZero();
        assertThat((Boolean) page.evaluate("[...document.querySelectorAll('button, input')].every(control =>"
                        + " control.getBoundingClientRect().height >= 44)"))
                .isTrue();
    }

    /** Announces a price of 005930 with another status and more members. */
    private static void announce(String data, String status, String more) {
        prices.announce(
                "005930", data.replace("\"status\":\"trading\"", status).replace(",\"hops\"", more + ",\"hops\""));
    }

    private Locator row(String ticker) {
        return page.locator("tr[data-ticker='" + ticker + "']");
    }

    private static Gateway startGateway(int port) {
        return Gateway.start(
                new GatewaySettings(
                        "127.0.0.1",
                        port,
                        RedisAddress.of(redis.uri()),
                        kafka.bootstrapServers(),
                        1,
                        Duration.ofSeconds(5),
                        Optional.of("page"),
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        KrxCalendar.load(),
                        Optional.empty()),
                Clock.systemUTC());
    }

    private static Path findBrowser() {
        Stream<Path> named =
                Stream.ofNullable(System.getenv(BROWSER_ENVIRONMENT)).map(Path::of);
        Stream<Path> onPath = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> BROWSER_NAMES.stream().map(name -> Path.of(folder, name)));
        Optional<Path> found =
                Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
        if (found.isEmpty()) {
            String message = "This test needs Chromium: install it, or name its executable in " + BROWSER_ENVIRONMENT;
            if (SharedData.isRequired()) {
                throw new AssertionError(message);
            }
            Assumptions.abort(message);
        }
        return found.get();
    }
}
