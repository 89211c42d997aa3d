package dev.vitrine.core.command;

import dev.vitrine.api.access.Actor;
import dev.vitrine.core.access.Roles;

/**
 * Who asks, with the table that says what the roles give at this moment.
 *
 * @param actor who asks, with the roles of every event
 * @param roles the roles in force
 */
public record Subject(Actor actor, Roles roles) {}
