package dev.sise.market;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The JSON of the topic {@code instruments}, whose key is the ticker:
 *
 * <pre>{"v":1,"ticker":"005930","class":"common","market":"KOSPI","name":"삼성전자","listed_shares":5919637922,
 * "listing_date":"1975-06-11","last_close":326500,"has_after_market":true,"status":"listed"}</pre>
 *
 * {@code class} is the {@linkplain InstrumentClass#code() code} of the class, {@code status} one of listed, halted and delisted;
 * {@code listing_date} is absent where the list tells none. Members a reader does not know are ignored. Any thread.
 */
public final class InstrumentJson {
    private InstrumentJson() {}

    /** Encodes an instrument. */
    public static byte[] write(ListedInstrument instrument) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JsonMembers.JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", 1);
            json.writeStringField("ticker", instrument.ticker().code());
            json.writeStringField("class", instrument.instrumentClass().code());
            json.writeStringField("market", instrument.market());
            json.writeStringField("name", instrument.name());
            json.writeNumberField("listed_shares", instrument.listedShares());
            if (instrument.listingDate() != null) {
                json.writeStringField("listing_date", instrument.listingDate().toString());
            }
            json.writeNumberField("last_close", instrument.lastClose());
            json.writeBooleanField("has_after_market", instrument.hasAfterMarket());
            json.writeStringField("status", instrument.status().code());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Decodes an instrument.
     *
     * @throws MalformedRecordException with the member and the rule it breaks
     */
    public static ListedInstrument read(byte[] json) throws MalformedRecordException {
        JsonMembers members = JsonMembers.of("an instrument", json);
        try {
            return new ListedInstrument(
                    members.ticker("ticker"),
                    members.word("class", InstrumentClass.class, InstrumentClass::code),
                    members.text("market"),
                    members.text("name"),
                    members.whole("listed_shares"),
                    members.has("listing_date") ? members.day("listing_date") : null,
                    members.whole("last_close"),
                    members.bool("has_after_market"),
                    members.word("status", ListedInstrument.Status.class, ListedInstrument.Status::code));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(e.getMessage());
        }
    }
}
