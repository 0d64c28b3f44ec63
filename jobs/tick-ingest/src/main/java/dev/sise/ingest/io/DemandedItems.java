package dev.sise.ingest.io;

import dev.sise.connector.kiwoom.ItemDemand.Demanded;
import dev.sise.market.CalendarCoverage;
import dev.sise.market.DemandLedger;
import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MalformedRecordException;
import dev.sise.market.MarketClock;
import dev.sise.market.MarketStatus;
import dev.sise.market.Ticker;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kiwoom is asked for, out of demand, the instrument list and the hours of the market.
 *
 * <ul>
 *   <li>Default tickers come before those of the scan, and those before what clients watch.
 *   <li>The class of a ticker comes from the instrument list, and from the shape of its code where the list does not have it. OTC is polled
 *       only. A class is polled again and again while its market is open.
 *   <li>A delisted ticker is demanded by a fetch alone: Kiwoom has nothing to push for it and answers an empty row, which becomes a record of
 *       kind none. Clients learn its status from price-broadcast, which has the instrument list too.
 *   <li>A fetch of a ticker that nobody watches asks once.
 * </ul>
 *
 * The map is made anew when demand, a class, a status or the hours changed, and is the same object otherwise. Not thread-safe.
 */
final class DemandedItems {
    private static final Logger LOG = LoggerFactory.getLogger(DemandedItems.class);

    /** The closing auction prints at the close and after it; what is polled must see that. */
    private static final Duration AFTER_CLOSE = Duration.ofMinutes(2);

    /** Who gets a scarce slot first. */
    private static final int DEFAULT_PRIORITY = 0;

    private static final int SCAN_PRIORITY = 1;
    private static final int SUBSCRIBED_PRIORITY = 2;
    private static final long NEVER = 0;

    private final DemandLedger ledger;
    private final KrxCalendar calendar;
    private final MarketClock clock;
    private final CalendarCoverage coverage;
    private final Map<Ticker, Listing> listings = new HashMap<>();

    private Map<String, Demanded> items = Map.of();
    private long version = -1;
    private boolean listingsChanged;
    private Set<InstrumentClass> open = Set.of();
    /** Between these the hours do not change; the first also notices a clock that was set back. */
    private LocalDateTime openSince = LocalDateTime.MAX;

    private LocalDateTime openUntil = LocalDateTime.MIN;

    /** @param ledger that was not read yet; owned by this from now on */
    DemandedItems(DemandLedger ledger, KrxCalendar calendar, MarketClock clock) {
        this.ledger = ledger;
        this.calendar = calendar;
        this.clock = clock;
        this.coverage = new CalendarCoverage(calendar, clock);
    }

    /** Takes a row of the topics of demand; tells why it was passed over, if so. */
    Optional<String> takeDemand(String key, byte[] value, long appendTimeMillis) {
        return ledger.apply(key, value, appendTimeMillis);
    }

    /** Takes a row of the topic {@code instruments}; tells why it was passed over, if so. */
    Optional<String> takeInstrument(byte[] value) {
        if (value == null) {
            return Optional.of("an instrument must have a value: it is delisted by its status, never by a tombstone");
        }
        ListedInstrument instrument;
        try {
            instrument = InstrumentJson.read(value);
        } catch (MalformedRecordException e) {
            return Optional.of(e.getMessage());
        }
        Listing listing =
                new Listing(instrument.instrumentClass(), instrument.status() == ListedInstrument.Status.DELISTED);
        // The list is written anew every morning, nearly all of it as it was.
        listingsChanged |= !listing.equals(listings.put(instrument.ticker(), listing));
        return Optional.empty();
    }

    /** Says that all topics were read to the end once. */
    void caughtUp() {
        ledger.caughtUp();
    }

    boolean isCaughtUp() {
        return ledger.isCaughtUp();
    }

    /** What is demanded now, by code; not changed later. */
    Map<String, Demanded> current() {
        boolean hoursChanged = followHours();
        if (hoursChanged || listingsChanged || ledger.version() != version) {
            version = ledger.version();
            listingsChanged = false;
            items = compute();
        }
        return items;
    }

    private boolean followHours() {
        LocalDateTime now = clock.now();
        if (!now.isBefore(openSince) && now.isBefore(openUntil)) {
            return false;
        }
        Set<InstrumentClass> nowOpen = EnumSet.noneOf(InstrumentClass.class);
        LocalDateTime next = LocalDateTime.MAX;
        for (InstrumentClass each : InstrumentClass.values()) {
            LocalDateTime before = now.minus(AFTER_CLOSE);
            if (calendar.status(each, now) != MarketStatus.CLOSED
                    || calendar.status(each, before) != MarketStatus.CLOSED) {
                nowOpen.add(each);
            }
            next = earlier(next, calendar.nextChange(each, now));
            next = earlier(next, calendar.nextChange(each, before).plus(AFTER_CLOSE));
        }
        openSince = now;
        openUntil = next;
        coverage.warning().ifPresent(LOG::warn);
        boolean changed = !nowOpen.equals(open);
        open = nowOpen;
        return changed;
    }

    private static LocalDateTime earlier(LocalDateTime one, LocalDateTime other) {
        return one.isBefore(other) ? one : other;
    }

    private Map<String, Demanded> compute() {
        Map<Ticker, DemandLedger.Demand> demands = ledger.demands();
        Map<Ticker, Long> fetches = ledger.fetches();
        Map<String, Demanded> computed = new HashMap<>((demands.size() + fetches.size()) * 4 / 3 + 1);
        demands.forEach((ticker, demand) -> {
            Listing listing = listingOf(ticker);
            if (!listing.delisted()) {
                computed.put(
                        ticker.code(),
                        new Demanded(
                                priority(demand),
                                demand.sinceMillis(),
                                listing.instrumentClass().mayUseWebSocket(),
                                open.contains(listing.instrumentClass()),
                                fetches.getOrDefault(ticker, NEVER),
                                false));
            }
        });
        fetches.forEach((ticker, fetchAt) -> computed.computeIfAbsent(
                ticker.code(), code -> new Demanded(SUBSCRIBED_PRIORITY, fetchAt, false, false, fetchAt, true)));
        return Collections.unmodifiableMap(computed);
    }

    private Listing listingOf(Ticker ticker) {
        Listing listed = listings.get(ticker);
        return listed != null ? listed : new Listing(InstrumentClass.ofShape(ticker), false);
    }

    private static int priority(DemandLedger.Demand demand) {
        if (demand.isDefault()) {
            return DEFAULT_PRIORITY;
        }
        return demand.inScan() ? SCAN_PRIORITY : SUBSCRIBED_PRIORITY;
    }

    /** What is kept of an instrument. */
    private record Listing(InstrumentClass instrumentClass, boolean delisted) {}
}
