package dev.vitrine.plugin.guard;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How strictly a window protects, from policy {@code window}.
 *
 * @param name its name
 * @param freezes what stands still
 * @param approvers roles that may close the window early
 */
record Tier(String name, Set<ChangeClass> freezes, List<String> approvers) {
    /** Finds a tier by name, whatever its case; the policy's default when none is named. */
    static Tier of(Body policy, Optional<String> wanted) {
        Body tiers = policy.body("tiers");
        String name = wanted.orElseGet(() -> policy.text("defaultTier"));
        for (String known : tiers.values().keySet()) {
            if (known.equalsIgnoreCase(name)) {
                Body tier = tiers.body(known);
                return new Tier(known, classes(tier.texts("freezes")), tier.texts("approvers"));
            }
        }
        throw new BadBody(
                "tier",
                "takes one of " + String.join(", ", tiers.values().keySet()) + " (policies/window.yaml), not \"" + name
                        + "\"");
    }

    static Set<ChangeClass> classes(List<String> names) {
        EnumSet<ChangeClass> classes = EnumSet.noneOf(ChangeClass.class);
        names.forEach(name -> classes.add(ChangeClass.valueOf(name.toUpperCase(Locale.ROOT))));
        return classes;
    }

    static List<String> names(Set<ChangeClass> classes) {
        return classes.stream()
                .sorted()
                .map(frozen -> frozen.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
