package dev.vitrine.api.command;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A rule in force that refuses changes.
 *
 * @param rule its name for people, such as {@code window "Friday drop"}
 * @param frozen what must not change
 * @param until when it ends
 * @param approvers roles that can lift it
 */
public record Freeze(String rule, Set<ChangeClass> frozen, Instant until, List<String> approvers) {}
