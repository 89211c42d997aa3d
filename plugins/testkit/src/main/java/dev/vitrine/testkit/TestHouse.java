package dev.vitrine.testkit;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.command.Phase;
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
import dev.vitrine.api.plugin.Download;
import dev.vitrine.api.plugin.PluginContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The host as a plugin sees it, on the test's own thread: a command is handled, its records get their place in the log,
 * the views apply them, the caller is answered. Nothing is decided (rights and freezes are the core's business) and
 * nothing is written to disk. Starting a plugin again replays the log into it, as an update or a restart does.
 */
public final class TestHouse {
    /** A member of staff. */
    public static final Actor STAFF = new Actor(Actor.Kind.STAFF, "owner", "Olive", Set.of("owner"));

    private final TestTime time = new TestTime();
    private final TestMedia media = new TestMedia();
    private final Path directory;
    private final Map<String, List<LogRecord>> logs = new LinkedHashMap<>();
    private final Map<String, Map<Channel, Long>> offsets = new HashMap<>();
    private final Map<String, Body> policies = new HashMap<>();
    private final Map<String, Function<String, Download>> web = new HashMap<>();
    private final Map<String, Running> plugins = new LinkedHashMap<>();

    private final List<LogView> candidates = new ArrayList<>();

    private record Running(Object plugin, TestContext context) {}

    /** Opens a house whose plugins keep their files below a directory. */
    public TestHouse(Path directory) {
        this.directory = directory;
    }

    /** Returns a viewer with a name. */
    public static Actor viewer(String id) {
        return new Actor(Actor.Kind.VIEWER, id, id, Set.of("chatter"));
    }

    /** The clock and the timers. */
    public TestTime time() {
        return time;
    }

    /** The picture and the clips. */
    public TestMedia media() {
        return media;
    }

    /** Says what an address outside answers, given the mark that was sent along; the last word on it counts. */
    public void web(String url, Function<String, Download> answer) {
        web.put(url, answer);
    }

    Download web(String url, String etag) {
        return Optional.ofNullable(web.get(url))
                .map(answer -> answer.apply(etag))
                .orElseGet(() -> new Download.Failed("Nothing is there."));
    }

    /** Sets a policy. */
    public void policy(String name, Body policy) {
        policies.put(name, policy);
    }

    /**
     * Starts a plugin and puts it in service in the place of the one with the same id: its views are filled from the
     * log first.
     */
    public <P> P start(String id, Function<PluginContext, P> plugin) {
        TestContext context = new TestContext(this, id);
        P started = plugin.apply(context);
        if (started instanceof LogView view) {
            logs.values().forEach(log -> log.forEach(record -> apply(view, record)));
        }
        Optional.ofNullable(plugins.put(id, new Running(started, context)))
                .ifPresent(old -> old.context().end());
        context.promote();
        return started;
    }

    /** Starts a candidate beside the version in service: its views are filled and fed, but it changes nothing. */
    public <P> P stage(Function<PluginContext, P> plugin) {
        P candidate = plugin.apply(new TestContext(this, "candidate"));
        if (candidate instanceof LogView view) {
            logs.values().forEach(log -> log.forEach(record -> apply(view, record)));
            candidates.add(view);
        }
        return candidate;
    }

    /** Submits a command as a member of staff. */
    public Outcome staff(String event, String type, Body body) {
        return submit(Command.of(event, type, STAFF, body));
    }

    /** Submits a command and returns the reply. Fails the test when it is refused. */
    public Body done(String event, String type, Body body) {
        return switch (staff(event, type, body)) {
            case Outcome.Done done -> done.reply();
            case Outcome.Refused refused -> throw new AssertionError("refused: " + refused.problem());
        };
    }

    /** Submits a command. */
    public Outcome submit(Command command) {
        for (Running running : List.copyOf(plugins.values())) {
            if (running.plugin() instanceof CommandHandler handler
                    && handler.commands().stream().map(CommandType::type).anyMatch(command.type()::equals)) {
                return handle(handler, command);
            }
        }
        throw new AssertionError("no plugin handles \"" + command.type() + "\"");
    }

    /** Appends a record that no plugin under test made, such as a chat message. */
    public LogRecord append(String event, Actor actor, Draft draft) {
        List<LogRecord> log = logs.computeIfAbsent(event, name -> new ArrayList<>());
        long offset = draft.channel() == Channel.NONE
                ? 0
                : offsets.computeIfAbsent(event, name -> new EnumMap<>(Channel.class))
                        .merge(draft.channel(), 1L, Long::sum);
        LogRecord record = new LogRecord(
                event,
                log.size() + 1L,
                time.instant(),
                draft.media().or(media::live),
                draft.type(),
                draft.channel(),
                offset,
                actor,
                draft.delivery(),
                draft.until(),
                draft.body());
        log.add(record);
        candidates.forEach(view -> apply(view, record));
        plugins.values().forEach(running -> {
            if (running.plugin() instanceof LogView view) {
                apply(view, record);
            }
        });
        return record;
    }

    /** The log of an event. */
    public List<LogRecord> log(String event) {
        return List.copyOf(logs.getOrDefault(event, List.of()));
    }

    /** The records of a type in the log of an event. */
    public List<LogRecord> log(String event, String type) {
        return log(event).stream().filter(record -> record.type().equals(type)).toList();
    }

    /** Asks a read route or a question by its template, such as {@code GET /api/v1/events/{event}/cues}. */
    public Reply ask(String methodAndTemplate, Map<String, String> path, Body body) {
        for (Running running : plugins.values()) {
            if (running.plugin() instanceof RouteGroup group) {
                for (Route route : group.routes()) {
                    if ((route.method() + " " + route.path()).equals(methodAndTemplate)) {
                        return route.query().apply(new Request(path, Map.of(), body, STAFF));
                    }
                }
            }
        }
        throw new AssertionError("no route \"" + methodAndTemplate + "\"");
    }

    Body policy(String name) {
        return Optional.ofNullable(policies.get(name))
                .orElseThrow(() -> new IllegalArgumentException("There is no policy \"" + name + "\"."));
    }

    Path directory() {
        return directory;
    }

    private Outcome handle(CommandHandler handler, Command command) {
        Moment moment = new Moment(command.event(), Phase.LIVE, time.instant(), media.live(), List.of());
        Outcome outcome;
        try {
            outcome = handler.handle(command, moment);
        } catch (BadBody e) {
            return Outcome.refused("bad-request", 400, String.valueOf(e.getMessage()));
        }
        if (outcome instanceof Outcome.Done done) {
            done.records().forEach(draft -> append(command.event(), command.actor(), draft));
        }
        return outcome;
    }

    private static void apply(LogView view, LogRecord record) {
        if (view.recordTypes().contains(record.type())) {
            view.apply(record);
        }
    }
}
