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
import java.util.Map;

/** A description that clients get, against which what the server says is held. */
abstract class ApiFile {
    final JsonObject root;

    ApiFile(String name) {
        try (InputStream in = Gateway.class.getResourceAsStream(name)) {
            root = new JsonObject(YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(in)
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void validate(String where, JsonObject schema, String body) {
        // A copy, for the validator writes into it.
        OutputUnit result = Validator.create(
                        JsonSchema.of(schema.copy()),
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
    final JsonObject resolved(JsonObject node) {
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
