package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;
import java.util.Optional;

/** Tells who a token belongs to and what a role may do. */
public interface Access {
    /** Returns the holder of a bearer token: the owner, or a viewer with a session. Empty means unknown or expired. */
    Optional<Actor> bearer(String token);

    /** Makes an anonymous viewer, who may watch and subscribe but has no name to chat with. */
    Actor anonymous();

    /** Whether one of the actor's roles holds the right; {@code public} is held by everyone. */
    boolean may(Actor actor, String right);
}
