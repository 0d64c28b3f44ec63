package dev.sise.connector.kiwoom;

import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one place that decides what an answer means. HTTP status, the return code of the body and the number in brackets inside
 * its message are read together: Kiwoom reports an invalid token and most other errors with HTTP 200, and its return code is
 * a small category while the number in brackets names the error. Stateless, any thread.
 */
final class AnswerClassifier {
    /** {@code 인증에 실패했습니다[8005:Token이 유효하지 않습니다]} in REST, {@code [CODE=8005, MESSAGE=…]} in the session. */
    private static final Pattern ERROR = Pattern.compile("\\[(?:CODE=)?(\\d{4})[:,\\]]");

    /** {@code 허용된 API 요청 개수를 초과하였습니다. 유량=5, API ID=ka10080}. */
    private static final Pattern ALLOWED = Pattern.compile("유량\\s*=\\s*(\\d{1,5})(?!\\d)");

    /** LOGIN's category of refusals; the number in brackets says which. */
    private static final int LOGIN_REFUSED = 805_004;

    private static final Set<Integer> REFUSED_FOR_ITS_CODES = Set.of(1517, 1634, 1901, 1902);

    private AnswerClassifier() {}

    /** Classifies a REST answer; {@code returnCode} is empty where the body has none. */
    static AnswerClass classify(int httpStatus, OptionalInt returnCode, String returnMessage) {
        OptionalInt error = error(returnCode, returnMessage);
        if (error.isPresent()) {
            return ofError(error.getAsInt());
        }
        if (httpStatus == 401) {
            return AnswerClass.REFRESH_TOKEN;
        }
        if (httpStatus == 429) {
            return AnswerClass.SLOW_DOWN;
        }
        if (httpStatus >= 500 || returnCode.isEmpty()) {
            // Not Kiwoom's own answer but that of something in between, or half of one.
            return AnswerClass.RETRY;
        }
        return switch (returnCode.getAsInt()) {
            case 0 -> httpStatus / 100 == 2 ? AnswerClass.OK : AnswerClass.DROP;
            case 3 -> AnswerClass.REFRESH_TOKEN;
            case 5 -> AnswerClass.SLOW_DOWN;
            default -> AnswerClass.DROP;
        };
    }

    /**
     * Whether the codes of the request are what Kiwoom refused: too many at once (1634), or one among them that it takes no input from (1517,
     * 1901, 1902). Parts of the request may pass.
     */
    static boolean mayPassInParts(OptionalInt returnCode, String returnMessage) {
        OptionalInt error = error(returnCode, returnMessage);
        return error.isPresent() && REFUSED_FOR_ITS_CODES.contains(error.getAsInt());
    }

    /** The calls a second that a refusal as too frequent names. */
    static OptionalInt allowedPerSecond(AnswerClass answerClass, String returnMessage) {
        Matcher matcher = ALLOWED.matcher(returnMessage);
        return answerClass == AnswerClass.SLOW_DOWN && matcher.find()
                ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
                : OptionalInt.empty();
    }

    /** Classifies the return code of LOGIN, REG or REMOVE. */
    static AnswerClass classify(int returnCode, String returnMessage) {
        return switch (returnCode) {
            case 0 -> AnswerClass.OK;
            case 105_110 -> AnswerClass.SLOW_DOWN;
            case 105_115, 105_118 -> AnswerClass.SLOT_LIMIT;
            default -> {
                OptionalInt error = error(OptionalInt.of(returnCode), returnMessage);
                AnswerClass named = error.isPresent() ? ofError(error.getAsInt()) : AnswerClass.DROP;
                // "The token was not accepted" covers a wrong address too; alone it says that another token may pass.
                yield named == AnswerClass.DROP && returnCode == LOGIN_REFUSED ? AnswerClass.REFRESH_TOKEN : named;
            }
        };
    }

    /**
     * Kiwoom's code for what it refused, which logs and metrics name: the number in brackets, or the return code where there is none.
     * Empty for what was served or has no code.
     */
    static OptionalInt code(OptionalInt returnCode, String returnMessage) {
        OptionalInt error = error(returnCode, returnMessage);
        return error.isPresent() || returnCode.equals(OptionalInt.of(0)) ? error : returnCode;
    }

    /** The four-digit error number: in brackets in the message, or, as some answers have it, the return code itself. */
    private static OptionalInt error(OptionalInt returnCode, String returnMessage) {
        Matcher matcher = ERROR.matcher(returnMessage);
        if (matcher.find()) {
            return OptionalInt.of(Integer.parseInt(matcher.group(1)));
        }
        boolean isErrorNumber =
                returnCode.isPresent() && returnCode.getAsInt() >= 1_000 && returnCode.getAsInt() <= 9_999;
        return isErrorNumber ? returnCode : OptionalInt.empty();
    }

    private static AnswerClass ofError(int error) {
        return switch (error) {
            case 1700 -> AnswerClass.SLOW_DOWN;
            // 1687: calls ran into each other; 1999: unexpected; 8003: token lookup failed; 8006, 8009: issuing failed
            // there.
            case 1687, 1999, 8003, 8006, 8009 -> AnswerClass.RETRY;
            case 8005, 8031, 8103 -> AnswerClass.REFRESH_TOKEN;
            case 8001, 8002, 8010, 8011, 8012, 8020, 8030, 8040, 8050 -> AnswerClass.FAIL;
            // Malformed or impossible: 1501 to 1517, 1634 (batch too large: split it), 1901, 1902 (no such code), 8015,
            // 8016 and
            // whatever comes to be.
            default -> AnswerClass.DROP;
        };
    }
}
