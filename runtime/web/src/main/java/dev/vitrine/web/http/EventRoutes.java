package dev.vitrine.web.http;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.core.House;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.people.People;
import dev.vitrine.core.room.Room;
import dev.vitrine.web.WebConfig;
import dev.vitrine.web.hub.Hub;
import dev.vitrine.web.media.MediaDoor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** REST about events: themselves, their keys, sessions, phase, log, audience and picture. */
final class EventRoutes {
    static final String EVENTS = "/api/v1/events";
    static final String EVENT = EVENTS + "/{event}";

    private static final int MAX_LOG_PAGE = 1_000;
    private static final Duration ENGINE_LIMIT = Duration.ofSeconds(2);

    /** What a console asks about before it offers something; these rights have no secret in them. */
    private static final List<String> DESK_RIGHTS = List.of(
            "audience.write",
            "chat.moderate",
            "clip.create",
            "cue.write",
            "event.phase",
            "event.write",
            "log.read",
            "mod.read",
            "ops.read",
            "plugin.write",
            "product.write",
            "stream-key.write",
            "terms.write",
            "window.write");

    private final House house;
    private final Hub hub;
    private final MediaDoor media;
    private final WebConfig.Ingest ingest;

    EventRoutes(House house, Hub hub, MediaDoor media, WebConfig.Ingest ingest) {
        this.house = house;
        this.hub = hub;
        this.media = media;
        this.ingest = ingest;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.door(
                        "GET",
                        "/api/v1/me",
                        "Who one is, with the roles of every event",
                        Body.empty(),
                        EventRoutes::me),
                Endpoint.ask("GET", EVENTS, Route.PUBLIC, "All events", this::list),
                Endpoint.submit("POST", EVENTS, "event.write", "Makes an event", "event.create", true, 201),
                Endpoint.ask(
                        "GET", EVENT, Route.PUBLIC, "One event; to staff with their rights there as may", this::one),
                Endpoint.submit(
                        "POST", EVENT + "/phase", "event.phase", "Moves the event on", "event.phase", false, 200),
                Endpoint.ask(
                        "GET", EVENT + "/stream-keys", "stream-key.write", "Stream keys, without the keys", this::keys),
                Endpoint.submit(
                        "POST",
                        EVENT + "/stream-keys",
                        "stream-key.write",
                        "Makes a stream key; it is shown this once",
                        "stream-key.create",
                        false,
                        201),
                Endpoint.submit(
                        "DELETE",
                        EVENT + "/stream-keys/{id}",
                        "stream-key.write",
                        "Revokes a stream key",
                        "stream-key.revoke",
                        false,
                        200),
                Endpoint.submit(
                        "POST",
                        EVENT + "/sessions",
                        Route.PUBLIC,
                        "Makes a session of a viewer with a name",
                        "session.create",
                        false,
                        201),
                Endpoint.ask("GET", EVENT + "/viewers", Route.PUBLIC, "How many watch and chat", this::viewers),
                Endpoint.ask("GET", EVENT + "/log", "log.read", "The event's records", this::log),
                Endpoint.ask(
                        "GET",
                        "/live/{event}/thumb.jpg",
                        Route.PUBLIC,
                        "The picture of a moment ago",
                        this::thumbnail));
    }

    private static void me(Visit visit) {
        Actor actor = visit.caller().actor();
        visit.answer(
                200,
                Body.of(
                        "id",
                        actor.id(),
                        "name",
                        actor.name(),
                        "roles",
                        actor.roles().stream().sorted().toList()));
    }

    private Reply list(Request request) {
        List<Object> events = house.rooms().all().stream()
                .map(room -> (Object) event(room).values())
                .toList();
        return Reply.ok(Body.of("events", events));
    }

    private Reply one(Request request) {
        List<String> may = DESK_RIGHTS.stream()
                .filter(right -> house.access().may(request.actor(), right))
                .toList();
        Body event = event(room(request));
        return Reply.ok(may.isEmpty() && !request.actor().isStaff() ? event : event.with("may", may));
    }

    private Room room(Request request) {
        return house.rooms().room(request.event()).orElseThrow();
    }

    private Body event(Room room) {
        return Body.of(
                "id",
                room.event(),
                "title",
                room.title(),
                "class",
                room.eventClass(),
                "phase",
                room.phase().name().toLowerCase(Locale.ROOT),
                "stream",
                stream(room),
                "viewers",
                watching(room.event()));
    }

    /** The newest state on record, and live figures from the engine when it has them. */
    private Body stream(Room room) {
        Body stream = room.stream();
        Optional<StreamStatus> status = status(room.event());
        if (status.isEmpty()) {
            return stream;
        }
        StreamStatus now = status.get();
        return stream.with("state", now.state().name())
                .with("since", now.since().toString())
                .with("width", now.width())
                .with("height", now.height())
                .with("videoCodec", now.videoCodec())
                .with("audioCodec", now.audioCodec())
                .with("kbps", now.kbps())
                .with("fps", now.fps())
                .with("gopMs", now.gopMs())
                .with("epoch", now.live().map(time -> time.epoch()))
                .with("ptsMs", now.live().map(time -> time.ptsMs()));
    }

    private Optional<StreamStatus> status(String event) {
        Optional<InService> version = MediaDoor.engine(house.contributions().snapshot());
        if (version.isEmpty()) {
            return Optional.empty();
        }
        try {
            return version.get()
                    .calls()
                    .call(
                            "media status",
                            ENGINE_LIMIT,
                            () -> version.get().contributions().engine().flatMap(engine -> engine.status(event)));
        } catch (PluginCallException e) {
            return Optional.empty();
        }
    }

    private int watching(String event) {
        return Math.max(media.watching(event), hub.sessions(event, Channel.STREAM));
    }

    private Reply viewers(Request request) {
        return Reply.ok(Body.of(
                "watching", watching(request.event()), "chatting", hub.sessions(request.event(), Channel.CHAT)));
    }

    private Reply keys(Request request) {
        List<Object> keys = house.streamKeys(request.event()).stream()
                .map(key -> (Object) Map.of(
                        "id",
                        key.id(),
                        "createdAt",
                        key.createdAt().toString(),
                        "role",
                        key.backup() ? "backup" : "primary"))
                .toList();
        Body answer = Body.of("keys", keys);
        if (ingest.rtmp() != 0) {
            answer = answer.with("rtmpPort", ingest.rtmp());
        }
        return Reply.ok(
                ingest.srt() == 0
                        ? answer
                        : answer.with("srtPort", ingest.srt()).with("srtEncrypted", ingest.srtEncrypted()));
    }

    private Reply log(Request request) {
        long after = number(request, "after", 0);
        int limit = (int) Math.clamp(number(request, "limit", 100), 1, MAX_LOG_PAGE);
        Room room = room(request);
        List<LogRecord> records = room.read(after, limit);
        Body page = Body.of(
                "records",
                records.stream().map(record -> (Object) shown(record).values()).toList());
        if (records.isEmpty()) {
            return Reply.ok(
                    room.damage().map(damage -> page.with("damage", damage)).orElse(page));
        }
        return Reply.ok(page.with("next", records.getLast().seq()));
    }

    private static Body shown(LogRecord record) {
        return Body.of(
                "seq",
                record.seq(),
                "at",
                record.at().toString(),
                "media",
                record.media().map(time -> Body.of("epoch", time.epoch(), "ptsMs", time.ptsMs())),
                "type",
                record.type(),
                "channel",
                record.channel().prefix(),
                "actor",
                Body.of("id", record.actor().id(), "name", record.actor().name()),
                "body",
                withoutSecrets(record));
    }

    /** Hashes and keys are on the log for the house alone: whoever reads it for evidence needs none of them. */
    private static Body withoutSecrets(LogRecord record) {
        if (!record.type().startsWith("core.")) {
            return record.body();
        }
        Map<String, Object> values = new LinkedHashMap<>(record.body().values());
        values.keySet().removeAll(People.secrets());
        return new Body(values);
    }

    static long number(Request request, String name, long absent) {
        String text = request.query().get(name);
        if (text == null || text.isEmpty()) {
            return absent;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new dev.vitrine.api.data.BadBody(name, "takes a whole number, not " + text);
        }
    }

    private Reply thumbnail(Request request) {
        Optional<InService> version = MediaDoor.engine(house.contributions().snapshot());
        if (version.isEmpty()) {
            return noPicture();
        }
        try {
            return version.get()
                    .calls()
                    .call(
                            "media thumbnail",
                            ENGINE_LIMIT,
                            () -> version.get()
                                    .contributions()
                                    .engine()
                                    .flatMap(engine -> engine.thumbnail(request.event())))
                    .<Reply>map(jpeg -> new Reply.Bytes("image/jpeg", jpeg, Duration.ofSeconds(2)))
                    .orElseGet(EventRoutes::noPicture);
        } catch (PluginCallException e) {
            return new Reply.Refused(Problem.of("no-picture", 503, String.valueOf(e.getMessage())));
        }
    }

    private static Reply noPicture() {
        return new Reply.Refused(Problem.of("no-picture", 404, "There is no picture of this event yet."));
    }
}
