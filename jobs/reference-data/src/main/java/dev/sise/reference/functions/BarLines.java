package dev.sise.reference.functions;

import java.util.List;
import java.util.OptionalInt;

/** Lines of daily prices: {@code ticker,date,open,high,low,close,volume} and perhaps {@code traded_value}, in any order. One thread. */
public final class BarLines implements CsvFormat<TickerRow<DailyBar>> {
    private final CsvHeader header;
    private final CsvFields fields;
    private final int ticker;
    private final int date;
    private final int open;
    private final int high;
    private final int low;
    private final int close;
    private final int volume;
    private final OptionalInt tradedValue;
    private long repaired;

    /**
     * For one file.
     *
     * @param today market day, days since 1970
     * @throws BrokenFileException where the header lacks a column
     */
    public BarLines(String header, int today) throws BrokenFileException {
        this.header = CsvHeader.of(header);
        fields = new CsvFields(today);
        ticker = this.header.require("ticker");
        date = this.header.require("date");
        open = this.header.require("open");
        high = this.header.require("high");
        low = this.header.require("low");
        close = this.header.require("close");
        volume = this.header.require("volume");
        tradedValue = this.header.find("traded_value", "traded_value_krw");
    }

    /** Whether the file tells what was traded in won. */
    public boolean tellsTradedValue() {
        return tradedValue.isPresent();
    }

    /** How many of the lines that were read had a high or low that did not enclose open and close. */
    public long repaired() {
        return repaired;
    }

    @Override
    public TickerRow<DailyBar> read(String line) throws RefusedRowException {
        List<String> texts = header.fields(line);
        String code = fields.ticker(texts.get(ticker));
        BarRules.Kept kept = BarRules.check(new DailyBar(
                fields.session(texts.get(date)),
                fields.number("open", texts.get(open)),
                fields.number("high", texts.get(high)),
                fields.number("low", texts.get(low)),
                fields.number("close", texts.get(close)),
                fields.number("volume", texts.get(volume)),
                tradedValue.isEmpty() ? null : fields.numberOrNull("traded_value", texts.get(tradedValue.getAsInt()))));
        repaired += kept.repaired() ? 1 : 0;
        return new TickerRow<>(code, kept.bar());
    }
}
