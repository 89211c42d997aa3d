package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Route;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The table of {@code policies/roles.yaml}.
 *
 * @param rights rights of each role
 * @param phases phases in which a right holds; a right that is not in it holds in all
 */
public record Roles(Map<String, Set<String>> rights, Map<String, Set<Phase>> phases) {
    /** Reads the validated policy. */
    public static Roles of(Body policy) {
        Map<String, Set<String>> rights = new HashMap<>();
        Body roles = policy.body("roles");
        roles.values()
                .keySet()
                .forEach(role -> rights.put(role, Set.copyOf(roles.body(role).texts("rights"))));
        Map<String, Set<Phase>> phases = new HashMap<>();
        Body limits = policy.optionalBody("rights").orElse(Body.empty());
        limits.values().keySet().forEach(right -> {
            Set<Phase> set = EnumSet.noneOf(Phase.class);
            limits.body(right).texts("phases").forEach(name -> set.add(Phase.valueOf(name.toUpperCase(Locale.ROOT))));
            phases.put(right, Set.copyOf(set));
        });
        return new Roles(Map.copyOf(rights), Map.copyOf(phases));
    }

    /** Phases in which a right holds; empty means all. */
    public Set<Phase> phasesOf(String right) {
        return phases.getOrDefault(right, Set.of());
    }

    /**
     * Whether one of the actor's roles holds the right; {@code public} is held by everyone. Roles for one event count
     * once the actor is taken {@linkplain Actor#in there}.
     */
    public boolean may(Actor actor, String right) {
        if (right.equals(Route.PUBLIC)) {
            return true;
        }
        for (String role : actor.roles()) {
            Set<String> held = rights.getOrDefault(role, Set.of());
            if (held.contains(right) || held.contains("*")) {
                return true;
            }
        }
        return false;
    }
}
