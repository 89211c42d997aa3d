package dev.vitrine.web.http;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.core.House;
import dev.vitrine.core.access.Badges;
import dev.vitrine.core.link.Destination;
import dev.vitrine.core.link.Fetching;
import dev.vitrine.core.link.Restreams;
import dev.vitrine.core.link.Schedule;
import dev.vitrine.core.link.SrtAddress;
import dev.vitrine.core.net.OutboundRefused;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** REST about where an event's picture is forwarded to and what it is fetched from. */
final class LinkRoutes {
    private static final String RIGHT = "restream.write";
    private static final String RESTREAMS = EventRoutes.EVENT + "/restreams";
    private static final String SOURCE_RIGHT = "source.write";
    private static final String SOURCES = EventRoutes.EVENT + "/sources";

    private final House house;
    private final EngineQuestion engine;
    private final InstantSource clock;
    private final Supplier<Optional<String>> srtMissing;

    LinkRoutes(House house, Supplier<Optional<String>> srtMissing) {
        this.house = house;
        this.engine = new EngineQuestion(house.contributions());
        this.clock = InstantSource.system();
        this.srtMissing = srtMissing;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask(
                        "GET",
                        RESTREAMS,
                        RIGHT,
                        "Where the event's picture is forwarded to and how that goes, without keys",
                        this::restreams),
                new Endpoint(
                        "POST",
                        Template.of(RESTREAMS),
                        RIGHT,
                        "Forwards the event's picture to another service; its key is shown nowhere again",
                        Endpoint.CORE,
                        new Endpoint.Action.Submit("restream.add", false, 201, this::checked)),
                Endpoint.ask(
                        "GET",
                        SOURCES,
                        SOURCE_RIGHT,
                        "What the event fetches its picture from and how that goes, without secrets",
                        this::sources),
                new Endpoint(
                        "PUT",
                        Template.of(SOURCES + "/{role}"),
                        SOURCE_RIGHT,
                        "Has the event fetch its picture, or a backup that stands by: from files, also by the clock,"
                                + " or an RTMP, RTSP, SRT or HLS source",
                        Endpoint.CORE,
                        new Endpoint.Action.Submit("source.set", false, 200, this::fetchable)),
                Endpoint.submit(
                        "DELETE",
                        SOURCES + "/{role}",
                        SOURCE_RIGHT,
                        "Has the event fetch no more, and wait for publishers alone",
                        "source.clear",
                        false,
                        200),
                Endpoint.submit(
                        "DELETE",
                        RESTREAMS + "/{id}",
                        RIGHT,
                        "Forwards the event's picture there no more",
                        "restream.remove",
                        false,
                        200));
    }

    /** Says at once what would fail later: an address that this server does not call. */
    private Endpoint.Order checked(Endpoint.Order order) {
        Destination destination = Destination.of(order.body());
        return callable(order, destination.url(), destination.schemes());
    }

    private Endpoint.Order fetchable(Endpoint.Order order) {
        Fetching fetching = Fetching.of(order.body());
        return fetching.server().isEmpty() ? order : callable(order, fetching.server(), fetching.schemes());
    }

    private Endpoint.Order callable(Endpoint.Order order, String url, Set<String> schemes) {
        try {
            house.outbound().checkMedia(url, schemes);
        } catch (OutboundRefused e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
        if (SrtAddress.is(url)) {
            srtMissing.get().ifPresent(why -> {
                throw unusable(why);
            });
        }
        return order;
    }

    private static BadBody unusable(String why) {
        return new BadBody("url", "cannot be used. " + why.replaceFirst("\\.$", ""));
    }

    private Reply restreams(Request request) {
        List<MediaLink> links = links(request.event());
        List<Object> all = house.restreams().of(request.event()).stream()
                .map(target -> (Object) shown(
                                target,
                                links.stream()
                                        .filter(link ->
                                                link.id().equals(target.target().id()))
                                        .findFirst())
                        .values())
                .toList();
        return Reply.ok(Body.of(
                "restreams", all, "max", house.policies().policy("restream").integer("maxTargets")));
    }

    private Reply sources(Request request) {
        List<MediaLink> links = links(request.event());
        List<Object> all = house.sources().of(request.event()).stream()
                .map(source -> (Object) Body.of(
                                "id",
                                source.source().id(),
                                "role",
                                source.source().backup() ? Badges.BACKUP : Badges.PRIMARY,
                                "name",
                                source.source().name(),
                                "files",
                                source.source().files(),
                                "loop",
                                source.source().loop(),
                                Schedule.FIELD,
                                schedule(source.source()),
                                "next",
                                source.source()
                                        .next(clock.instant())
                                        .map(airing -> Body.of(
                                                "at", airing.at().toString(),
                                                "files", airing.programme().files())),
                                "setAt",
                                source.setAt().toString(),
                                "link",
                                stand(links, source.source().id()))
                        .values())
                .toList();
        return Reply.ok(Body.of("sources", all));
    }

    private static List<Object> schedule(PullSource source) {
        return source.schedule().stream()
                .map(programme -> (Object) Schedule.body(programme).values())
                .toList();
    }

    private static Optional<Body> stand(List<MediaLink> links, String id) {
        return links.stream()
                .filter(link -> link.id().equals(id))
                .findFirst()
                .map(link -> Body.of(
                        "state", link.state().name().toLowerCase(Locale.ROOT),
                        "why", link.why(),
                        "since", link.since().toString(),
                        "retryAt", link.retryAt().map(Object::toString)));
    }

    private static Body shown(Restreams.Target target, Optional<MediaLink> link) {
        Body body = Body.of(
                "id", target.target().id(),
                "url", target.target().url(),
                "key", new Destination(target.target().url(), target.target().key()).masked(),
                "label", target.label(),
                "addedAt", target.addedAt().toString());
        if (link.isEmpty()) {
            return body.with("state", "idle").with("why", "Nothing is sent until the event has a picture.");
        }
        MediaLink now = link.get();
        return body.with("state", now.state().name().toLowerCase(Locale.ROOT))
                .with("why", now.why())
                .with("since", now.since().toString())
                .with("retryAt", now.retryAt().map(Object::toString))
                .with("kbps", now.kbps())
                .with("lost", now.lost());
    }

    private List<MediaLink> links(String event) {
        return engine.list("media links", each -> each.links(event));
    }
}
