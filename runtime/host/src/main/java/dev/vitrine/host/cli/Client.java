package dev.vitrine.host.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.api.data.Body;
import dev.vitrine.host.Json;
import dev.vitrine.host.RunFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Speaks REST with the server that runs on a data directory, as its owner. */
final class Client {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** A plugin change may wait for a drain. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(120);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final RunFile.Run run;

    private Client(RunFile.Run run) {
        this.run = run;
    }

    /**
     * Returns a client of the running server.
     *
     * @throws CommandFailed if none runs on that directory
     */
    static Client of(Path data) {
        return new Client(RunFile.read(data)
                .orElseThrow(
                        () -> new CommandFailed("No server runs on \"" + data + "\"; start it with \"vitrine up --data "
                                + data + "\", or name another directory by --data.")));
    }

    RunFile.Run run() {
        return run;
    }

    Body get(String path) {
        return json(send("GET", path, BodyPublishers.noBody(), ""));
    }

    /** Returns the status of a GET, whatever it is. */
    int status(String path) {
        return exchange("GET", path, BodyPublishers.noBody(), "").statusCode();
    }

    byte[] bytes(String path) {
        return send("GET", path, BodyPublishers.noBody(), "").body();
    }

    Body post(String path, Body body) {
        return json(send("POST", path, publisher(body), "application/json"));
    }

    Body put(String path, Body body) {
        return json(send("PUT", path, publisher(body), "application/json"));
    }

    Body upload(String method, String path, Path file) {
        try {
            return json(send(method, path, BodyPublishers.ofFile(file), "application/java-archive"));
        } catch (IOException e) {
            throw new CommandFailed("\"" + file + "\" is not there or cannot be read.");
        }
    }

    Body delete(String path) {
        return json(send("DELETE", path, BodyPublishers.noBody(), ""));
    }

    private static BodyPublisher publisher(Body body) {
        try {
            return BodyPublishers.ofString(JSON.std.asString(body.values()));
        } catch (IOException e) {
            throw new CommandFailed("The request cannot be written: " + e.getMessage());
        }
    }

    private HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String type) {
        HttpResponse<byte[]> response = exchange(method, path, body, type);
        if (response.statusCode() >= 400) {
            throw new CommandFailed(problem(response));
        }
        return response;
    }

    private HttpResponse<byte[]> exchange(String method, String path, BodyPublisher body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + host() + ":" + run.http() + path))
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + run.token())
                .header("Accept", "application/json")
                .method(method, body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!method.equals("GET")) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CommandFailed("The server on port " + run.http() + " does not answer (" + e.getMessage()
                    + "); see \"vitrine doctor\".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted.");
        }
    }

    private String host() {
        return run.host().contains(":") ? "[" + run.host() + "]" : run.host();
    }

    private static String problem(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        Body problem = parse(text).orElse(Body.empty());
        return problem.optionalText("detail").orElse("The server answered " + response.statusCode() + ".");
    }

    private static Body json(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return text.isBlank()
                ? Body.empty()
                : parse(text).orElseThrow(() -> new CommandFailed("The server's answer is no JSON: " + text));
    }

    private static Optional<Body> parse(String text) {
        try {
            return Optional.of(Json.body(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
