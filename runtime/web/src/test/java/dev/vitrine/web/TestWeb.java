package dev.vitrine.web;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.core.House;
import dev.vitrine.core.HouseConfig;
import dev.vitrine.core.contribution.Contributions;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.web.json.Json;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The whole web module over a real house in a directory of its own. */
public final class TestWeb implements AutoCloseable {
    static {
        // A machine that is busy with something else is slow, and that is no failure.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    /** The owner's bearer token. */
    public static final String OWNER = "test-owner-token-0123456789";

    private static final Actor STAFF = new Actor(Actor.Kind.STAFF, "owner", "Owner", Set.of("owner"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final House house;
    private final VitrineWeb web;

    /** Starts it; pages come from {@code pages}. */
    public TestWeb(Path data, Path pages) {
        this(data, pages, WebConfig.plain("127.0.0.1", 0).withOrigins(Set.of("https://friend.example")));
    }

    /** Starts it with a configuration. */
    public TestWeb(Path data, Path pages, WebConfig config) {
        house = House.open(
                new HouseConfig(data, Path.of("../../policies"), InstantSource.system(), Optional.of(OWNER)));
        web = VitrineWeb.start(
                config, house, StaticRoots.directory(pages), PluginAdmin.none(), new PrometheusRegistry());
    }

    /** The house behind it. */
    public House house() {
        return house;
    }

    /** The doors. */
    public VitrineWeb web() {
        return web;
    }

    /** Port of plain HTTP. */
    public int port() {
        return web.port();
    }

    /** Makes an event. */
    public TestWeb withEvent(String id) {
        Outcome outcome = house.bus()
                .submit(Command.of(
                        Command.HOUSE,
                        "event.create",
                        STAFF,
                        Body.of("id", id, "title", "Event " + id, "class", "commerce")))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        if (!(outcome instanceof Outcome.Done)) {
            throw new AssertionError(outcome);
        }
        return this;
    }

    /** Puts a moderation into service that holds what contains {@code hold}. */
    public TestWeb withModeration() {
        ChatFilter filter = message -> message.text().contains("hold") ? Verdict.hold("test/hold") : Verdict.pass();
        promote("chat-moderation", List.of(filter), List.of(), Optional.empty());
        return this;
    }

    /** Puts a plugin with routes into service. */
    public InService withRoutes(String plugin, Route... routes) {
        return promote(plugin, List.of(), List.of(routes), Optional.empty());
    }

    /** Puts an engine into service. */
    public InService withEngine(String version, MediaEngine engine) {
        return promote("media-engine", List.of(), List.of(), Optional.of(engine));
    }

    private InService promote(
            String plugin, List<ChatFilter> filters, List<Route> routes, Optional<MediaEngine> engine) {
        InService version = new InService(
                new Contributions(
                        plugin,
                        "1.0.0",
                        filters,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(() -> routes),
                        List.of(),
                        engine),
                new GuardedCalls(plugin, "1.0.0", TestWeb.class.getClassLoader(), InstantSource.system()));
        try {
            house.contributions().promote(version);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return version;
    }

    /** What came back. */
    public record Answer(HttpResponse<byte[]> response) {
        /** Its status. */
        public int status() {
            return response.statusCode();
        }

        /** Its body as text. */
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** Its body as an object. */
        public Body json() {
            try {
                return Json.object(response.body());
            } catch (Json.Malformed e) {
                throw new AssertionError("No JSON: " + text(), e);
            }
        }

        /** A header, or empty. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Sends a request; headers are names and values; a token of {@code ""} is left out. */
    public Answer send(String method, String path, String token, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A {@code GET} by anybody. */
    public Answer get(String path, String... headers) {
        return send("GET", path, "", "", headers);
    }

    /** A {@code GET} by the owner. */
    public Answer ownerGet(String path) {
        return send("GET", path, OWNER, "");
    }

    /** A {@code POST} by the owner. */
    public Answer post(String path, Map<String, Object> body) {
        return send("POST", path, OWNER, new String(Json.bytes(body), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        web.close();
        house.close();
    }
}
