package dev.sise.connector.kiwoom;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a row of ka10095. Stateless, any thread.
 *
 * <p>Sure, from real answers for stocks: {@code cur_prc} is the price behind a sign that is a colour, {@code pred_pre} and {@code
 * flu_rt} have true signs, {@code trde_qty} is the day's volume, {@code dt} its date, {@code cntr_tm} the time of the last trade
 * without a date; terms of warrants are zero or empty. Sure by arithmetic from the ELW calls with the same field names: {@code
 * theory_pric} and {@code innr_vltl} are hundredths without a point. Likely, as no answer for an ELW is public: {@code
 * elwexec_pric} is in won or index points with a point where it has decimals, {@code cnvt_rt} has four decimals, {@code
 * elwexpr_dt} is yyyyMMdd. So a term that does not fit is absent and costs the row nothing else.
 */
final class QuoteReader {
    static final Set<String> FIELDS = Set.of(
            "stk_cd",
            "stk_nm",
            "cur_prc",
            "pred_pre",
            "flu_rt",
            "trde_qty",
            "dt",
            "cntr_tm",
            "elwexec_pric",
            "elwexpr_dt",
            "cnvt_rt",
            "theory_pric",
            "innr_vltl");

    private QuoteReader() {}

    /** What {@code row} says about the item that was asked for in its place. */
    static QuoteRow read(String item, AnswerRow row) {
        try {
            row.requireTexts();
            requireItem(item, row.text("stk_cd"));
            boolean isNamed = !row.text("stk_nm").isEmpty();
            if (row.text("cur_prc").matches("[+-]{0,2}0*")) {
                return new QuoteRow.Empty(item, isNamed);
            }
            return quoted(item, row);
        } catch (RefusedException refused) {
            return new QuoteRow.Unreadable(item, refused.reason(), refused.getMessage(), row.raw());
        }
    }

    /** Rows come in the order of the request and echo its codes; anything else would show one item's price as another's. */
    private static void requireItem(String item, String named) throws RefusedException {
        int suffix = item.indexOf('_');
        String code = suffix < 0 ? item : item.substring(0, suffix);
        if (!named.isEmpty() && !named.equals(item) && !named.equals(code)) {
            throw new RefusedException(
                    RejectReason.WRONG_ITEM,
                    "stk_cd must be " + item + ", was '" + named.substring(0, Math.min(40, named.length())) + "'");
        }
    }

    private static QuoteRow.Quoted quoted(String item, AnswerRow row) throws RefusedException {
        return new QuoteRow.Quoted(
                item,
                row.day("dt").map(QuoteReader::number).orElse(KiwoomEvent.Quote.NO_DATE),
                time(row),
                KiwoomNumbers.price(row.text("cur_prc"), "cur_prc"),
                KiwoomNumbers.signed(row.text("pred_pre"), "pred_pre"),
                KiwoomNumbers.hundredths(row.text("flu_rt"), "flu_rt"),
                KiwoomNumbers.unsigned(row.text("trde_qty"), "trde_qty"),
                warrant(row));
    }

    /** Nothing is traded at midnight: zeros say, like an empty text, that nothing was traded. */
    private static int time(AnswerRow row) throws RefusedException {
        String text = row.text("cntr_tm");
        return text.isEmpty() || text.equals("000000")
                ? KiwoomEvent.Quote.NO_TIME
                : KiwoomNumbers.time(text, "cntr_tm");
    }

    private static Optional<WarrantTerms> warrant(AnswerRow row) {
        WarrantTerms terms = new WarrantTerms(
                aboveZero(KiwoomNumbers.plainOrEmpty(row.text("elwexec_pric"), 2)),
                expiry(row),
                aboveZero(KiwoomNumbers.plainOrEmpty(row.text("cnvt_rt"), 4)),
                aboveZero(KiwoomNumbers.scaledOrEmpty(row.text("theory_pric"), 2)),
                aboveZero(KiwoomNumbers.scaledOrEmpty(row.text("innr_vltl"), 2)));
        return terms.equals(WarrantTerms.NONE) ? Optional.empty() : Optional.of(terms);
    }

    private static OptionalLong aboveZero(OptionalLong value) {
        return value.isPresent() && value.getAsLong() != 0
                ? OptionalLong.of(Math.abs(value.getAsLong()))
                : OptionalLong.empty();
    }

    private static OptionalInt expiry(AnswerRow row) {
        try {
            return row.day("elwexpr_dt").map(day -> OptionalInt.of(number(day))).orElseGet(OptionalInt::empty);
        } catch (RefusedException unreadable) {
            return OptionalInt.empty();
        }
    }

    private static int number(LocalDate day) {
        return day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
    }
}
