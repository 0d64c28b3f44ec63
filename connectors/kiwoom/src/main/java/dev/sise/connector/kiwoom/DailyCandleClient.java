package dev.sise.connector.kiwoom;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the daily prices of an instrument, adjusted (ka10081, 주식일봉차트). Any thread; {@link #read} blocks for its turn and its
 * answer, see {@link KiwoomRestClient#call(String, String, String, String)}.
 */
public final class DailyCandleClient {
    static final String API_ID = "ka10081";

    private static final String PATH = "/api/dostk/chart";
    private static final String LIST = "stk_dt_pole_chart_qry";
    private static final Set<String> FIELDS =
            Set.of("dt", "open_pric", "high_pric", "low_pric", "cur_prc", "trde_qty", "trde_prica");

    private final KiwoomRestClient client;

    public DailyCandleClient(KiwoomRestClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * One page, newest day first; Kiwoom puts 600 days on one.
     *
     * @param code the short code
     * @param baseDate the newest day that is wanted
     * @param nextKey of the page before, asked for with the same code and day; empty for the first
     * @throws KiwoomCallException if there is no answer or no token, or the answer is a refusal or is not about this code; its class
     *     says what to do
     */
    public KiwoomPage<DailyCandle> read(String code, LocalDate baseDate, Optional<String> nextKey)
            throws KiwoomCallException, InterruptedException {
        String body = JsonTexts.object(
                "stk_cd", code, "base_dt", baseDate.format(DateTimeFormatter.BASIC_ISO_DATE), "upd_stkpc_tp", "1");
        return page(client.call(API_ID, PATH, body, nextKey.orElse("")), code, nextKey);
    }

    static KiwoomPage<DailyCandle> page(KiwoomAnswer answer, String code, Optional<String> askedWith)
            throws KiwoomCallException {
        String asked = API_ID + " of " + code;
        KiwoomPage<DailyCandle> page = KiwoomPage.read(answer, askedWith, asked, LIST, FIELDS, DailyCandleClient::read);
        String echoed = AnswerFields.of(answer.body()).text("stk_cd").strip();
        if (!echoed.isEmpty() && !echoed.equals(code)) {
            throw new KiwoomCallException(AnswerClass.DROP, asked + " was answered about another code");
        }
        return page;
    }

    private static DailyCandle read(AnswerRow row) throws RefusedException {
        return new DailyCandle(
                row.requiredDay("dt"),
                price(row, "open_pric"),
                price(row, "high_pric"),
                price(row, "low_pric"),
                price(row, "cur_prc"),
                KiwoomNumbers.unsigned(row.text("trde_qty"), "trde_qty"),
                row.notNegativeMillions("trde_prica"));
    }

    /** A sign would be a colour, as it is in other answers. Zero is what a halt has. */
    private static long price(AnswerRow row, String field) throws RefusedException {
        return Math.abs(KiwoomNumbers.signed(row.text(field), field));
    }
}
