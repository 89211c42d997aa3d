package dev.vitrine.core.command;

import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.data.Problem;
import java.util.List;

/** What was decided. */
public sealed interface Decision {
    /**
     * It may go ahead.
     *
     * @param overridden freezes that the owner overrode with a reason; recorded as such
     */
    record Allowed(List<Freeze> overridden) implements Decision {}

    /**
     * It may not.
     *
     * @param problem what the asker is told
     * @param freezes freezes that stand against it; empty when it is not about a freeze
     */
    record Denied(Problem problem, List<Freeze> freezes) implements Decision {}
}
