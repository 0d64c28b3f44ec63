package dev.sise.connector.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script that writes one value, from the resources of this package. */
final class LuaScript {
    /** Replies of all our scripts. */
    static final long REFUSED_OLDER = 0;

    static final long WRITTEN = 1;
    static final long WRITTEN_AND_PUBLISHED = 2;

    private final byte[] source;
    private final String sha;

    private LuaScript(byte[] source, String sha) {
        this.source = source;
        this.sha = sha;
    }

    static LuaScript read(String resource) {
        try (InputStream stream = LuaScript.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing beside " + LuaScript.class.getName());
            }
            byte[] source = stream.readAllBytes();
            return new LuaScript(source, sha(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] source() {
        return source;
    }

    /** Its name for EVALSHA. */
    String sha() {
        return sha;
    }

    private static String sha(byte[] source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    /**
     * The unchanging beginning of an EVALSHA command in RESP.
     *
     * @param keys how many of the known parts are keys
     * @param known keys and the first arguments
     * @param missing how many arguments follow
     */
    byte[] commandHead(int keys, int missing, String... known) {
        StringBuilder head = new StringBuilder(160)
                .append('*')
                .append(3 + known.length + missing)
                .append("\r\n");
        append(head, "EVALSHA");
        append(head, sha);
        append(head, Integer.toString(keys));
        for (String part : known) {
            append(head, part);
        }
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder head, String part) {
        head.append('$')
                .append(part.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n")
                .append(part)
                .append("\r\n");
    }
}
