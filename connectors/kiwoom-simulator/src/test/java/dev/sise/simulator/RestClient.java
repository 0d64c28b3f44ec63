package dev.sise.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The JDK's HTTP client with the headers of the protocol. */
final class RestClient {

    static final String APP_KEY = "key-one";
    static final String SECRET_KEY = "secret-one";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;

    RestClient(URI base) {
        this.base = base;
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).GET().build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> tokenCall(String appKey, String secretKey) throws IOException, InterruptedException {
        String body = "{\"grant_type\":\"client_credentials\",\"appkey\":\"%s\",\"secretkey\":\"%s\"}"
                .formatted(appKey, secretKey);
        return post("/oauth2/token", body, "Content-Type", "application/json;charset=UTF-8");
    }

    String token() throws IOException, InterruptedException {
        return token(APP_KEY, SECRET_KEY);
    }

    String token(String appKey, String secretKey) throws IOException, InterruptedException {
        JsonNode answer = json(tokenCall(appKey, secretKey));
        return answer.required("token").textValue();
    }

    HttpResponse<String> watchList(String token, String codes) throws IOException, InterruptedException {
        return data(token, "ka10095", "{\"stk_cd\":\"" + codes + "\"}");
    }

    HttpResponse<String> stockList(String token, String marketType) throws IOException, InterruptedException {
        return data(token, "ka10099", "{\"mrkt_tp\":\"" + marketType + "\"}");
    }

    private HttpResponse<String> data(String token, String apiId, String body)
            throws IOException, InterruptedException {
        return post(
                "/api/dostk/stkinfo",
                body,
                "Content-Type",
                "application/json;charset=UTF-8",
                "authorization",
                "Bearer " + token,
                "api-id",
                apiId);
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.readObject(response.body()).orElseThrow();
    }
}
