package dev.vitrine.core.command;

import dev.vitrine.api.access.Actor;
import java.util.Set;

/**
 * Who asks, with every right that the roles give at this moment.
 *
 * @param actor who asks
 * @param rights the union of the rights of the actor's roles; {@code *} is every right
 */
public record Subject(Actor actor, Set<String> rights) {}
