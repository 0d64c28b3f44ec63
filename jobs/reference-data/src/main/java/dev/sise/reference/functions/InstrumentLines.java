package dev.sise.reference.functions;

import dev.sise.market.InstrumentClass;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lines of instruments: {@code ticker,name,market,instrument_class} and perhaps {@code market_cap_krw,listed_shares,list_date}, in any order.
 * A class that is not known becomes {@link InstrumentClass#UNKNOWN}, counted. One thread.
 */
public final class InstrumentLines implements CsvFormat<Stock> {
    private final CsvHeader header;
    private final CsvFields fields;
    private final long importedAt;
    private final int ticker;
    private final int name;
    private final int market;
    private final int instrumentClass;
    private final OptionalInt marketCap;
    private final OptionalInt listedShares;
    private final OptionalInt listingDate;
    private long unknownClasses;

    /**
     * For one file.
     *
     * @param today market day, days since 1970
     * @param importedAt version of the rows, UTC milliseconds of real time
     * @throws BrokenFileException where the header lacks a column
     */
    public InstrumentLines(String header, int today, long importedAt) throws BrokenFileException {
        this.header = CsvHeader.of(header);
        this.importedAt = importedAt;
        fields = new CsvFields(today);
        ticker = this.header.require("ticker");
        name = this.header.require("name");
        market = this.header.require("market");
        instrumentClass = this.header.require("instrument_class");
        marketCap = this.header.find("market_cap_krw", "market_cap");
        listedShares = this.header.find("listed_shares");
        listingDate = this.header.find("list_date", "listing_date");
    }

    /** How many of the lines that were read have a class that is not known. */
    public long unknownClasses() {
        return unknownClasses;
    }

    @Override
    public Stock read(String line) throws RefusedRowException {
        List<String> texts = header.fields(line);
        Stock stock = new Stock();
        stock.ticker = fields.ticker(texts.get(ticker));
        stock.name = texts.get(name);
        if (stock.name.isEmpty()) {
            throw new RefusedRowException(RowRefusal.NAME, "the name must not be empty");
        }
        stock.marketCap = number("market_cap", texts, marketCap);
        stock.listedShares = number("listed_shares", texts, listedShares);
        String day = listingDate.isEmpty() ? "" : texts.get(listingDate.getAsInt());
        stock.listingDay = day.isEmpty() ? Stock.NO_DAY : fields.day(day);
        Optional<InstrumentClass> known = classOf(texts.get(instrumentClass));
        stock.instrumentClass = known.orElse(InstrumentClass.UNKNOWN);
        String board = texts.get(market).toUpperCase(Locale.ROOT);
        stock.category = category(stock.instrumentClass, board);
        InstrumentList list = list(stock.instrumentClass, board);
        stock.listMarket = list.marketType();
        stock.marketCode = marketCode(stock.instrumentClass, list);
        stock.listed = true;
        stock.realtimeSupported = stock.instrumentClass.mayUseWebSocket();
        stock.hasAfterMarket = stock.instrumentClass.hasAfterMarket();
        stock.updatedAt = importedAt;
        unknownClasses += known.isPresent() ? 0 : 1;
        return stock;
    }

    private long number(String what, List<String> texts, OptionalInt place) throws RefusedRowException {
        Long number = place.isEmpty() ? null : fields.numberOrNull(what, texts.get(place.getAsInt()));
        if (number == null) {
            return 0;
        }
        if (number < 0) {
            throw new RefusedRowException(RowRefusal.NEGATIVE, what + " must not be negative, was " + number);
        }
        return number;
    }

    private static Optional<InstrumentClass> classOf(String word) {
        return Arrays.stream(InstrumentClass.values())
                .filter(known -> known.code().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static String category(InstrumentClass instrumentClass, String board) {
        if (instrumentClass == InstrumentClass.ELW) {
            return "ELW";
        }
        if (instrumentClass == InstrumentClass.OTC) {
            return "OTC";
        }
        return board.equals("KOSPI") || board.equals("KOSDAQ") ? board : "UNKNOWN";
    }

    /** The list that would name it, so that the next sync knows where to look for it. */
    private static InstrumentList list(InstrumentClass instrumentClass, String board) {
        return switch (instrumentClass) {
            case ELW -> InstrumentList.ELW;
            case OTC -> InstrumentList.OTC;
            case KONEX -> InstrumentList.KONEX;
            case SUBSCRIPTION_WARRANT -> InstrumentList.SUBSCRIPTION_WARRANT;
            case ETF -> InstrumentList.ETF;
            case REIT -> InstrumentList.REIT;
            case FUND -> InstrumentList.MUTUAL_FUND;
            case COMMON, PREFERRED, ETN, SPAC, INFRASTRUCTURE_FUND, UNKNOWN ->
                board.equals("KOSDAQ") ? InstrumentList.KOSDAQ : InstrumentList.KOSPI;
        };
    }

    /** What Kiwoom answers as marketCode of such an instrument. */
    private static String marketCode(InstrumentClass instrumentClass, InstrumentList list) {
        return switch (instrumentClass) {
            case ETN -> "60";
            case INFRASTRUCTURE_FUND -> "2";
            case COMMON, PREFERRED, ETF, ELW, SPAC, REIT, FUND, SUBSCRIPTION_WARRANT, KONEX, OTC, UNKNOWN ->
                list.marketType();
        };
    }
}
