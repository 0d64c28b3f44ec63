package dev.sise.quickstart;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, as a client would, for the first price: the proof that all parts work together. */
final class FirstPrice implements WebSocket.Listener {
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final StringBuilder message = new StringBuilder();

    /** @throws QuickStartException when none arrives in time */
    static void await(URI webSocket, String ticker, Duration atMost) {
        FirstPrice listener = new FirstPrice();
        WebSocket client = null;
        try {
            client = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(webSocket, listener)
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            client.sendText("{\"type\":\"subscribe\",\"topics\":[\"price:" + ticker + "\"]}", true);
            listener.arrived.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new QuickStartException(
                    "No price of " + ticker + " arrived within " + atMost.toSeconds()
                            + " s: look at the jobs in Flink's web UI, or run it again.",
                    e);
        } catch (ExecutionException e) {
            throw new QuickStartException(
                    "The gateway did not serve " + webSocket + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickStartException("The quick start was interrupted.", e);
        } finally {
            if (client != null) {
                client.abort();
            }
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket client, CharSequence part, boolean last) {
        message.append(part);
        if (last) {
            // A close of the instrument list, which stands in for a price, has no hops.
            if (message.indexOf("\"price_update\"") >= 0 && message.indexOf("\"hops\"") >= 0) {
                arrived.complete(null);
            }
            message.setLength(0);
        }
        client.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket client, int statusCode, String reason) {
        arrived.completeExceptionally(new IllegalStateException("closed with " + statusCode + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket client, Throwable error) {
        arrived.completeExceptionally(error);
    }
}
