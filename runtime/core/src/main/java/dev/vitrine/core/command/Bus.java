package dev.vitrine.core.command;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.guard.ChangeGuard;
import dev.vitrine.core.access.Roles;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.Routing;
import dev.vitrine.core.room.EventRoom;
import dev.vitrine.core.room.Lane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The bus: each command becomes one piece of work on its event's lane. */
public final class Bus implements CommandBus {
    private static final System.Logger LOG = System.getLogger(Bus.class.getName());

    /** As {@link ChangeGuard#freezes} says. */
    private static final Duration GUARD_LIMIT = Duration.ofMillis(20);
    /** How long a guard that does not answer keeps changes refused; it is asked again at each. */
    private static final Duration GUARD_SILENT = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Supplier<Roles> roles;
    private final Supplier<Routing> routing;
    private final Function<String, Optional<EventRoom>> rooms;
    private final Map<String, CoreCommand> core = new LinkedHashMap<>();

    /** A bus over the rooms, with the house's own commands. */
    public Bus(
            InstantSource clock,
            Supplier<Roles> roles,
            Supplier<Routing> routing,
            Function<String, Optional<EventRoom>> rooms,
            List<CoreCommand> core) {
        this.clock = clock;
        this.roles = roles;
        this.routing = routing;
        this.rooms = rooms;
        core.forEach(each -> this.core.put(each.type().type(), each));
    }

    /** Every command type in force: the house's own, then those of the plugins in service. */
    public List<CommandType> types() {
        List<CommandType> types = new ArrayList<>();
        core.values().forEach(each -> types.add(each.type()));
        routing.get().commands().values().stream()
                .map(Routing.Target::type)
                .sorted(java.util.Comparator.comparing(CommandType::type))
                .forEach(types::add);
        return types;
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        Optional<EventRoom> room = rooms.apply(command.event());
        if (room.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.refused(
                    "no-such-event", 404, "There is no event \"" + command.event() + "\"; create it first."));
        }
        CommandWork work = new CommandWork(this, room.get(), here(command));
        if (!room.get().offer(work)) {
            return CompletableFuture.completedFuture(
                    new Outcome.Refused(room.get().overloaded()));
        }
        return work.answer();
    }

    /** The command with its actor as that one stands in the event: handlers and records know no other roles. */
    private static Command here(Command command) {
        Actor actor = command.actor().in(command.event());
        return actor == command.actor()
                ? command
                : new Command(command.event(), command.type(), actor, command.body(), command.idempotencyKey());
    }

    /** Returns the moment of an event, with the freezes in force. On the room's lane alone. */
    public Moment moment(EventRoom room) {
        Instant now = clock.instant();
        return new Moment(room.event(), room.phase(), now, room.mediaAt(now), freezes(room.event(), now));
    }

    private List<Freeze> freezes(String event, Instant now) {
        List<Freeze> freezes = new ArrayList<>();
        for (InService version : routing.get().snapshot().plugins()) {
            for (ChangeGuard guard : version.contributions().guards()) {
                try {
                    freezes.addAll(version.calls().callHere("freezes", GUARD_LIMIT, () -> guard.freezes(event, now)));
                } catch (PluginCallException | RuntimeException e) {
                    Lane.check();
                    LOG.log(System.Logger.Level.DEBUG, "{0}", e.getMessage());
                    freezes.add(new Freeze(
                            "guard \"" + version.contributions().plugin() + "\", which does not answer",
                            EnumSet.of(ChangeClass.CONFIGURATION, ChangeClass.PLUGIN),
                            now.plus(GUARD_SILENT),
                            List.of(Decide.OWNER)));
                }
                Lane.check();
            }
        }
        return freezes;
    }

    /** Decides with the roles in force. */
    public Decision decide(
            Actor actor, CommandType type, String provider, boolean houseOnly, Optional<String> force, Moment moment) {
        Roles table = roles.get();
        return Decide.decide(
                new Subject(actor, table),
                new Action(
                        type.type(),
                        type.right(),
                        type.changeClass(),
                        table.phasesOf(type.right()),
                        provider,
                        houseOnly,
                        force),
                new Resource(moment.event(), moment.event().equals(Command.HOUSE)),
                moment);
    }

    /** Whether one of the actor's roles holds a right. */
    public boolean may(Actor actor, String right) {
        return actor.kind() == Actor.Kind.HOUSE || roles.get().may(actor, right);
    }

    Optional<CoreCommand> own(String type) {
        return Optional.ofNullable(core.get(type));
    }

    Optional<Routing.Target> target(String type) {
        return routing.get().command(type);
    }
}
