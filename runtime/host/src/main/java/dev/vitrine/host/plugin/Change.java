package dev.vitrine.host.plugin;

import dev.vitrine.api.access.Actor;
import java.util.Optional;

/**
 * Who changes what.
 *
 * @param action as the log names it: {@code install}, {@code update}, {@code rollback}, {@code remove} or
 *     {@code flip-back}
 * @param actor who
 * @param sha256 of the jar, when one came with it
 */
record Change(String action, Actor actor, Optional<String> sha256) {}
