package dev.vitrine.plugin.guard;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.guard.ChangeGuard;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.api.plugin.SelfTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Protected windows: while one is open, what its tier names stands still.
 *
 * <p>Whether a window is open follows from its times and the clock alone. The records {@code armed}, {@code open} and
 * {@code closed} are for people and evidence; a timer writes the later ones in the plugin's own name, and if it comes
 * late the freeze was there all the same.
 */
@Component
public final class ConversionGuard implements ChangeGuard, CommandHandler, LogView, SnapshotPart, RouteGroup, SelfTest {
    private static final CommandType OPEN = new CommandType(
            "guard.window",
            "window.write",
            ChangeClass.PROTECTION,
            "Plans a protected window, or opens one now",
            Body.of("title", "Friday drop", "opensInSeconds", 60, "durationSeconds", 600));
    private static final CommandType CLOSE = new CommandType(
            "guard.close",
            "window.write",
            ChangeClass.PROTECTION,
            "Closes a window early",
            Body.of("window", "window-1", "reason", "Sold out"));
    private static final CommandType TURN = new CommandType(
            "guard.turn",
            "window.turn",
            ChangeClass.PROTECTION,
            "Records that a window has opened or closed by the clock",
            Body.of("window", "window-1"));

    private static final String RECORD = "guard.window";
    private static final String EVENT = "/api/v1/events/{event}";
    private static final int TITLE_MAX = 120;
    private static final int REASON_MAX = 300;
    /** Windows of one event that are not over. */
    private static final int ACTIVE_MAX = 50;
    /** Pause before a turn is recorded again, as when this version is not in service yet. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final PluginContext context;
    private final ConcurrentMap<String, Windows> events = new ConcurrentHashMap<>();
    private final Alarm alarm;

    /** Starts without windows; the log brings them. */
    @Activate
    public ConversionGuard(@Reference PluginContext context) {
        this.context = context;
        this.alarm = new Alarm(context, this::recordTurns);
    }

    @Override
    public List<Freeze> freezes(String event, Instant now) {
        return event.equals(Command.HOUSE)
                ? events.values().stream()
                        .flatMap(windows -> windows.freezes(now))
                        .toList()
                : windows(event).freezes(now).toList();
    }

    @Override
    public List<CommandType> commands() {
        return List.of(OPEN, CLOSE, TURN);
    }

    @Override
    public Outcome handle(Command command, Moment moment) {
        return switch (command.type()) {
            case "guard.window" -> open(command, moment);
            case "guard.close" -> close(command, moment);
            case "guard.turn" -> turn(command, moment);
            default -> throw new IllegalArgumentException(command.type());
        };
    }

    private Outcome open(Command command, Moment moment) {
        Body body = command.body();
        Body policy = context.policy("window");
        Tier tier = Tier.of(policy, body.optionalText("tier"));
        WindowPlan plan = WindowPlan.of(body, moment.now(), policy.integer("maxMinutes"));
        String title = line(body, "title", TITLE_MAX).orElseThrow(() -> new BadBody("title", "is missing"));
        String owner = line(body, "owner", TITLE_MAX).orElse(command.actor().name());
        if (windows(command.event()).active(moment.now()) >= ACTIVE_MAX) {
            return Outcome.refused(
                    "too-many-windows",
                    409,
                    "Event \"%s\" has %d windows that are not over; close one first."
                            .formatted(command.event(), ACTIVE_MAX));
        }
        Window window = new Window(
                "window-" + UUID.randomUUID(),
                title,
                plan.opensAt(),
                plan.closesAt(),
                tier.name(),
                tier.freezes(),
                tier.approvers(),
                owner,
                Optional.empty());
        return recorded(window, moment.now(), Optional.empty());
    }

    private Outcome close(Command command, Moment moment) {
        String id = command.body().text("window");
        Optional<String> reason = line(command.body(), "reason", REASON_MAX);
        Optional<Window> found = windows(command.event()).window(id);
        if (found.isEmpty()) {
            return Outcome.refused(
                    "not-found", 404, "Event \"%s\" has no window \"%s\".".formatted(command.event(), id));
        }
        Window window = found.get();
        Window.State state = window.state(moment.now());
        if (state == Window.State.CLOSED) {
            return Outcome.done(List.of(), window.toBody(state));
        }
        if (state == Window.State.OPEN && !mayLift(command.actor(), window)) {
            return new Outcome.Refused(new Problem(
                    "approver-needed",
                    403,
                    "Window \"%s\" is open until %s; to close it early takes one of these roles: %s."
                            .formatted(window.title(), window.end(), String.join(", ", window.approvers())),
                    Body.of("until", window.end().toString(), "approvers", window.approvers())));
        }
        return recorded(window.closed(moment.now()), moment.now(), reason);
    }

    /** Lifting a freeze early is a change like those it refuses, so it takes one of those who may approve them. */
    private static boolean mayLift(Actor actor, Window window) {
        return actor.kind() == Actor.Kind.HOUSE || !Collections.disjoint(actor.roles(), window.approvers());
    }

    private Outcome turn(Command command, Moment moment) {
        String id = command.body().text("window");
        Windows windows = windows(command.event());
        Optional<Window> window =
                windows.window(id).filter(found -> windows.turned(moment.now()).contains(id));
        return window.map(turned -> recorded(turned, moment.now(), Optional.empty()))
                .orElseGet(() -> Outcome.done(List.of(), Body.of("id", id)));
    }

    private static Outcome recorded(Window window, Instant now, Optional<String> reason) {
        Body body = window.toBody(window.state(now));
        return Outcome.done(
                Draft.asap(
                        RECORD,
                        Channel.OPS,
                        reason.map(why -> body.with("reason", why)).orElse(body)),
                body);
    }

    @Override
    public Set<String> recordTypes() {
        return Set.of(RECORD);
    }

    @Override
    public void apply(LogRecord record) {
        Windows windows = events.computeIfAbsent(record.event(), event -> new Windows());
        windows.apply(record.body());
        windows.nextDue().ifPresent(alarm::by);
    }

    private void recordTurns() {
        Actor self = Actor.plugin(context.id());
        Instant now = context.clock().instant();
        events.forEach((event, windows) -> {
            windows.turned(now)
                    .forEach(id -> context.submit(Command.of(event, TURN.type(), self, Body.of("window", id))));
            windows.nextDue().ifPresent(due -> alarm.by(due.isAfter(now) ? due : now.plus(RETRY)));
        });
    }

    @Override
    public Channel channel() {
        return Channel.OPS;
    }

    @Override
    public String name() {
        return "guard";
    }

    @Override
    public Body snapshot(String event) {
        return Body.of("windows", windows(event).bodies(context.clock().instant()));
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.read(EVENT + "/windows", "ops.read", "Protected windows, newest first", this::list),
                Route.write("POST", EVENT + "/windows", OPEN),
                Route.write("POST", EVENT + "/windows/{window}/close", CLOSE));
    }

    private Reply list(Request request) {
        return Reply.ok(snapshot(request.event()));
    }

    /** Sees that the default tier freezes plugins from a window's first moment to its last. */
    @Override
    public void prove() {
        Tier tier = Tier.of(context.policy("window"), Optional.empty());
        Instant opens = context.clock().instant();
        Instant closes = opens.plusSeconds(1);
        Windows windows = new Windows();
        windows.apply(new Window(
                        "prove", "Prove", opens, closes, tier.name(), tier.freezes(), List.of(), "", Optional.empty())
                .toBody(Window.State.ARMED));
        boolean first = frozen(windows, opens);
        boolean last = frozen(windows, closes.minusNanos(1));
        if (!first || !last || frozen(windows, closes) || frozen(windows, opens.minusNanos(1))) {
            throw new IllegalStateException(
                    "Tier \"" + tier.name() + "\" does not freeze plugins for the time of its window.");
        }
    }

    private static boolean frozen(Windows windows, Instant now) {
        return windows.freezes(now).anyMatch(freeze -> freeze.frozen().contains(ChangeClass.PLUGIN));
    }

    private Windows windows(String event) {
        return Optional.ofNullable(events.get(event)).orElseGet(Windows::new);
    }

    private static Optional<String> line(Body body, String field, int max) {
        return body.optionalText(field).map(String::strip).map(text -> {
            if (text.isEmpty() || text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
                throw new BadBody(field, "takes 1 to " + max + " characters, none of them a control character");
            }
            return text;
        });
    }
}
