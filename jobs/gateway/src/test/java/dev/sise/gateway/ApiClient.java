package dev.sise.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** A client of the REST API that holds each answer against its description. */
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final OpenApiFile openApi = new OpenApiFile();

    /** An answer that is as described. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    HttpClient http() {
        return http;
    }

    Answer get(Gateway gateway, String path) {
        return begin(gateway, "GET", path, "").join();
    }

    /** What is no JSON, as it is. */
    String text(Gateway gateway, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    Answer post(Gateway gateway, String path, String body) {
        return begin(gateway, "POST", path, body.replace('\'', '"')).join();
    }

    Answer delete(Gateway gateway, String path) {
        return begin(gateway, "DELETE", path, "").join();
    }

    /** A body that is said to be of a type. */
    Answer post(Gateway gateway, String path, String contentType, String body) {
        return begin(request(gateway, path)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .join();
    }

    CompletableFuture<Answer> begin(Gateway gateway, String method, String path, String body) {
        return begin(request(gateway, path).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(Gateway gateway, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
    }

    private CompletableFuture<Answer> begin(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(this::checked);
    }

    private Answer checked(HttpResponse<String> response) {
        synchronized (openApi) {
            openApi.check(response);
        }
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new AssertionError("No JSON: " + response.body(), e);
        }
    }
}
