package dev.sise.connector.kiwoom;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The answer to one REST call.
 *
 * @param answerClass what it means; only {@link AnswerClass#OK} has data in its body
 * @param httpStatus mostly 200, also for errors
 * @param returnCode Kiwoom's category, empty where the body has none
 * @param returnMessage Kiwoom's words with the error number in brackets, or an empty text
 * @param allowedPerSecond how often Kiwoom says this call may be made (유량=N), where it refused one as too many
 * @param nextKey with which the next page is asked for; empty on the last page
 * @param body JSON as it came
 */
public record KiwoomAnswer(
        AnswerClass answerClass,
        int httpStatus,
        OptionalInt returnCode,
        String returnMessage,
        OptionalInt allowedPerSecond,
        Optional<String> nextKey,
        String body) {
    public KiwoomAnswer {
        Objects.requireNonNull(answerClass, "answerClass");
        Objects.requireNonNull(returnCode, "returnCode");
        Objects.requireNonNull(returnMessage, "returnMessage");
        Objects.requireNonNull(allowedPerSecond, "allowedPerSecond");
        Objects.requireNonNull(nextKey, "nextKey");
        Objects.requireNonNull(body, "body");
    }

    /**
     * Kiwoom's code for what it refused, such as 1700: the number in brackets of its message, or the category where there is none. Empty
     * where it served, or something in between answered for it.
     */
    public OptionalInt code() {
        return AnswerClassifier.code(returnCode, returnMessage);
    }

    /** Status, code and Kiwoom's own words, for messages and logs. */
    String words() {
        String code = code().isPresent() ? ", code " + code().getAsInt() : "";
        return "HTTP " + httpStatus + code + " and '" + returnMessage + "'";
    }
}
