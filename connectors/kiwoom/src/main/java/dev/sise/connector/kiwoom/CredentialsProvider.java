package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Finds the credentials of an app key on the machine that needs them. It travels in the job graph; what it finds never does. */
@FunctionalInterface
public interface CredentialsProvider extends Serializable {

    /**
     * The credentials of {@code appKeyId}. Called once per session on the task side.
     *
     * @throws IllegalStateException if they are missing; the message says where they were looked for
     */
    KiwoomCredentials load(String appKeyId);

    /** Reads {@code <id>.appkey} and {@code <id>.secretkey}; blanks around the content are dropped. */
    static CredentialsProvider fromDirectory(Path directory) {
        String name = directory.toString();
        return appKeyId -> {
            KiwoomCredentials.requireId(appKeyId);
            return new KiwoomCredentials(
                    appKeyId,
                    readFile(Path.of(name, appKeyId + ".appkey")),
                    readFile(Path.of(name, appKeyId + ".secretkey")));
        };
    }

    /** Reads {@code KIWOOM_<ID>_APPKEY} and {@code KIWOOM_<ID>_SECRETKEY}: the id in upper case, {@code -} as {@code _}. */
    static CredentialsProvider fromEnvironment() {
        return appKeyId -> fromEnvironment(appKeyId, System.getenv());
    }

    /** As {@link #fromEnvironment()}, from the given variables. */
    static KiwoomCredentials fromEnvironment(String appKeyId, Map<String, String> environment) {
        String prefix = "KIWOOM_"
                + KiwoomCredentials.requireId(appKeyId).toUpperCase(Locale.ROOT).replace('-', '_');
        return new KiwoomCredentials(
                appKeyId, variable(prefix + "_APPKEY", environment), variable(prefix + "_SECRETKEY", environment));
    }

    private static String variable(String name, Map<String, String> environment) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("The environment variable " + name + " must hold a key of Kiwoom");
        }
        return value.strip();
    }

    private static String readFile(Path file) {
        try {
            String content = Files.readString(file).strip();
            if (content.isEmpty()) {
                throw new IllegalStateException("The file " + file + " must hold a key of Kiwoom, but is empty");
            }
            return content;
        } catch (IOException unreadable) {
            throw new IllegalStateException("The file " + file + " must hold a key of Kiwoom", unreadable);
        }
    }
}
