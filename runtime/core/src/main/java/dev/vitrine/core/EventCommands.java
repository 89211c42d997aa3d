package dev.vitrine.core;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.contribution.Snapshot;
import dev.vitrine.core.policy.Policies;
import dev.vitrine.core.room.EventRoom;
import dev.vitrine.core.room.RoomState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** An event's phases with their gates, and the state of its stream. */
final class EventCommands {
    /**
     * Where an event may go from each phase without force. Back from ready is a change of mind; the rest runs forward.
     */
    private static final Map<Phase, Set<Phase>> NEXT = Map.of(
            Phase.DRAFT, Set.of(Phase.READY),
            Phase.READY, Set.of(Phase.LIVE, Phase.DRAFT),
            Phase.LIVE, Set.of(Phase.ENDED),
            Phase.ENDED, Set.of(Phase.REPLAY),
            Phase.REPLAY, Set.of());

    private final Policies policies;
    private final Supplier<Snapshot> plugins;

    EventCommands(Policies policies, Supplier<Snapshot> plugins) {
        this.policies = policies;
        this.plugins = plugins;
    }

    List<CoreCommand> all() {
        return List.of(
                CoreCommand.ofEvent(
                        new CommandType(
                                "event.phase",
                                "event.phase",
                                ChangeClass.EVENT,
                                "Move an event to another phase; \"ready\" runs the gates",
                                Body.of("to", "ready")),
                        this::phase),
                new CoreCommand(
                        new CommandType(
                                RoomState.STREAM,
                                "house",
                                ChangeClass.SHOW,
                                "State what the stream shows",
                                Body.of("state", "LIVE", "why", "publisher came")),
                        CoreCommand.Audience.HOUSE_ALONE,
                        false,
                        this::stream,
                        CoreCommand.After.NOTHING),
                new CoreCommand(
                        new CommandType(
                                RoomState.HEALTH,
                                "house",
                                ChangeClass.SHOW,
                                "State how a probe of the media stands",
                                Body.of("probe", "gop", "state", "warn", "sentence", "…")),
                        CoreCommand.Audience.HOUSE_ALONE,
                        false,
                        (command, moment, room) ->
                                Outcome.done(Draft.asap(RoomState.HEALTH, Channel.OPS, command.body()), Body.empty()),
                        CoreCommand.After.NOTHING));
    }

    private Outcome phase(Command command, Moment moment, EventRoom room) {
        Phase to = phaseOf(command.body().text("to"));
        Phase from = room.phase();
        boolean forced = isForced(command);
        if (to == from) {
            return Outcome.done(List.of(), Body.of("phase", name(to)));
        }
        if (!forced && !NEXT.getOrDefault(from, Set.of()).contains(to)) {
            return Outcome.refused(
                    "wrong-phase",
                    409,
                    "Event \"%s\" is in phase %s; from there it goes to %s."
                            .formatted(
                                    room.event(),
                                    name(from),
                                    NEXT.getOrDefault(from, Set.of()).stream()
                                            .map(EventCommands::name)
                                            .sorted()
                                            .collect(Collectors.collectingAndThen(
                                                    Collectors.joining(" or "),
                                                    names -> names.isEmpty() ? "no other" : names))));
        }
        List<Body> gates = to == Phase.READY ? gates(room) : List.of();
        List<Body> failed =
                gates.stream().filter(gate -> !gate.flag("passed", false)).toList();
        if (!failed.isEmpty() && !forced) {
            String what = failed.stream()
                    .map(gate -> "\"" + gate.text("gate") + "\" (" + gate.text("detail") + ")")
                    .collect(Collectors.joining(", "));
            return new Outcome.Refused(new Problem(
                    "gates-failed",
                    409,
                    "Event \"" + room.event() + "\" is not ready: " + what + ".",
                    Body.of("gates", gates)));
        }
        Body body = Body.of("phase", name(to), "from", name(from));
        if (!gates.isEmpty()) {
            body = body.with("gates", gates);
        }
        if (forced) {
            body = body.with("forced", true).with("reason", command.body().text("reason"));
        }
        return Outcome.done(
                Draft.asap(RoomState.PHASE, Channel.STREAM, body), Body.of("phase", name(to), "gates", gates));
    }

    // The bus has checked that a forced command gives a reason; only the owner and the house may force.
    private static boolean isForced(Command command) {
        Actor actor = command.actor();
        return Boolean.TRUE.equals(command.body().values().get("force"))
                && (actor.roles().contains("owner") || actor.kind() == Actor.Kind.HOUSE);
    }

    private static Phase phaseOf(String name) {
        for (Phase phase : Phase.values()) {
            if (name(phase).equals(name)) {
                return phase;
            }
        }
        throw new BadBody("to", "takes draft, ready, live, ended or replay, not " + name);
    }

    private static String name(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    private List<Body> gates(EventRoom room) {
        Body policy = policies.policy("events");
        Optional<Body> eventClass = policy.body("classes").optionalBody(room.eventClass());
        List<Body> gates = new ArrayList<>();
        for (String id : eventClass.map(each -> each.texts("gates")).orElse(List.of())) {
            Body gate = policy.body("gates").body(id);
            Optional<String> failure = failure(gate, room);
            gates.add(Body.of(
                    "gate", id,
                    "passed", failure.isEmpty(),
                    "detail", failure.map(why -> why + " " + gate.text("fix")).orElse("passed")));
        }
        return gates;
    }

    private Optional<String> failure(Body gate, EventRoom room) {
        if (gate.text("check").equals("stream-live")) {
            String state = room.stream().text("state");
            return state.equals("LIVE") ? Optional.empty() : Optional.of("The stream is " + state + ".");
        }
        List<String> missing = gate.texts("plugins").stream()
                .filter(id -> plugins.get().plugin(id).isEmpty())
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("Not in service: " + String.join(", ", missing) + ".");
    }

    private Outcome stream(Command command, Moment moment, EventRoom room) {
        if (command.body().equals(room.stream())) {
            return Outcome.done(List.of(), Body.empty());
        }
        return Outcome.done(Draft.asap(RoomState.STREAM, Channel.STREAM, command.body()), Body.empty());
    }
}
