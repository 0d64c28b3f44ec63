package dev.sise.connector.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one place that says what an error of Redis means. Error replies begin with a code in capitals (redis.io, "RESP simple errors"); Redis 6
 * wraps errors inside a script as {@code ERR Error running script (...): @user_script:12: WRONGTYPE ...}, Redis 7 does not.
 *
 * @param code lower case, for the metric's label
 */
record RedisFailure(Reaction reaction, String code, String message) {
    private static final Pattern IN_SCRIPT = Pattern.compile(
            "^ERR Error running script.*@user_script: ?\\d+: *(?:@user_script: ?\\d+: *)?-?(.*)$", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("^([A-Z][A-Z0-9]+)(?: |$)");

    /** @param error text of an error reply, without the leading '-' */
    static RedisFailure ofReply(String error) {
        Matcher script = IN_SCRIPT.matcher(error);
        String text = script.matches() ? script.group(1) : error;
        Matcher code = CODE.matcher(text);
        String name = code.find() ? code.group(1) : "ERR";
        return new RedisFailure(reactionTo(name, text), name.toLowerCase(Locale.ROOT), error);
    }

    /** @param thrown what a connection attempt or a command ended with instead of a reply */
    static RedisFailure ofThrowable(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException && cause.getMessage() != null) {
                return ofReply(cause.getMessage());
            }
        }
        return new RedisFailure(Reaction.RETRY, "connection", describe(thrown));
    }

    /** Whether only the script has to be loaded (again): Redis forgets scripts when it restarts. */
    boolean isScriptMissing() {
        return code.equals("noscript");
    }

    private static Reaction reactionTo(String code, String text) {
        return switch (code) {
            case "LOADING",
                    "READONLY",
                    "MASTERDOWN",
                    "BUSY",
                    "TRYAGAIN",
                    "CLUSTERDOWN",
                    "MISCONF",
                    "NOREPLICAS",
                    "OOM",
                    "NOSCRIPT",
                    "UNBLOCKED" -> Reaction.RETRY;
            case "NOAUTH", "WRONGPASS", "NOPERM", "NOPROTO", "MOVED", "ASK", "CROSSSLOT", "DENIED" -> Reaction.FAIL;
            case "ERR" -> reactionToUnnamed(text);
            default -> Reaction.DROP;
        };
    }

    /** Errors that older servers did not give a code. */
    private static Reaction reactionToUnnamed(String text) {
        if (text.contains("max number of clients")) {
            return Reaction.RETRY;
        }
        boolean misconfigured = text.contains("invalid password")
                || text.contains("without any password configured")
                || text.contains("The user executing the script can't")
                || text.contains("ACL failure in script")
                || text.contains("unknown command")
                || text.contains("DB index is out of range");
        return misconfigured ? Reaction.FAIL : Reaction.DROP;
    }

    private static String describe(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == thrown ? thrown.toString() : thrown + ", caused by " + root;
    }
}
