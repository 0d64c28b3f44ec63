package dev.sise.reference.functions;

import java.util.List;
import java.util.OptionalInt;

/**
 * Lines of investor flows in won: {@code date,ticker,foreign_net,institution_net}, also named {@code foreign_buy} and {@code inst_buy}, and
 * perhaps {@code individual_net} and {@code traded_value}, in any order. One thread.
 */
public final class FlowLines implements CsvFormat<TickerRow<NetBuying>> {
    private final CsvHeader header;
    private final CsvFields fields;
    private final int ticker;
    private final int date;
    private final int foreign;
    private final int institution;
    private final OptionalInt individual;
    private final OptionalInt tradedValue;

    /**
     * For one file.
     *
     * @param today market day, days since 1970
     * @throws BrokenFileException where the header lacks a column
     */
    public FlowLines(String header, int today) throws BrokenFileException {
        this.header = CsvHeader.of(header);
        fields = new CsvFields(today);
        ticker = this.header.require("ticker");
        date = this.header.require("date");
        foreign = this.header.require("foreign_net", "foreign_buy");
        institution = this.header.require("institution_net", "inst_buy");
        individual = this.header.find("individual_net", "individual_buy");
        tradedValue = this.header.find("traded_value", "traded_value_krw");
    }

    /** Whether the file tells the net buying of individuals. */
    public boolean tellsIndividuals() {
        return individual.isPresent();
    }

    /** Whether the file tells what was traded in won. */
    public boolean tellsTradedValue() {
        return tradedValue.isPresent();
    }

    @Override
    public TickerRow<NetBuying> read(String line) throws RefusedRowException {
        List<String> texts = header.fields(line);
        String code = fields.ticker(texts.get(ticker));
        Long traded =
                tradedValue.isEmpty() ? null : fields.numberOrNull("traded_value", texts.get(tradedValue.getAsInt()));
        if (traded != null && traded < 0) {
            throw new RefusedRowException(RowRefusal.NEGATIVE, "traded_value must not be negative, was " + traded);
        }
        return new TickerRow<>(
                code,
                new NetBuying(
                        fields.session(texts.get(date)),
                        fields.number("foreign_net", texts.get(foreign)),
                        fields.number("institution_net", texts.get(institution)),
                        individual.isEmpty()
                                ? null
                                : fields.numberOrNull("individual_net", texts.get(individual.getAsInt())),
                        traded));
    }
}
