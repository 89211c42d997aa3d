package dev.vitrine.core.contribution;

import java.util.List;
import java.util.Optional;

/**
 * Every version in service at one instant. Immutable: a call takes the snapshot once and sees all of the old or all of
 * the new.
 *
 * @param generation counts up with each change
 * @param plugins one entry per plugin id, in order of id
 */
public record Snapshot(long generation, List<InService> plugins) {
    /** Returns the plugin of that id, unless it is not in service. */
    public Optional<InService> plugin(String id) {
        return plugins.stream()
                .filter(plugin -> plugin.contributions().plugin().equals(id))
                .findFirst();
    }
}
