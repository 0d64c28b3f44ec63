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
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import dev.sise.testkit.SharedData;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
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

    private static final LocalDate BOARD_DAY = LocalDate.of(2026, 6, 30);

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
    /** What the page got of the topic signals. */
    private final List<String> boards = new ArrayList<>();

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
        page.onWebSocket(socket -> socket.onFrameReceived(frame -> {
            if (frame.text().contains("\"type\":\"signals\"")) {
                boards.add(frame.text());
            }
        }));
        page.navigate(gateway.url());
    }

    @AfterEach
    void closePage() {
        page.close();
    }

    @Test
    void showsTheDefaultTickersAndTheirPricesMove() {
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected");
        assertThat(page.locator("#prices tbody th"))
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

        assertThat(page.locator("#prices tbody tr")).hasCount(500);
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

        assertFitsAndHasNames();
    }

    @Test
    void showsNoSignalsWhereThereIsNoDatabaseAndSaysNothingOfIt() {
        assertThat(row("005930")).containsText("316,500");

        assertThat(page.locator("#signals")).isHidden();
        assertThat(page.getByRole(AriaRole.LOG)).isEmpty();
    }

    @Test
    void showsTheBoardAndEachThatReplacesItAndWatchesItsTickers() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            ScanTables tables = new ScanTables(postgres, "page");
            tables.bars("005930", BOARD_DAY.minusYears(1), BOARD_DAY);
            tables.execute("UPDATE daily_prices SET open = 0, high = 0, low = 0, volume = 0 WHERE date = '2026-05-04'");
            publish(
                    tables,
                    "first",
                    "000270 bullish 2 B KOSPI",
                    "005930 bullish 1 A KOSPI",
                    "035720 bearish 1 C KOSDAQ",
                    "005930 bearish 2 D KOSPI");
            int port;
            try (Gateway withBoard = startGateway(0, Optional.of(tables.settings()))) {
                page.navigate(withBoard.url());
                assertThat(page.getByRole(
                                AriaRole.HEADING, new Page.GetByRoleOptions().setName("Signals of 2026-06-30")))
                        .isVisible();
                assertThat(signals()).containsText(new String[] {
                    "005930이름A81.5Breakoutlocked at its limitno investor flows12W 25/8 3T70,00071,00066,00085,200",
                    "000270이름B"
                });
                page.getByLabel("Direction").selectOption("bearish");
                assertThat(signals()).containsText(new String[] {"035720이름C", "005930이름D"});

                button("Watch 035720").click();
                assertThat(row("035720")).containsText("035720");
                assertThat(button("Watched 035720")).isFocused();
                button("Remove 035720").click();
                assertThat(button("Watch 035720")).isVisible();
                assertThat(button("Watched 005930")).hasAttribute("aria-disabled", "true");

                button("Chart of 005930").click();
                Locator chart = page.getByRole(
                        AriaRole.IMG,
                        new Page.GetByRoleOptions()
                                .setName("005930 이름 from 2026-02-04 to 2026-06-30: target 85,200, entry 71,000, pivot"
                                        + " 70,901, stop 66,000"));
                assertThat(chart).isVisible();
                assertThat(chart.locator(".contraction")).hasCount(1);
                assertThat(chart.locator(".halted")).hasCount(1);
                assertThat(chart.locator(".volume")).hasCount(105);
                button("Chart of 005930").click();
                assertThat(chart).hasCount(0);
                tables.execute("DELETE FROM daily_prices WHERE date = '2026-04-20'");
                button("Chart of 005930").click();
                assertThat(chart).isVisible();
                assertThat(chart.locator(".contraction")).hasCount(0);
                button("Chart of 005930").click();
                button("Chart of 035720").click();
                assertThat(page.locator("td.chart")).hasText("No chart: it has no bars");

                page.setViewportSize(360, 640);
                assertFitsAndHasNames();
                publish(tables, "second", "066570 bullish 1 B KOSPI");
                assertThat(signals()).containsText(new String[] {"No bearish signals"});
                page.getByLabel("Direction").selectOption("bullish");
                assertThat(signals()).containsText(new String[] {"066570이름B"});
                assertThat(problems).isEmpty();

                button("Chart of 066570").click();
                port = withBoard.port();
            }
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Disconnected");
            int sent = boards.size();
            try (Gateway back = startGateway(port, Optional.of(tables.settings()))) {
                assertThat(back.port()).isEqualTo(port);
                assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected");
                page.waitForCondition(() -> boards.size() > sent);
                assertThat(boards.get(sent)).isEqualTo(boards.get(sent - 1));
                // So that the page has seen to the board.
                button("Watch 066570").click();
                assertThat(row("066570")).isVisible();
                assertThat(page.locator("td.chart")).isVisible();
            }
        }
    }

    private void assertFitsAndHasNames() {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        assertThat(
                        (Integer)
                                page.evaluate(
                                        "[...document.querySelectorAll('button, input, select')].filter(control =>"
                                                + " !(control.textContent.trim() || control.getAttribute('aria-label') || control.labels?.length)).length"))
                .isZero();
        assertThat((Boolean) page.evaluate("[...document.querySelectorAll('button, input, select')]"
                        + ".filter(control => control.checkVisibility())"
                        + ".every(control => control.getBoundingClientRect().height >= 44)"))
                .isTrue();
    }

    private static void publish(ScanTables tables, String id, String... signals) throws Exception {
        tables.publish(
                id,
                BOARD_DAY,
                Stream.of(signals).map(signal -> ScanTables.signal(id, signal)).toArray(String[]::new));
    }

    private Locator signals() {
        return page.locator("#signals tbody tr");
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
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
        return startGateway(port, Optional.empty());
    }

    private static Gateway startGateway(int port, Optional<ScheduleSettings> database) {
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
                        database),
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
