package dev.vitrine.core.command;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Phase;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked.
 *
 * @param type the command's type
 * @param right what a role must hold; {@code public} lets everyone in
 * @param changeClass what it touches
 * @param phases phases in which the right holds; empty means all
 * @param provider id of the plugin that handles it, {@code core} for the house's own
 * @param houseOnly whether only the house itself may ask
 * @param force the reason with which a freeze is to be overridden, when that is asked for
 */
public record Action(
        String type,
        String right,
        ChangeClass changeClass,
        Set<Phase> phases,
        String provider,
        boolean houseOnly,
        Optional<String> force) {}
