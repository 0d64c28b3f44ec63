package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.net.URI;

/**
 * Where Kiwoom is reached. Plain {@code http} and {@code ws} are for a simulator on the same machine, that is for
 * {@code localhost}, {@code 127.x.x.x} and {@code [::1]}: keys and tokens would cross a network in clear text.
 *
 * @param rest {@code http} or {@code https} with host and port, without a path
 * @param webSocket {@code ws} or {@code wss} with its path
 */
public record KiwoomEndpoint(URI rest, URI webSocket) implements Serializable {
    private static final String WEB_SOCKET_PATH = "/api/dostk/websocket";

    public KiwoomEndpoint {
        requireScheme("REST", rest, "http", "https");
        requireScheme("WebSocket", webSocket, "ws", "wss");
    }

    /** The real market. */
    public static KiwoomEndpoint real() {
        return new KiwoomEndpoint(
                URI.create("https://api.kiwoom.com"), URI.create("wss://api.kiwoom.com:10000" + WEB_SOCKET_PATH));
    }

    /** Kiwoom's paper trading (모의투자): KRX only, one call a second, keys of its own. */
    public static KiwoomEndpoint paper() {
        return new KiwoomEndpoint(
                URI.create("https://mockapi.kiwoom.com"),
                URI.create("wss://mockapi.kiwoom.com:10000" + WEB_SOCKET_PATH));
    }

    private static void requireScheme(String what, URI uri, String plain, String secure) {
        String scheme = uri == null ? null : uri.getScheme();
        if (!plain.equals(scheme) && !secure.equals(scheme)) {
            throw new IllegalArgumentException(
                    "The " + what + " address starts with " + plain + ":// or " + secure + "://, was '" + uri + "'");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("The " + what + " address has a host, was '" + uri + "'");
        }
        if (scheme.equals(plain) && !isLoopback(uri.getHost())) {
            throw new IllegalArgumentException("The " + what + " address starts with " + secure
                    + ":// unless its host is this machine, because keys and tokens would travel in clear text, was '"
                    + uri + "'");
        }
    }

    /** By its text alone: what a name resolves to may change. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || host.equals("[::1]");
    }
}
