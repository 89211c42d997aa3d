package dev.vitrine.api.command;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import java.util.Optional;

/**
 * A wish to change something. Every change is one: from REST, socket, console, command line, plugin or timer.
 *
 * @param event id of the event it concerns; {@link #HOUSE} for the server itself
 * @param type see {@link CommandType}
 * @param actor who wishes it
 * @param body its arguments
 * @param idempotencyKey the same actor's same key within an event is done once and answered alike
 */
public record Command(String event, String type, Actor actor, Body body, Optional<String> idempotencyKey) {
    /** The event id under which the server keeps its own log: plugins, events, policies. */
    public static final String HOUSE = "_house";

    /** Returns a command without an idempotency key. */
    public static Command of(String event, String type, Actor actor, Body body) {
        return new Command(event, type, actor, body, Optional.empty());
    }
}
