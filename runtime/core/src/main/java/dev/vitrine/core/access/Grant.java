package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;

/**
 * That somebody was let in, and on what grounds; the grounds may go while the door is still open.
 *
 * @param actor who it is, with the roles of every event
 * @param grounds what it rests on, such as {@code session:s-1a2b3c4d}; never a secret. Empty for someone who showed
 *     nothing
 */
public record Grant(Actor actor, String grounds) {}
