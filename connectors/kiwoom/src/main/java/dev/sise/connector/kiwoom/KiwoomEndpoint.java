package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.net.URI;

/**
 * Where Kiwoom is reached.
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
    }
}
