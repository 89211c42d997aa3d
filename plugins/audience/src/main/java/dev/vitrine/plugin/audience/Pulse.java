package dev.vitrine.plugin.audience;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.plugin.PluginContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Lets the sums of an event be told at most four times a second, however many hands move. Holds no truth: what is due
 * is asked of the state when it rings. Safe from any thread.
 */
final class Pulse {
    /** Four a second look alive; more would be noise to every viewer of the event. */
    static final Duration GAP = Duration.ofMillis(250);

    private final PluginContext context;
    private final String command;
    private final Function<String, Optional<Instant>> nextDue;
    private final Map<String, Instant> rings = new ConcurrentHashMap<>();

    /** Submits a command of that type, in the plugin's own name; asks after each when an event is due again. */
    Pulse(PluginContext context, String command, Function<String, Optional<Instant>> nextDue) {
        this.context = context;
        this.command = command;
        this.nextDue = nextDue;
    }

    /** Something of the event has to be told soon. */
    void soon(String event) {
        by(event, context.clock().instant().plus(GAP));
    }

    /** Sees to it that what is due is told at that time, or a moment later. */
    void by(String event, Instant due) {
        Instant now = context.clock().instant();
        Instant at = due.isBefore(now.plus(GAP)) ? now.plus(GAP) : due;
        Instant armed = rings.merge(event, at, (before, after) -> after.isBefore(before) ? after : before);
        if (armed.equals(at)) {
            context.after(Duration.between(now, at), () -> ring(event, at));
        }
    }

    private void ring(String event, Instant at) {
        // A ring that was overtaken by an earlier one is silent.
        if (rings.remove(event, at)) {
            context.submit(Command.of(event, command, Actor.plugin(context.id()), Body.empty()));
            nextDue.apply(event).ifPresent(due -> by(event, due));
        }
    }
}
