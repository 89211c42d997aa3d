package dev.vitrine.api.guard;

import dev.vitrine.api.command.Freeze;
import java.time.Instant;
import java.util.List;

/** Says what is frozen. The host's one decision function does the refusing; a guard only states facts. */
public interface ChangeGuard {
    /**
     * Returns the freezes in force for an event at a moment; {@link dev.vitrine.api.command.Command#HOUSE} asks for the
     * freezes of any event, since a plugin serves them all. Called before each change on the event's own thread with 20
     * ms; when it fails or is late, configuration and plugin changes are refused until it answers again.
     */
    List<Freeze> freezes(String event, Instant now);
}
