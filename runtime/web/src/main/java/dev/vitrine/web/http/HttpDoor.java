package dev.vitrine.web.http;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.core.House;
import dev.vitrine.core.access.Grant;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.PluginCalls;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.metrics.WebMetrics;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Helidon's one handler: looks the request up in the route table, asks who it is and whether they may, does it, and
 * answers; what is no route is a page or nothing. Runs on the connection's virtual thread.
 */
public final class HttpDoor implements Handler, AutoCloseable {
    static final int MAX_BODY_BYTES = 1 << 20;
    static final int MAX_UPLOAD_BYTES = 64 << 20;
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(2);
    private static final long COMMAND_SECONDS = 15;
    static final int MAX_KEY_CHARS = 128;
    private static final System.Logger LOG = System.getLogger(HttpDoor.class.getName());

    private final House house;
    private final Pages pages;
    private final Set<String> origins;
    private final WebMetrics metrics;
    private final List<Endpoint> own;
    private final AutoCloseable changes;
    private volatile RouteTable table;

    /**
     * Serves our own routes, those of the plugins in service, and pages.
     *
     * @param own makes our own routes, given a look at all that are in force
     */
    @SuppressWarnings("this-escape") // the listener only rebuilds the table
    HttpDoor(
            House house,
            Pages pages,
            Set<String> origins,
            WebMetrics metrics,
            Function<Supplier<List<Endpoint>>, List<Endpoint>> own) {
        this.house = house;
        this.pages = pages;
        this.origins = origins;
        this.metrics = metrics;
        this.own = own.apply(() -> this.table.endpoints());
        this.table = RouteTable.of(this.own);
        this.changes = house.contributions().onChange(snapshot -> rebuild());
        rebuild();
    }

    private synchronized void rebuild() {
        table = table.with(own, house.contributions().snapshot());
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String method = request.prologue().method().text();
        String kind = "api";
        Optional<List<String>> path = path(request.prologue().uriPath().rawPathNoParams());
        if (path.isEmpty()) {
            Responder.problem(request, response, Problem.of("bad-path", 400, "The path is not well formed."));
        } else if (cors(request, response, method)) {
            kind = "preflight";
        } else {
            kind = answer(request, response, method, path.get());
        }
        metrics.request(kind, response.status().code());
    }

    private String answer(ServerRequest request, ServerResponse response, String method, List<String> path) {
        RouteTable routes = table;
        boolean get = method.equals("GET") || method.equals("HEAD");
        Optional<RouteTable.Match> match = routes.find(get ? "GET" : method, path);
        if (match.isPresent()) {
            route(request, response, match.get());
            return match.get().endpoint().path().text().startsWith("/api/") ? "api" : "other";
        }
        Set<String> allowed = routes.methods(path);
        if (!allowed.isEmpty()) {
            response.header(HeaderNames.ALLOW, String.join(", ", allowed));
            String detail = "This address takes " + String.join(" or ", allowed) + ", not " + method + ".";
            Responder.problem(request, response, Problem.of("method-not-allowed", 405, detail));
            return "api";
        }
        Optional<String> page = get ? pages.serve(request, response, path) : Optional.empty();
        if (page.isPresent()) {
            return page.get();
        }
        String accept = Responder.asked(request, HeaderNames.ACCEPT).orElse("");
        if (get && accept.contains("text/html") && !path.getFirst().equals("api")) {
            pages.notFound(request, response, "There is no page at this address, or its event does not exist.");
        } else {
            Responder.problem(request, response, Problem.of("not-found", 404, "There is nothing at this address."));
        }
        return "none";
    }

    private void route(ServerRequest request, ServerResponse response, RouteTable.Match match) {
        Reply reply;
        try {
            Caller caller = caller(request);
            Actor actor = permitted(match, caller);
            if (match.endpoint().action() instanceof Endpoint.Action.Visited door) {
                door.door().serve(new Visit(request, response, named(request, match), caller));
                return;
            }
            if (match.endpoint().action() instanceof Endpoint.Action.Serve serve) {
                serve.door().serve(request, response, match.names());
                return;
            }
            reply = reply(request, match, actor);
        } catch (Refusal e) {
            reply = new Reply.Refused(e.problem);
        } catch (BadBody e) {
            reply = new Reply.Refused(Problem.of("bad-body", 400, String.valueOf(e.getMessage())));
        } catch (PluginCallException e) {
            reply = new Reply.Refused(Problem.of("plugin-unavailable", 503, String.valueOf(e.getMessage())));
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    match.endpoint().method() + " " + match.endpoint().path().text() + " failed.",
                    e);
            reply = new Reply.Refused(
                    Problem.of("internal", 500, "Vitrine failed at this request; the operator's log says why."));
        }
        Responder.reply(request, response, reply);
    }

    /** Returns who acts, as they stand in the event that the path names; or refuses. */
    private Actor permitted(RouteTable.Match match, Caller caller) {
        Endpoint endpoint = match.endpoint();
        String event = match.names().get("event");
        Actor actor = caller.actor().in(event == null ? Command.HOUSE : event);
        if (!endpoint.right().equals(Route.PUBLIC) && !house.access().may(actor, endpoint.right())) {
            throw denied(caller, endpoint, actor);
        }
        if (event != null && !exists(event, actor)) {
            throw new Refusal(Problem.of(
                    "no-such-event", 404, "There is no event \"" + event + "\"; GET /api/v1/events lists them."));
        }
        return actor;
    }

    private Reply reply(ServerRequest request, RouteTable.Match match, Actor actor) throws PluginCallException {
        return switch (match.endpoint().action()) {
            case Endpoint.Action.Ask ask -> ask(request, match, ask, actor);
            case Endpoint.Action.Submit submit -> submit(request, match, submit, actor);
            case Endpoint.Action.Upload upload -> {
                Endpoint.Parcel parcel = new Endpoint.Parcel(
                        match.names(), read(request, MAX_UPLOAD_BYTES), actor, idempotencyKey(request));
                yield reply(upload.take().apply(parcel), upload.status());
            }
            case Endpoint.Action.Serve serve -> throw new IllegalStateException("It answers for itself.");
            case Endpoint.Action.Visited door -> throw new IllegalStateException("A door answers by itself.");
        };
    }

    /** The server's own log is a room as well; for staff alone. */
    private boolean exists(String event, Actor actor) {
        return house.rooms().room(event).isPresent() && (!event.equals(Command.HOUSE) || actor.isStaff());
    }

    private Reply ask(ServerRequest request, RouteTable.Match match, Endpoint.Action.Ask ask, Actor actor)
            throws PluginCallException {
        Body body = match.endpoint().method().equals("GET") ? Body.empty() : jsonBody(request);
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : request.query().names()) {
            query.put(name, request.query().get(name));
        }
        Request asked = new Request(match.names(), query, body, actor);
        Optional<PluginCalls> calls = ask.calls();
        if (calls.isEmpty()) {
            return ask.query().apply(asked);
        }
        String what = match.endpoint().method() + " " + match.endpoint().path().text();
        // What a plugin says about a bad field is the asker's mistake, not the plugin's.
        return calls.get().call(what, QUERY_LIMIT, () -> {
            try {
                return ask.query().apply(asked);
            } catch (BadBody e) {
                return new Reply.Refused(Problem.of("bad-body", 400, String.valueOf(e.getMessage())));
            }
        });
    }

    private Reply submit(ServerRequest request, RouteTable.Match match, Endpoint.Action.Submit submit, Actor actor) {
        Body body = named(request, match);
        Endpoint.Order order = submit.adapt().apply(new Endpoint.Order(submit.commandType(), body));
        String event = submit.house() ? Command.HOUSE : match.names().getOrDefault("event", Command.HOUSE);
        Command command = new Command(event, order.type(), actor, order.body(), idempotencyKey(request));
        try {
            Outcome outcome = house.bus().submit(command).toCompletableFuture().get(COMMAND_SECONDS, TimeUnit.SECONDS);
            metrics.command(
                    order.type(),
                    outcome instanceof Outcome.Refused refused
                            ? refused.problem().type()
                            : "done");
            return reply(outcome, submit.status());
        } catch (ExecutionException e) {
            throw new IllegalStateException("Command \"" + order.type() + "\" broke.", e.getCause());
        } catch (TimeoutException e) {
            metrics.command(order.type(), "late");
            throw new Refusal(Problem.of(
                    "late",
                    503,
                    "The event did not answer in time; it may still happen. Repeat with the same Idempotency-Key."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Problem.of("shutdown", 503, "The server is going down; try again shortly."));
        }
    }

    /** The request's body with the path's names in it. */
    private static Body named(ServerRequest request, RouteTable.Match match) {
        Body body = request.prologue().method() == Method.GET ? Body.empty() : jsonBody(request);
        for (Map.Entry<String, String> name : match.names().entrySet()) {
            if (!name.getKey().equals("event")) {
                body = body.with(name.getKey(), name.getValue());
            }
        }
        return body;
    }

    private static Reply reply(Outcome outcome, int status) {
        return switch (outcome) {
            case Outcome.Done done -> new Reply.Json(status, done.reply());
            case Outcome.Refused refused -> new Reply.Refused(refused.problem());
        };
    }

    /** Who sends this: by token, else by the session's cookie, else nobody in particular. */
    private Caller caller(ServerRequest request) {
        Optional<String> authorization = Responder.asked(request, HeaderNames.AUTHORIZATION);
        if (authorization.isPresent()) {
            String value = authorization.get();
            if (!value.regionMatches(true, 0, "Bearer ", 0, 7)) {
                throw new Refusal(Problem.of("unauthorised", 401, "Send the token as Authorization: Bearer TOKEN."));
            }
            return house.access()
                    .grant(value.substring(7).strip())
                    .map(grant -> new Caller(grant, Caller.Proof.BEARER))
                    .orElseThrow(() -> new Refusal(Problem.of(
                            "unauthorised", 401, "The token is unknown or has expired; ask for a new one.")));
        }
        Optional<Grant> session = SessionCookie.read(request).flatMap(house.access()::grant);
        if (session.isEmpty()) {
            return new Caller(new Grant(house.access().anonymous(), ""), Caller.Proof.NONE);
        }
        String method = request.prologue().method().text();
        if (!method.equals("GET") && !method.equals("HEAD") && !Origins.isOwn(request)) {
            throw new Refusal(foreignOrigin());
        }
        return new Caller(session.get(), Caller.Proof.COOKIE);
    }

    static Problem foreignOrigin() {
        return Problem.of(
                "foreign-origin",
                403,
                "A write by the session's cookie comes from a page of this server; scripts send a token instead.");
    }

    private static Refusal denied(Caller caller, Endpoint endpoint, Actor actor) {
        if (caller.isNobody()) {
            return new Refusal(Problem.of(
                    "unauthorised", 401, "This needs the right \"" + endpoint.right() + "\"; send a bearer token."));
        }
        return new Refusal(Problem.of(
                "forbidden",
                403,
                "\"" + actor.name() + "\" lacks the right \"" + endpoint.right()
                        + "\"; ask someone whose role holds it."));
    }

    private static Optional<String> idempotencyKey(ServerRequest request) {
        Optional<String> key = Responder.asked(request, HeaderNames.create("Idempotency-Key"));
        if (key.filter(text -> text.isBlank() || text.length() > MAX_KEY_CHARS).isPresent()) {
            throw new Refusal(Problem.of(
                    "bad-idempotency-key", 400, "An Idempotency-Key has 1 to " + MAX_KEY_CHARS + " characters."));
        }
        return key;
    }

    private static Body jsonBody(ServerRequest request) {
        byte[] bytes = read(request, MAX_BODY_BYTES);
        if (bytes.length == 0) {
            return Body.empty();
        }
        String type = Responder.asked(request, HeaderNames.CONTENT_TYPE).orElse("application/json");
        if (!type.toLowerCase(Locale.ROOT).contains("json")) {
            throw new Refusal(Problem.of("not-json", 415, "This takes application/json, not " + type.strip() + "."));
        }
        try {
            return Json.object(bytes);
        } catch (Json.Malformed e) {
            throw new Refusal(Problem.of("malformed-json", 400, "The body is no JSON object: " + e.getMessage()));
        }
    }

    private static byte[] read(ServerRequest request, int limit) {
        long announced = request.headers().contentLength().orElse(0);
        if (announced > limit) {
            throw tooLarge(limit);
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge(limit);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal tooLarge(int limit) {
        return new Refusal(Problem.of("too-large", 413, "The body may have at most " + (limit >> 20) + " MiB."));
    }

    /** Cross-origin pages get nothing unless their origin is on the list; returns whether a preflight was answered. */
    private boolean cors(ServerRequest request, ServerResponse response, String method) {
        Optional<String> origin = Responder.asked(request, HeaderNames.ORIGIN)
                .filter(text -> origins.contains(text.toLowerCase(Locale.ROOT)));
        origin.ifPresent(allowed -> {
            response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            response.header(HeaderNames.VARY, "Origin");
        });
        if (request.prologue().method() != Method.OPTIONS) {
            return false;
        }
        if (origin.isPresent()) {
            response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE");
            response.header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Idempotency-Key");
            response.header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
        }
        Responder.empty(response, 204);
        return true;
    }

    /** Splits and decodes a path; empty when it is malformed. */
    static Optional<List<String>> path(String raw) {
        List<String> parts = new ArrayList<>();
        try {
            for (String part : raw.substring(raw.startsWith("/") ? 1 : 0).split("/", -1)) {
                String decoded = part.indexOf('%') < 0
                        ? part
                        : URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
                if (decoded.equals("..") || decoded.indexOf('/') >= 0 || decoded.indexOf('\0') >= 0) {
                    return Optional.empty();
                }
                parts.add(decoded);
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (parts.size() > 1 && parts.getLast().isEmpty()) {
            parts.removeLast();
        }
        return Optional.of(parts);
    }

    /** Ends with a problem. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Refusal(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }
    }

    @Override
    public void close() {
        try {
            changes.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
