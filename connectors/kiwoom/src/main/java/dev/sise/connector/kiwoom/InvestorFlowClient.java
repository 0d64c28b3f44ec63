package dev.sise.connector.kiwoom;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for what groups of investors bought and sold of an instrument (ka10059, 종목별투자자기관별). Any thread; {@link #read} blocks
 * for its turn and its answer, see {@link KiwoomRestClient#call(String, String, String, String)}.
 */
public final class InvestorFlowClient {
    static final String API_ID = "ka10059";

    private static final String PATH = "/api/dostk/stkinfo";
    private static final String LIST = "stk_invsr_orgn";
    private static final Set<String> FIELDS = Set.of("dt", "frgnr_invsr", "orgn", "ind_invsr", "acc_trde_prica");

    private final KiwoomRestClient client;

    public InvestorFlowClient(KiwoomRestClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * One page, newest day first; Kiwoom puts 100 days on one.
     *
     * @param code the short code
     * @param day the newest day that is wanted
     * @param nextKey of the page before, asked for with the same code and day; empty for the first
     * @throws KiwoomCallException if there is no answer or no token, or the answer is a refusal; its class says what to do
     */
    public KiwoomPage<InvestorFlow> read(String code, LocalDate day, Optional<String> nextKey)
            throws KiwoomCallException, InterruptedException {
        // Net amounts. They come in millions of won whatever the unit that is asked for.
        String body = JsonTexts.object(
                "dt", day.format(DateTimeFormatter.BASIC_ISO_DATE),
                "stk_cd", code,
                "amt_qty_tp", "1",
                "trde_tp", "0",
                "unit_tp", "1000");
        return page(client.call(API_ID, PATH, body, nextKey.orElse("")), code, nextKey);
    }

    static KiwoomPage<InvestorFlow> page(KiwoomAnswer answer, String code, Optional<String> askedWith)
            throws KiwoomCallException {
        return KiwoomPage.read(answer, askedWith, API_ID + " of " + code, LIST, FIELDS, InvestorFlowClient::read);
    }

    private static InvestorFlow read(AnswerRow row) throws RefusedException {
        return new InvestorFlow(
                row.requiredDay("dt"),
                row.millions("frgnr_invsr"),
                row.millions("orgn"),
                row.millions("ind_invsr"),
                row.notNegativeMillions("acc_trde_prica"));
    }
}
