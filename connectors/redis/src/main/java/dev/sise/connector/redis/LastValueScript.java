package dev.sise.connector.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The script {@code write-last-value.lua} and its replies. */
final class LastValueScript {
    static final long REFUSED_OLDER = 0;
    static final long WRITTEN = 1;
    static final long WRITTEN_AND_PUBLISHED = 2;

    static final byte[] SOURCE = read();
    /** Name of the script for EVALSHA. */
    static final String SHA = sha();

    private LastValueScript() {}

    private static byte[] read() {
        try (InputStream resource = LastValueScript.class.getResourceAsStream("write-last-value.lua")) {
            if (resource == null) {
                throw new IllegalStateException(
                        "write-last-value.lua is missing beside " + LastValueScript.class.getName());
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(SOURCE));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    /** Key of the version: the braces make a Redis Cluster put it beside its value. */
    static String versionKey(String key) {
        return "seq:{" + key + "}";
    }

    /** The unchanging beginning of a key's EVALSHA command in RESP, up to the first argument that differs per value. */
    static byte[] commandHead(String key, long versionTtlSeconds) {
        StringBuilder head = new StringBuilder(160).append("*10\r\n");
        for (String part : new String[] {"EVALSHA", SHA, "2", key, versionKey(key), Long.toString(versionTtlSeconds)}) {
            head.append('$')
                    .append(part.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }
}
