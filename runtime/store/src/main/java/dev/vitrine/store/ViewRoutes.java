package dev.vitrine.store;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.http.RouteGroup;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What staff may ask of the views over REST. */
public final class ViewRoutes implements RouteGroup {
    private static final int DEFAULT_LINES = 100;
    private static final Duration DEFAULT_SPAN = Duration.ofHours(1);

    private final LogViews views;
    private final InstantSource clock;

    /** Routes over these views; the clock says what the last hour is. */
    public ViewRoutes(LogViews views, InstantSource clock) {
        this.views = views;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.read(
                        "/api/v1/events/{event}/chat",
                        "log.read",
                        "Chat messages that contain ?q=, newest first, with their state; ?limit= up to 1,000",
                        this::chat),
                Route.read(
                        "/api/v1/events/{event}/minutes",
                        "log.read",
                        "Records by minute and type, ?from= and ?to= as instants; the last hour by default",
                        this::minutes),
                Route.ask(
                        "/api/v1/views/rebuild",
                        "policy.write",
                        "Empties the views and fills them from the logs, in the background",
                        request -> rebuild()),
                Route.read(
                        "/api/v1/views", "policy.read", "How far the views of each event are", request -> progress()));
    }

    private Reply rebuild() {
        views.rebuildSoon();
        return progress();
    }

    private Reply progress() {
        return Reply.ok(Body.of(
                "views",
                views.progress().stream()
                        .map(view ->
                                Body.of("event", view.event(), "filledTo", view.filledTo(), "lastSeq", view.lastSeq()))
                        .toList()));
    }

    private Reply chat(Request request) {
        int limit;
        try {
            limit = Optional.ofNullable(request.query().get("limit"))
                    .map(Integer::parseInt)
                    .orElse(DEFAULT_LINES);
        } catch (NumberFormatException e) {
            return bad("limit", "a whole number from 1 to 1000");
        }
        String text = Optional.ofNullable(request.query().get("q")).orElse("");
        return Reply.ok(Body.of(
                "messages",
                views.chat(request.event(), text, limit).stream()
                        .map(line -> Body.of(
                                "seq", line.seq(),
                                "at", line.at().toString(),
                                "author", Body.of("id", line.authorId(), "name", line.authorName()),
                                "text", line.text(),
                                "state", line.state().name().toLowerCase(Locale.ROOT)))
                        .toList()));
    }

    private Reply minutes(Request request) {
        Instant now = clock.instant();
        try {
            Instant from = Optional.ofNullable(request.query().get("from"))
                    .map(Instant::parse)
                    .orElse(now.minus(DEFAULT_SPAN));
            Instant to = Optional.ofNullable(request.query().get("to"))
                    .map(Instant::parse)
                    .orElse(now);
            return Reply.ok(Body.of(
                    "minutes",
                    views.minutes(request.event(), from, to).stream()
                            .map(count -> Body.of(
                                    "minute", count.minute().toString(), "type", count.type(), "count", count.count()))
                            .toList()));
        } catch (DateTimeException e) {
            return bad("from\" and \"to", "instants such as 2026-11-22T20:00:00Z");
        }
    }

    private static Reply bad(String parameter, String wanted) {
        return new Reply.Refused(
                Problem.of("bad-parameter", 400, "Parameter \"" + parameter + "\" takes " + wanted + "."));
    }
}
