package dev.vitrine.plugin.clips;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.api.plugin.SelfTest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Cuts clips from the recording: the last seconds, or a stretch of media time.
 *
 * <p>A clip is asked for, begun and finished by one command each, so the log tells its life; the cutting itself is done
 * by a media worker. What was begun by a version or a server that is gone is begun again.
 */
@Component(configurationPid = "replay-clips")
@Designate(ocd = ReplayClips.Config.class)
public final class ReplayClips implements CommandHandler, LogView, SnapshotPart, RouteGroup, SelfTest {
    /** What an operator may set. */
    @ObjectClassDefinition(name = "Clips")
    public @interface Config {
        /** How many clips of an event are kept; the oldest falls off, with its file. */
        @AttributeDefinition(name = "Clips kept of an event", min = "1")
        int kept() default 200;

        /** How many clips are cut at once. */
        @AttributeDefinition(name = "Clips cut at once", min = "1", max = "8")
        int atOnce() default 2;
    }

    private static final CommandType CREATE = new CommandType(
            "clips.create",
            "clip.create",
            ChangeClass.SHOW,
            "Cuts a clip: the last seconds, or a stretch of media time",
            Body.of("lastSeconds", 30));
    private static final CommandType BEGIN = new CommandType(
            "clips.begin", "clip.make", ChangeClass.SHOW, "Begins to cut a clip", Body.of("clip", "clip-1"));
    private static final CommandType FINISHED = new CommandType(
            "clips.finished",
            "clip.make",
            ChangeClass.SHOW,
            "Tells that a clip is ready, or why it is not",
            Body.of("clip", "clip-1", "fromMs", 0, "toMs", 30_000, "bytes", 1_000_000));

    static final String RECORD = "clips.clip";

    private static final String CLIPS = "/api/v1/events/{event}/clips";
    private static final long SECONDS_MIN = 1;
    private static final long SECONDS_MAX = 300;
    /** Clips of one event that wait or run. */
    private static final int WAITING_MAX = 20;
    /** Newest clips in the snapshot. */
    private static final int SNAPSHOT = 20;
    /**
     * A clip that another version or an earlier server began is begun again after this time; cutting takes far less.
     */
    static final Duration ABANDONED = Duration.ofSeconds(30);
    /** Then its making is given up. */
    private static final int ATTEMPTS_MAX = 3;
    /** Pause between looks for clips that nobody works on. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final PluginContext context;
    private final RandomGenerator random;
    private final int kept;
    private final ConcurrentMap<String, Shelf> events = new ConcurrentHashMap<>();
    private final Cutter cutter;

    /** Starts with the configuration in force. */
    @Activate
    public ReplayClips(@Reference PluginContext context, Config config) {
        this(context, config, new SecureRandom());
    }

    ReplayClips(PluginContext context, Config config, RandomGenerator random) {
        this.context = context;
        this.random = random;
        this.kept = config.kept();
        this.cutter = new Cutter(context, config.atOnce(), () -> context.after(Duration.ZERO, this::look));
        context.every(LOOK, this::look);
    }

    @Override
    public List<CommandType> commands() {
        return List.of(CREATE, BEGIN, FINISHED);
    }

    @Override
    public Outcome handle(Command command, Moment moment) {
        return switch (command.type()) {
            case "clips.create" -> create(command, moment);
            case "clips.begin" -> begin(command, moment);
            case "clips.finished" -> finished(command);
            default -> throw new IllegalArgumentException(command.type());
        };
    }

    private Outcome create(Command command, Moment moment) {
        Body body = command.body();
        boolean last = body.has("lastSeconds");
        if (last == (body.has("fromMs") || body.has("toMs"))) {
            throw new BadBody("lastSeconds", "or both fromMs and toMs say which piece is wanted");
        }
        Optional<MediaTime> live =
                moment.media().or(() -> context.media().status(command.event()).flatMap(StreamStatus::live));
        if (live.isEmpty()) {
            return Outcome.refused(
                    "no-stream",
                    409,
                    "Event \"%s\" has no recording to cut from; start the stream first.".formatted(command.event()));
        }
        long liveMs = live.get().ptsMs();
        long toMs = last ? liveMs : body.integer("toMs");
        long fromMs =
                last ? Math.max(0, liveMs - seconds(body.integer("lastSeconds")) * 1_000) : body.integer("fromMs");
        if (!last) {
            checkStretch(fromMs, toMs, liveMs);
        }
        if (shelf(command.event()).all().stream()
                        .filter(clip -> !clip.state().ended())
                        .count()
                >= WAITING_MAX) {
            return Outcome.refused(
                    "too-many-clips",
                    429,
                    "%d clips of event \"%s\" are being cut already; ask again when one is ready."
                            .formatted(WAITING_MAX, command.event()));
        }
        return recorded(Clip.queued(id(), live.get().epoch(), fromMs, toMs, moment.now()));
    }

    private Outcome begin(Command command, Moment moment) {
        String id = command.body().text("clip");
        Optional<Clip> clip = shelf(command.event()).clip(id).filter(known -> mayBegin(known, moment.now()));
        if (clip.isEmpty()) {
            return Outcome.refused(
                    "not-waiting", 409, "Clip \"%s\" of event \"%s\" does not wait.".formatted(id, command.event()));
        }
        return recorded(
                clip.get().attempts() < ATTEMPTS_MAX
                        ? clip.get().running(moment.now())
                        : clip.get().failed("The server was restarted while the clip was cut; ask for it again."));
    }

    private Outcome finished(Command command) {
        Body body = command.body();
        String id = body.text("clip");
        Optional<Clip> clip = shelf(command.event()).clip(id).filter(known -> known.state() == Clip.State.RUNNING);
        Optional<String> why = body.optionalText("why");
        return clip.map(running -> recorded(
                        why.isPresent()
                                ? running.failed(why.get())
                                : running.ready(body.integer("fromMs"), body.integer("toMs"), body.integer("bytes"))))
                .orElseGet(() -> Outcome.refused(
                        "not-running",
                        409,
                        "Clip \"%s\" of event \"%s\" is not being cut.".formatted(id, command.event())));
    }

    private static Outcome recorded(Clip clip) {
        Body body = clip.toBody();
        return Outcome.done(Draft.asap(RECORD, Channel.OPS, body), body);
    }

    static boolean mayBegin(Clip clip, Instant now) {
        return clip.state() == Clip.State.QUEUED
                || clip.state() == Clip.State.RUNNING
                        && clip.startedAt()
                                .filter(started -> started.plus(ABANDONED).isAfter(now))
                                .isEmpty();
    }

    private static long seconds(long seconds) {
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            throw new BadBody("lastSeconds", "takes " + SECONDS_MIN + " to " + SECONDS_MAX + ", not " + seconds);
        }
        return seconds;
    }

    private static void checkStretch(long fromMs, long toMs, long liveMs) {
        if (fromMs < 0 || fromMs >= liveMs) {
            throw new BadBody("fromMs", "takes a media time before the live picture's, " + liveMs);
        }
        if (toMs > liveMs) {
            throw new BadBody("toMs", "takes a media time up to the live picture's, " + liveMs);
        }
        if (toMs - fromMs < SECONDS_MIN * 1_000 || toMs - fromMs > SECONDS_MAX * 1_000) {
            throw new BadBody("toMs", "takes a time " + SECONDS_MIN + " to " + SECONDS_MAX + " seconds after fromMs");
        }
    }

    @Override
    public Set<String> recordTypes() {
        return Set.of(RECORD);
    }

    @Override
    public void apply(LogRecord record) {
        Clip clip = Clip.of(record.body());
        List<Clip> fallen =
                events.computeIfAbsent(record.event(), event -> new Shelf()).put(clip, kept);
        if (!fallen.isEmpty()) {
            context.after(Duration.ZERO, () -> cutter.delete(fallen));
        }
        if (clip.state() == Clip.State.QUEUED) {
            context.after(Duration.ZERO, this::look);
        }
    }

    /** Begins what waits, as far as there is room. */
    private void look() {
        Instant now = context.clock().instant();
        events.forEach((event, shelf) ->
                shelf.all().stream().filter(clip -> mayBegin(clip, now)).forEach(clip -> cutter.offer(event, clip)));
    }

    @Override
    public Channel channel() {
        return Channel.OPS;
    }

    @Override
    public String name() {
        return "clips";
    }

    @Override
    public Body snapshot(String event) {
        return Body.of("clips", newest(event).limit(SNAPSHOT).map(Clip::toBody).toList());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.write("POST", CLIPS, CREATE),
                Route.read(CLIPS, "ops.read", "Clips, newest first", this::list),
                Route.read(CLIPS + "/{clip}", "ops.read", "A clip and its state", this::one),
                Route.read("/clips/{file}", Route.PUBLIC, "A clip's file", this::file));
    }

    private Reply list(Request request) {
        return Reply.ok(
                Body.of("clips", newest(request.event()).map(Clip::toBody).toList()));
    }

    private Reply one(Request request) {
        return shelf(request.event())
                .clip(request.path("clip"))
                .map(clip -> Reply.ok(clip.toBody()))
                .orElseGet(() -> Reply.notFound(
                        "Event \"%s\" has no clip \"%s\".".formatted(request.event(), request.path("clip"))));
    }

    /** Finds the file by the clip's id: a name in the address never becomes a path. */
    private Reply file(Request request) {
        String name = request.path("file");
        for (Shelf shelf : events.values()) {
            Optional<Clip> clip = shelf.clip(name.endsWith(".mp4") ? name.substring(0, name.length() - 4) : name)
                    .filter(known -> known.state() == Clip.State.READY);
            if (clip.isPresent()) {
                return new Reply.File(
                        "video/mp4", cutter.path(clip.get()), clip.get().fileName());
            }
        }
        return Reply.notFound("There is no such clip; it may have been replaced by newer ones.");
    }

    /** Sees that the directory for clips can be written. */
    @Override
    public void prove() throws Exception {
        cutter.prove();
    }

    private Stream<Clip> newest(String event) {
        return shelf(event).all().reversed().stream();
    }

    private Shelf shelf(String event) {
        return Optional.ofNullable(events.get(event)).orElseGet(Shelf::new);
    }

    private String id() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return "clip-" + HexFormat.of().formatHex(bytes);
    }

    /** The command that begins a clip, in the plugin's own name. */
    static Command begin(PluginContext context, String event, String clip) {
        return Command.of(event, BEGIN.type(), Actor.plugin(context.id()), Body.of("clip", clip));
    }

    /** The command that ends a clip, in the plugin's own name. */
    static Command finished(PluginContext context, String event, Body result) {
        return Command.of(event, FINISHED.type(), Actor.plugin(context.id()), result);
    }
}
