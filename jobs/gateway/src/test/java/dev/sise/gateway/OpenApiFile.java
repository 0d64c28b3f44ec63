package dev.sise.gateway;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;

/** The description that clients get, against which real answers are held. */
final class OpenApiFile extends ApiFile {
    private final Set<String> checked = new TreeSet<>();

    OpenApiFile() {
        super("openapi.yaml");
    }

    /** What is described, as {@code GET /path}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        root.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue())
                .fieldNames()
                .forEach(method -> operations.add(method.toUpperCase() + " " + path.getKey())));
        return operations;
    }

    /** What answers were checked, as {@code GET /path 200}. */
    Set<String> checked() {
        return checked;
    }

    /** Fails unless the answer is as described: its status, its headers, its type and its JSON. */
    void check(HttpResponse<String> answer) {
        String method = answer.request().method();
        String path = describedPath(answer.request().uri().getPath());
        JsonObject item = root.getJsonObject("paths").getJsonObject(path);
        if (item == null || !item.containsKey(method.toLowerCase())) {
            // Nothing is there, and that is said in the common shape.
            validate(path, resolved(new JsonObject().put("$ref", "#/components/schemas/Error")), answer.body());
            return;
        }
        String where = method + " " + path + " " + answer.statusCode();
        JsonObject response = item.getJsonObject(method.toLowerCase())
                .getJsonObject("responses")
                .getJsonObject(Integer.toString(answer.statusCode()));
        if (response == null) {
            throw new AssertionError(where + " is not described: " + answer.body());
        }
        response = resolved(response);
        for (String header : response.getJsonObject("headers", new JsonObject()).fieldNames()) {
            if (answer.headers().firstValue(header).isEmpty()) {
                throw new AssertionError(where + " must have the header " + header);
            }
        }
        String type = answer.headers().firstValue("Content-Type").orElse("none").replaceAll(";.*", "");
        JsonObject content = response.getJsonObject("content").getJsonObject(type);
        if (content == null) {
            throw new AssertionError(where + " must not be of type " + type);
        }
        if (content.containsKey("schema")) {
            validate(where, content.getJsonObject("schema"), answer.body());
        }
        checked.add(where);
    }

    /** The path as it is described, with the names of its parameters. */
    private String describedPath(String path) {
        return root.getJsonObject("paths").fieldNames().stream()
                .filter(described -> path.matches(described.replaceAll("\\{\\w+}", "[^/]+")))
                .findFirst()
                .orElse(path);
    }
}
