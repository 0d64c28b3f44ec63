package dev.sise.gateway;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The description that clients get, against which real answers are held. */
final class OpenApiFile {
    private final JsonObject root;
    private final Set<String> checked = new TreeSet<>();

    OpenApiFile() {
        try (InputStream in = Gateway.class.getResourceAsStream("openapi.yaml")) {
            root = new JsonObject(YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(in)
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private static void validate(String where, JsonObject schema, String body) {
        OutputUnit result = Validator.create(
                        JsonSchema.of(schema),
                        new JsonSchemaOptions()
                                .setBaseUri("https://sise.invalid")
                                .setDraft(Draft.DRAFT202012)
                                .setOutputFormat(OutputFormat.Basic))
                .validate(new JsonObject(body));
        if (!result.getValid()) {
            throw new AssertionError(where + " is not as described: " + result.toJson() + "\n" + body);
        }
    }

    /** The same with every reference replaced by what it refers to. */
    private JsonObject resolved(JsonObject node) {
        if (node.getValue("$ref") instanceof String reference) {
            JsonObject target = root;
            for (String name : reference.substring("#/".length()).split("/")) {
                target = target.getJsonObject(name);
            }
            return resolved(target);
        }
        JsonObject copy = new JsonObject();
        for (Map.Entry<String, Object> member : node) {
            copy.put(member.getKey(), resolvedValue(member.getValue()));
        }
        return copy;
    }

    private Object resolvedValue(Object value) {
        if (value instanceof JsonObject object) {
            return resolved(object);
        }
        if (value instanceof JsonArray array) {
            JsonArray copy = new JsonArray();
            array.forEach(element -> copy.add(resolvedValue(element)));
            return copy;
        }
        return value;
    }
}
