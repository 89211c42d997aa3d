package dev.vitrine.itests.support;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The REST interface as a script sees it. */
public final class Api {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final String url;
    private final String token;

    Api(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** Whether {@code /health/ready} is 200. */
    public boolean ready() {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** GET. */
    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** DELETE. */
    public Answer delete(String path) {
        return send(request(path)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .DELETE());
    }

    /** State of an event's stream, such as {@code LIVE}. */
    public String streamState(String event) {
        return get("/api/v1/events/" + event)
                .must(200)
                .json()
                .optionalBody("stream")
                .flatMap(stream -> stream.optionalText("state"))
                .orElse("OFFLINE");
    }

    /** POST with a JSON body made of names and values. */
    public Answer post(String path, Object... namesAndValues) {
        return send("POST", path, json(namesAndValues));
    }

    /** PUT with a JSON body made of names and values. */
    public Answer put(String path, Object... namesAndValues) {
        return send("PUT", path, json(namesAndValues));
    }

    /** Any method with a JSON text. */
    public Answer send(String method, String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, BodyPublishers.ofString(json)));
    }

    /** Uploads raw bytes, such as a plugin. */
    public Answer upload(String method, String path, byte[] bytes) {
        return send(request(path)
                .header("Content-Type", "application/java-archive")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .timeout(Duration.ofSeconds(60))
                .method(method, BodyPublishers.ofByteArray(bytes)));
    }

    /** Makes an event and takes it live; the gates are forced, since most tests bring no encoder. */
    public Api liveEvent(String id) {
        post("/api/v1/events", "id", id, "title", "Event " + id, "class", "commerce")
                .must(201);
        for (String phase : List.of("ready", "live")) {
            post("/api/v1/events/" + id + "/phase", "to", phase, "force", true, "reason", "test without an encoder")
                    .must(200);
        }
        return this;
    }

    /** Makes a stream key and returns it. */
    public String streamKey(String event) {
        return post("/api/v1/events/" + event + "/stream-keys").must(201).text("key");
    }

    /** Makes a viewer with a name and returns its token. */
    public String session(String event, String name) {
        return post("/api/v1/events/" + event + "/sessions", "name", name)
                .must(201)
                .text("token");
    }

    /** Every record of an event's log. */
    public List<Body> log(String event) {
        List<Body> all = new java.util.ArrayList<>();
        long after = 0;
        while (true) {
            Answer page = get("/api/v1/events/" + event + "/log?limit=500&after=" + after)
                    .must(200);
            List<Body> records = page.list("records");
            all.addAll(records);
            if (records.isEmpty()) {
                return all;
            }
            after = records.getLast().integer("seq");
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    private static Answer send(HttpRequest.Builder builder) {
        try {
            HttpResponse<byte[]> response = HTTP.send(builder.build(), BodyHandlers.ofByteArray());
            return new Answer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes a JSON object of names and values. */
    public static String json(Object... namesAndValues) {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        try {
            return JSON.std.asString(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What came back. */
    public record Answer(HttpResponse<byte[]> response) {
        /** The status. */
        public int status() {
            return response.statusCode();
        }

        /** Fails with the whole answer unless the status is the expected one. */
        public Answer must(int status) {
            if (status() != status) {
                throw new AssertionError(response.request().method() + " "
                        + response.request().uri().getPath() + " answered " + status() + ", not " + status + ": "
                        + body());
            }
            return this;
        }

        /** The body as text. */
        public String body() {
            return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        }

        /** The body as bytes. */
        public byte[] bytes() {
            return response.body();
        }

        /** A response header, empty when absent. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The body as a JSON object. */
        public Body json() {
            try {
                return new Body(JSON.std.mapFrom(body()));
            } catch (IOException e) {
                throw new AssertionError("No JSON: " + body(), e);
            }
        }

        /** A member as text. */
        public String text(String name) {
            return json().text(name);
        }

        /** A member as a list of objects. */
        public List<Body> list(String name) {
            return json().bodies(name);
        }
    }
}
