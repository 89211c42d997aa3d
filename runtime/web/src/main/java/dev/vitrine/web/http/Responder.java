package dev.vitrine.web.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Reply;
import dev.vitrine.web.json.Json;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes answers, each with the headers that every answer has. */
final class Responder {
    static final String PROBLEM_TYPE = "urn:vitrine:problem:";
    private static final int COPY_BYTES = 64 * 1024;

    private Responder() {}

    /** Sends an object as JSON; never cached. */
    static void json(ServerRequest request, ServerResponse response, int status, Body body) {
        bytes(request, response, status, "application/json", "no-store", Json.bytes(body));
    }

    /** Sends a problem (RFC 9457). */
    static void problem(ServerRequest request, ServerResponse response, Problem problem) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", PROBLEM_TYPE + problem.type());
        members.put("title", title(problem.type()));
        members.put("status", (long) problem.status());
        members.put("detail", problem.detail());
        problem.extra().values().forEach(members::putIfAbsent);
        Object retry = problem.extra().values().get("retryAfterMs");
        if (retry instanceof Long millis) {
            header(response, HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, (millis + 999) / 1000)));
        }
        if (problem.status() == 401) {
            header(response, HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        bytes(
                request,
                response,
                problem.status(),
                "application/problem+json",
                "no-store",
                Json.bytes(new Body(members)));
    }

    private static String title(String type) {
        String words = type.replace('-', ' ');
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Sends bytes; a {@code HEAD} gets the headers alone. */
    static void bytes(
            ServerRequest request,
            ServerResponse response,
            int status,
            String contentType,
            String cacheControl,
            byte[] bytes) {
        response.status(Status.create(status));
        header(response, HeaderNames.CONTENT_TYPE, contentType);
        header(response, HeaderNames.CACHE_CONTROL, cacheControl);
        safe(response);
        if (contentType.endsWith("json")) {
            // Data that a browser is made to show as a page may do nothing there.
            response.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
        if (request.prologue().method() == Method.HEAD) {
            header(response, HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
            response.send();
        } else {
            response.send(bytes);
        }
    }

    /** Sends an answer without a body. */
    static void empty(ServerResponse response, int status) {
        response.status(Status.create(status));
        safe(response);
        response.send();
    }

    /** Sends what a route answered. */
    static void reply(ServerRequest request, ServerResponse response, Reply reply) {
        switch (reply) {
            case Reply.Json json -> json(request, response, json.status(), json.body());
            case Reply.Refused refused -> problem(request, response, refused.problem());
            case Reply.Bytes bytes -> {
                String caching = bytes.maxAge().isZero()
                        ? "no-store"
                        : "public, max-age=" + bytes.maxAge().toSeconds();
                bytes(request, response, 200, bytes.contentType(), caching, bytes.bytes());
            }
            case Reply.File file -> file(request, response, file);
        }
    }

    /** Sends a file, or the one range that was asked for (RFC 9110, section 14). */
    private static void file(ServerRequest request, ServerResponse response, Reply.File file) {
        long size;
        String etag;
        FileChannel channel;
        try {
            channel = FileChannel.open(file.path(), StandardOpenOption.READ);
            size = channel.size();
            etag = "\"" + Long.toHexString(size) + "-"
                    + Long.toHexString(Files.getLastModifiedTime(file.path()).toMillis()) + "\"";
        } catch (IOException e) {
            problem(
                    request,
                    response,
                    Problem.of("not-found", 404, "File \"" + file.fileName() + "\" is not there any more."));
            return;
        }
        try (channel) {
            safe(response);
            header(response, HeaderNames.CONTENT_TYPE, file.contentType());
            header(response, HeaderNames.CACHE_CONTROL, "private, max-age=0, must-revalidate");
            header(response, HeaderNames.ETAG, etag);
            header(response, HeaderNames.ACCEPT_RANGES, "bytes");
            String disposition = request.query().contains("download") ? "attachment" : "inline";
            header(
                    response,
                    HeaderNames.CONTENT_DISPOSITION,
                    disposition + "; filename=\"" + file.fileName().replaceAll("[^A-Za-z0-9._-]", "_") + "\"");
            if (asked(request, HeaderNames.IF_NONE_MATCH).filter(etag::equals).isPresent()) {
                response.status(Status.NOT_MODIFIED_304);
                response.send();
                return;
            }
            Optional<String> wanted = asked(request, HeaderNames.RANGE)
                    .filter(range -> asked(request, HeaderNames.IF_RANGE)
                            .map(etag::equals)
                            .orElse(true));
            ByteRange range = wanted.map(text -> ByteRange.parse(text, size)).orElse(ByteRange.whole(size));
            switch (range.kind()) {
                case UNSATISFIABLE -> {
                    header(response, HeaderNames.CONTENT_RANGE, "bytes */" + size);
                    empty(response, 416);
                    return;
                }
                case PART -> {
                    response.status(Status.PARTIAL_CONTENT_206);
                    header(
                            response,
                            HeaderNames.CONTENT_RANGE,
                            "bytes " + range.first() + "-" + range.last() + "/" + size);
                }
                case WHOLE -> response.status(Status.OK_200);
            }
            header(response, HeaderNames.CONTENT_LENGTH, Long.toString(range.length()));
            if (request.prologue().method() == Method.HEAD || range.length() == 0) {
                response.send();
            } else {
                copy(channel, range, response);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(FileChannel channel, ByteRange range, ServerResponse response) throws IOException {
        byte[] bytes = new byte[(int) Math.min(COPY_BYTES, range.length())];
        long at = range.first();
        long left = range.length();
        try (OutputStream out = response.outputStream()) {
            while (left > 0) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, left));
                int read = channel.read(buffer, at);
                if (read < 0) {
                    throw new IOException("The file became shorter while it was sent.");
                }
                out.write(bytes, 0, read);
                at += read;
                left -= read;
            }
        }
    }

    /** Headers of every answer. */
    static void safe(ServerResponse response) {
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "same-origin");
    }

    static void header(ServerResponse response, HeaderName name, String value) {
        response.header(name, value);
    }

    /** Returns a request header. */
    static Optional<String> asked(ServerRequest request, HeaderName name) {
        return request.headers().contains(name)
                ? Optional.of(request.headers().get(name).get())
                : Optional.empty();
    }

    /** Returns UTF-8 bytes. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
