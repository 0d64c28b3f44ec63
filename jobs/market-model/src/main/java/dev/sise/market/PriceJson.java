package dev.sise.market;

/**
 * The JSON of a {@link PriceUpdate}, the contract with every client:
 *
 * <pre>{"v":1,"ticker":"005930","price":316500,"change":-17500,"change_rate":-5.24,"volume":20631648,
 * "timestamp":"2026-07-01T14:54:28+09:00","as_of":"2026-07-01T14:54:28.512+09:00","is_realtime":true,"is_polling":false,"is_elw":false,
 * "status":"trading","epoch":1782870000000,"seq":12345,"hops":{"exchange":…,"ingest":…,"join":…,"redis":…}}</pre>
 *
 * {@code timestamp} and {@code as_of} are market time (Asia/Seoul, with the clock offset), hops are UTC milliseconds of real time. Behind
 * {@code hops} follow, when there are such, {@code "elw":{"strike","expiry","ratio","theory","iv"}} ({@link ElwFigures}; what is not known is
 * absent) and {@code "expected":{"price","change","change_rate","volume","timestamp"}} ({@link ExpectedPrice}).
 *
 * <p>While no price is known and the broker said so, the value is another, without a price:
 *
 * <pre>{"v":1,"ticker":"57JBHH","no_price":"not_traded","as_of":"2026-07-01T14:54:28.512+09:00","epoch":1782870000000,"seq":12345}</pre>
 *
 * {@code no_price} is the {@linkplain NoPrice#code() code} of the reason; the first price replaces it. Not thread-safe.
 */
public final class PriceJson {
    private static final byte[] TICKER = JsonBytes.literal("{\"v\":1,\"ticker\":\"");
    private static final byte[] PRICE = JsonBytes.literal("\",\"price\":");
    private static final byte[] CHANGE = JsonBytes.literal(",\"change\":");
    private static final byte[] CHANGE_RATE = JsonBytes.literal(",\"change_rate\":");
    private static final byte[] VOLUME = JsonBytes.literal(",\"volume\":");
    private static final byte[] TIMESTAMP = JsonBytes.literal(",\"timestamp\":\"");
    private static final byte[] AS_OF = JsonBytes.literal("+09:00\",\"as_of\":\"");
    private static final byte[] IS_REALTIME = JsonBytes.literal("+09:00\",\"is_realtime\":");
    private static final byte[] IS_POLLING = JsonBytes.literal(",\"is_polling\":");
    private static final byte[] IS_ELW = JsonBytes.literal(",\"is_elw\":");
    private static final byte[] STATUS = JsonBytes.literal(",\"status\":\"");
    private static final byte[] EPOCH = JsonBytes.literal("\",\"epoch\":");
    private static final byte[] SEQ = JsonBytes.literal(",\"seq\":");
    private static final byte[] EXCHANGE = JsonBytes.literal(",\"hops\":{\"exchange\":");
    private static final byte[] INGEST = JsonBytes.literal(",\"ingest\":");
    private static final byte[] JOIN = JsonBytes.literal(",\"join\":");
    private static final byte[] REDIS = JsonBytes.literal(",\"redis\":");
    private static final byte[] ELW = JsonBytes.literal(",\"elw\":");
    private static final byte[] EXPECTED = JsonBytes.literal(",\"expected\":{\"price\":");
    private static final byte[] TIME_END = JsonBytes.literal("+09:00\"}");
    private static final byte[] END = JsonBytes.literal("}");
    private static final byte[] NO_PRICE = JsonBytes.literal("\",\"no_price\":\"");
    private static final byte[] NO_PRICE_AS_OF = JsonBytes.literal("\",\"as_of\":\"");
    private static final byte[] NO_PRICE_EPOCH = JsonBytes.literal("+09:00\",\"epoch\":");
    private static final byte[] TIME_SEPARATOR = JsonBytes.literal("T");

    private static final long SEOUL_OFFSET = 9 * 3_600_000L;
    private static final long DAY = 86_400_000L;

    private final JsonBytes out = new JsonBytes();

    /**
     * Encodes an update.
     *
     * @param redis when it is written to Redis, UTC milliseconds of real time
     */
    public byte[] write(PriceUpdate update, long redis) {
        if (update.noPrice() != null) {
            return writeNoPrice(update);
        }
        Tick tick = update.tick();
        boolean isPolling = update.feed() == Feed.POLL;
        out.reset().raw(TICKER).ascii(tick.ticker());
        out.raw(PRICE).number(tick.price());
        out.raw(CHANGE).number(tick.change());
        out.raw(CHANGE_RATE).hundredths(tick.changeRate());
        out.raw(VOLUME).number(tick.volume());
        out.raw(TIMESTAMP).date(tick.day()).raw(TIME_SEPARATOR).time(tick.time());
        marketTime(out.raw(AS_OF), update.asOf() + update.offset());
        out.raw(IS_REALTIME).bool(!isPolling);
        out.raw(IS_POLLING).bool(isPolling);
        out.raw(IS_ELW).bool(update.isElw());
        out.raw(STATUS).ascii(update.status().code());
        out.raw(EPOCH).number(update.epoch());
        out.raw(SEQ).number(update.seq());
        out.raw(EXCHANGE).number(tick.day() * DAY + tick.time() * 1_000L - SEOUL_OFFSET - update.offset());
        out.raw(INGEST).number(tick.ingest());
        out.raw(JOIN).number(update.join());
        out.raw(REDIS).number(redis).raw(END);
        if (update.elw() != null) {
            ElwJson.write(out.raw(ELW), update.elw());
        }
        if (update.expected() != null) {
            write(update.expected());
        }
        return out.raw(END).toBytes();
    }

    private void write(ExpectedPrice expected) {
        out.raw(EXPECTED).number(expected.price());
        out.raw(CHANGE).number(expected.change());
        out.raw(CHANGE_RATE).hundredths(expected.changeRate());
        out.raw(VOLUME).number(expected.volume());
        out.raw(TIMESTAMP).date(expected.day()).raw(TIME_SEPARATOR).time(expected.time());
        out.raw(TIME_END);
    }

    private byte[] writeNoPrice(PriceUpdate update) {
        out.reset().raw(TICKER).ascii(update.ticker());
        out.raw(NO_PRICE).ascii(update.noPrice().code());
        marketTime(out.raw(NO_PRICE_AS_OF), update.asOf() + update.offset());
        out.raw(NO_PRICE_EPOCH).number(update.epoch());
        out.raw(SEQ).number(update.seq());
        return out.raw(END).toBytes();
    }

    private static void marketTime(JsonBytes out, long utcMillis) {
        long local = utcMillis + SEOUL_OFFSET;
        int millisOfDay = (int) Math.floorMod(local, DAY);
        out.date((int) Math.floorDiv(local, DAY))
                .raw(TIME_SEPARATOR)
                .time(millisOfDay / 1_000)
                .millis(millisOfDay % 1_000);
    }
}
