package dev.sise.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs jobs on a Flink cluster through its REST interface. The jar of a job was uploaded to the cluster before (POST /jars/upload, or the web
 * UI) and is found by its file name, {@code <job>-<version>-job.jar}; of several the one that was uploaded last is run. The cluster runs the
 * jar's main, so a job that refuses its settings is refused in its own words.
 */
public final class FlinkRestLauncher implements JobLauncher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** The cluster runs the main of the job, which makes topics. */
    private static final Duration RUN_TIMEOUT = Duration.ofSeconds(60);

    private static final String CAUSE = "Caused by: ";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FIRST_ERROR = 400;
    /** 502 to 504 come from what stands before the cluster, or before it has a leader. */
    private static final int FIRST_OF_THOSE_BETWEEN = 502;

    private final URI rest;
    private final HttpClient http;

    /**
     * Nothing is connected yet.
     *
     * @param rest scheme, host and port of the JobManager's REST interface
     */
    public FlinkRestLauncher(URI rest) {
        this.rest = Objects.requireNonNull(rest, "rest");
        if (rest.getHost() == null || !List.of("http", "https").contains(String.valueOf(rest.getScheme()))) {
            throw new IllegalArgumentException(
                    "Flink's REST interface is http://host:port or https://host:port, was '" + rest + "'");
        }
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public boolean knows(String job) throws JobLaunchException {
        return newestJar(job).isPresent();
    }

    @Override
    public void submit(String id, String job, List<String> arguments) throws JobLaunchException {
        String jar = newestJar(job)
                .orElseThrow(() -> JobLaunchException.refused(
                        "Flink at " + rest + " has no jar " + job + "-<version>-job.jar: upload it first", null));
        ObjectNode body = JSON.createObjectNode();
        body.put("jobId", id);
        arguments.forEach(body.putArray("programArgsList")::add);
        Answer answer = send(request("/jars/" + encode(jar) + "/run", RUN_TIMEOUT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
        String started = answer.require("run " + jar).path("jobid").asText();
        if (!started.equals(id)) {
            throw new JobLaunchException(
                    "Flink at " + rest + " ran " + jar + " and named another job than " + id + ": " + answer.json,
                    null);
        }
    }

    @Override
    public State state(String id) throws JobLaunchException {
        // Not /jobs/<id>/status, which answers 500 for a job it does not know.
        Answer answer = send(request("/jobs/" + encode(id), ANSWER_TIMEOUT).GET());
        if (answer.status == NOT_FOUND) {
            return State.UNKNOWN;
        }
        String word = answer.require("tell the state of " + id).path("state").asText();
        return switch (word) {
            case "INITIALIZING", "CREATED" -> State.WAITING;
            case "RUNNING", "FAILING", "CANCELLING", "RESTARTING", "SUSPENDED", "RECONCILING" -> State.RUNNING;
            case "FINISHED" -> State.FINISHED;
            case "FAILED" -> State.FAILED;
            case "CANCELED" -> State.CANCELED;
            default ->
                throw new JobLaunchException(
                        "Flink at " + rest + " told an unknown state of " + id + ": '" + word + "'", null);
        };
    }

    @Override
    public Optional<String> failure(String id) throws JobLaunchException {
        JsonNode newest = send(request("/jobs/" + encode(id) + "/exceptions?maxExceptions=1", ANSWER_TIMEOUT)
                        .GET())
                .require("tell why " + id + " failed")
                .at("/exceptionHistory/entries/0/stacktrace");
        return newest.isTextual() ? innermost(newest.asText()) : Optional.empty();
    }

    @Override
    public void cancel(String id) throws JobLaunchException {
        Answer answer = send(request("/jobs/" + encode(id) + "?mode=cancel", ANSWER_TIMEOUT)
                .method("PATCH", HttpRequest.BodyPublishers.noBody()));
        if (answer.status != NOT_FOUND && answer.status != CONFLICT) {
            answer.require("cancel " + id);
        }
    }

    /** The client has threads of its own only while it is reachable. */
    @Override
    public void close() {}

    private Optional<String> newestJar(String job) throws JobLaunchException {
        JsonNode files = send(request("/jars", ANSWER_TIMEOUT).GET())
                .require("list its jars")
                .path("files");
        JsonNode newest = null;
        for (JsonNode file : files) {
            String name = file.path("name").asText();
            boolean ofJob = name.startsWith(job + "-") && name.endsWith("-job.jar");
            if (ofJob
                    && (newest == null
                            || file.path("uploaded").asLong()
                                    > newest.path("uploaded").asLong())) {
                newest = file;
            }
        }
        return Optional.ofNullable(newest).map(file -> file.path("id").asText());
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(rest.resolve(path)).timeout(timeout);
    }

    private Answer send(HttpRequest.Builder request) throws JobLaunchException {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new JobLaunchException(
                    "Flink at " + rest + " did not answer: "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobLaunchException("The question to Flink at " + rest + " was interrupted", e);
        }
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new JobLaunchException("Flink at " + rest + " answered no JSON", e);
        }
    }

    /** The innermost cause in a stack trace that Flink sends, which is the one that says something. */
    private static Optional<String> innermost(String trace) {
        List<String> lines = trace.lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith(CAUSE))
                .reduce((outer, inner) -> inner)
                .map(line -> line.substring(CAUSE.length()))
                .or(() -> lines.stream().findFirst());
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** One answer with the words of its error. */
    private final class Answer {
        private final int status;
        private final JsonNode json;

        private Answer(int status, JsonNode json) {
            this.status = status;
            this.json = json;
        }

        private JsonNode require(String what) throws JobLaunchException {
            if (status < FIRST_ERROR) {
                return json;
            }
            String sentence = "Flink at " + rest + " did not " + what + ": HTTP " + status + ", " + words();
            throw status < FIRST_OF_THOSE_BETWEEN
                    ? JobLaunchException.refused(sentence, null)
                    : new JobLaunchException(sentence, null);
        }

        private String words() {
            StringBuilder all = new StringBuilder();
            json.path("errors").forEach(error -> all.append(error.asText()).append('\n'));
            return innermost(all.toString()).orElse("without words");
        }
    }
}
