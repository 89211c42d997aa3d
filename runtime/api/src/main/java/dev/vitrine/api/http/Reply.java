package dev.vitrine.api.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import java.nio.file.Path;
import java.time.Duration;

/** What a route answers. */
public sealed interface Reply {
    /** A JSON object. */
    record Json(int status, Body body) implements Reply {}

    /** Bytes in memory. {@code maxAge} zero means no caching. */
    record Bytes(String contentType, byte[] bytes, Duration maxAge) implements Reply {}

    /** A file on disk, with ranges; {@code fileName} is what a download is called. */
    record File(String contentType, Path path, String fileName) implements Reply {}

    /** A refusal. */
    record Refused(Problem problem) implements Reply {}

    /** Returns 200 with a JSON object. */
    static Reply ok(Body body) {
        return new Json(200, body);
    }

    /** Returns 404 with a sentence. */
    static Reply notFound(String detail) {
        return new Refused(Problem.of("not-found", 404, detail));
    }
}
