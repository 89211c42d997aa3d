package dev.vitrine.web.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.web.media.MediaDoor;
import dev.vitrine.web.metrics.WebMetrics;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP Live Streaming: {@code /live/EVENT/index.m3u8} and what it leads to. The engine says what is there; here it is
 * held back until it is, and sent. Who waits does so on the connection's own virtual thread, which is there anyway, and
 * on a stage that all who wait for the same share.
 */
final class HlsDoor {
    static final String PLAYLIST = "application/vnd.apple.mpegurl";

    /** Requests that may be held at once; more are told to come back. Each is a parked virtual thread of some KiB. */
    static final int MAX_WAITING = 20_000;

    private static final Duration ENGINE_LIMIT = Duration.ofSeconds(2);
    private static final Duration IMMUTABLE_AGE = Duration.ofHours(1);
    private static final int COPY_BYTES = 64 * 1024;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ContributionRegistry contributions;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    HlsDoor(ContributionRegistry contributions, WebMetrics metrics) {
        this.contributions = contributions;
        metrics.gauge(
                "vitrine_hls_waiting",
                "Requests for a playlist or part that is not there yet.",
                () -> MAX_WAITING - waiting.availablePermits());
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.serve(
                        "/live/{event}/index.m3u8",
                        Route.PUBLIC,
                        "The picture as HLS, with low latency for players that can",
                        (request, response, names) -> serve(request, response, names, HlsRequest.INDEX)),
                Endpoint.serve(
                        "/live/{event}/hls/{file}",
                        Route.PUBLIC,
                        "A playlist, part or segment that the HLS playlist names",
                        (request, response, names) -> serve(request, response, names, name(names, "file"))));
    }

    private static String name(Map<String, String> names, String name) {
        return names.getOrDefault(name, "");
    }

    private void serve(ServerRequest request, ServerResponse response, Map<String, String> names, String file) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : request.query().names()) {
            query.put(name, request.query().get(name));
        }
        HlsAnswer answer = ask(new HlsRequest(name(names, "event"), file, query));
        if (answer instanceof HlsAnswer.Later later) {
            answer = hold(later);
        }
        send(request, response, answer);
    }

    private HlsAnswer ask(HlsRequest request) {
        Optional<InService> version = MediaDoor.engine(contributions.snapshot());
        Optional<MediaEngine> engine =
                version.flatMap(found -> found.contributions().engine());
        if (version.isEmpty() || engine.isEmpty()) {
            return new HlsAnswer.Refused(503, "There is no media engine in service.", Optional.of(SOON));
        }
        try {
            return version.get()
                    .calls()
                    .callHere("hls", ENGINE_LIMIT, () -> engine.get().hls(request));
        } catch (PluginCallException e) {
            return new HlsAnswer.Refused(503, String.valueOf(e.getMessage()), Optional.of(SOON));
        }
    }

    private HlsAnswer hold(HlsAnswer.Later later) {
        if (!waiting.tryAcquire()) {
            return new HlsAnswer.Refused(503, "Too many requests wait already; try again.", Optional.of(SOON));
        }
        try {
            return later.stage().toCompletableFuture().get(later.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new HlsAnswer.Refused(
                    503,
                    "Nothing new has come for " + later.patience().toSeconds() + " s; the publisher is away.",
                    Optional.of(SOON));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HlsAnswer.Refused(503, "The server is going down.", Optional.of(SOON));
        } catch (ExecutionException e) {
            throw new IllegalStateException("The engine broke while it made a playlist.", e.getCause());
        } finally {
            waiting.release();
        }
    }

    private static void send(ServerRequest request, ServerResponse response, HlsAnswer answer) {
        // Public, and without cookies or credentials: any page may play it, as any player can.
        Responder.header(response, HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        switch (answer) {
            case HlsAnswer.Playlist playlist -> playlist(request, response, playlist);
            case HlsAnswer.Media media -> {
                long length =
                        media.bytes().stream().mapToLong(ByteBuffer::remaining).sum();
                head(response, media.contentType(), immutable(), length);
                body(request, response, media.bytes());
            }
            case HlsAnswer.Stored stored -> stored(request, response, stored);
            case HlsAnswer.Refused refused -> {
                String type = switch (refused.status()) {
                    case 400 -> "bad-request";
                    case 404 -> "not-found";
                    default -> "not-now";
                };
                Body extra = refused.retryAfter()
                        .map(after -> Body.of("retryAfterMs", after.toMillis()))
                        .orElseGet(Body::empty);
                Responder.problem(request, response, new Problem(type, refused.status(), refused.why(), extra));
            }
            case HlsAnswer.Later later ->
                Responder.problem(
                        request, response, Problem.of("not-now", 503, "What was waited for is still not there."));
        }
    }

    private static void playlist(ServerRequest request, ServerResponse response, HlsAnswer.Playlist playlist) {
        boolean gzip = Responder.asked(request, HeaderNames.ACCEPT_ENCODING)
                .filter(accepted -> accepted.contains("gzip"))
                .isPresent();
        Responder.header(response, HeaderNames.VARY, "Accept-Encoding");
        if (gzip) {
            Responder.header(response, HeaderNames.CONTENT_ENCODING, "gzip");
        }
        ByteBuffer bytes = gzip ? playlist.gzip() : playlist.text();
        String caching = switch (playlist.caching()) {
            case NONE -> "no-cache";
            // For caches that many share; a player that asks twice wants the newest.
            case BRIEF -> "public, max-age=0, s-maxage=" + HlsAnswer.BLOCKED_MAX_AGE.toSeconds();
            case IMMUTABLE -> immutable();
        };
        head(response, PLAYLIST, caching, bytes.remaining());
        body(request, response, List.of(bytes));
    }

    private static String immutable() {
        return "public, max-age=" + IMMUTABLE_AGE.toSeconds() + ", immutable";
    }

    private static void head(ServerResponse response, String contentType, String caching, long length) {
        response.status(Status.OK_200);
        Responder.header(response, HeaderNames.CONTENT_TYPE, contentType);
        Responder.header(response, HeaderNames.CACHE_CONTROL, caching);
        Responder.header(response, HeaderNames.CONTENT_LENGTH, Long.toString(length));
        Responder.safe(response);
    }

    private static void body(ServerRequest request, ServerResponse response, List<ByteBuffer> bytes) {
        if (request.prologue().method() == Method.HEAD) {
            response.send();
            return;
        }
        if (bytes.size() == 1) {
            response.send(array(bytes.getFirst()));
            return;
        }
        try (OutputStream out = response.outputStream()) {
            for (ByteBuffer each : bytes) {
                out.write(array(each));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Helidon takes arrays: the engine's own if it gave one, so that nothing is copied for each viewer. */
    private static byte[] array(ByteBuffer bytes) {
        if (bytes.hasArray() && bytes.remaining() == bytes.array().length) {
            return bytes.array();
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    private static void stored(ServerRequest request, ServerResponse response, HlsAnswer.Stored stored) {
        try (InputStream in = Files.newInputStream(stored.path())) {
            head(response, stored.contentType(), immutable(), stored.length());
            if (request.prologue().method() == Method.HEAD) {
                response.send();
                return;
            }
            try (OutputStream out = response.outputStream()) {
                byte[] bytes = new byte[(int) Math.min(COPY_BYTES, stored.length())];
                long left = stored.length();
                while (left > 0) {
                    int read = in.read(bytes, 0, (int) Math.min(bytes.length, left));
                    if (read < 0) {
                        throw new IOException("The recording became shorter while it was sent.");
                    }
                    out.write(bytes, 0, read);
                    left -= read;
                }
            }
        } catch (NoSuchFileException gone) {
            Responder.problem(request, response, Problem.of("not-found", 404, "This part of the show is gone."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
