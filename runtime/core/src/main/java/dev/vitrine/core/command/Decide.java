package dev.vitrine.core.command;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.core.access.Roles;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The one place that says yes or no. */
public final class Decide {
    /** The role that may override a freeze. */
    static final String OWNER = "owner";

    private Decide() {}

    /**
     * Decides who may do what, where and when. Pure: the same arguments give the same answer, and nothing else is
     * asked. Deny by default. A role that was given for one event counts there alone. In order:
     *
     * <ol>
     *   <li>The house itself may do everything: it states facts, such as that the picture is gone.
     *   <li>Without the right: 403. A plugin may always use the commands it handles itself.
     *   <li>In a phase in which the right does not hold: 409.
     *   <li>While a freeze names what the command touches: 423, unless the owner forces it with a reason. Decisions
     *       about persons and messages are never frozen.
     * </ol>
     */
    public static Decision decide(Subject subject, Action action, Resource resource, Moment moment) {
        Actor actor = subject.actor().in(resource.event());
        if (actor.kind() == Actor.Kind.HOUSE) {
            return new Decision.Allowed(List.of());
        }
        if (action.houseOnly() || !holdsRight(actor, subject.roles(), action)) {
            return denied(forbidden(actor, action));
        }
        if (!resource.house() && !action.phases().isEmpty() && !action.phases().contains(moment.phase())) {
            return denied(wrongPhase(action, resource, moment.phase()));
        }
        if (action.changeClass() == ChangeClass.MODERATION) {
            return new Decision.Allowed(List.of());
        }
        List<Freeze> against = moment.freezes().stream()
                .filter(freeze -> freeze.frozen().contains(action.changeClass()))
                .filter(freeze -> freeze.until().isAfter(moment.now()))
                .sorted(Comparator.comparing(Freeze::until).reversed())
                .toList();
        if (against.isEmpty() || (action.force().isPresent() && actor.roles().contains(OWNER))) {
            return new Decision.Allowed(against);
        }
        return new Decision.Denied(frozen(action, against), against);
    }

    private static boolean holdsRight(Actor actor, Roles roles, Action action) {
        return roles.may(actor, action.right())
                || (actor.kind() == Actor.Kind.PLUGIN && actor.id().equals(action.provider()));
    }

    private static Decision denied(Problem problem) {
        return new Decision.Denied(problem, List.of());
    }

    private static Problem forbidden(Actor actor, Action action) {
        String need = action.houseOnly()
                ? "that is the house's own command"
                : "that takes the right \"" + action.right() + "\"; ask someone whose role holds it";
        return Problem.of(
                "forbidden",
                403,
                "\"%s\" (%s) may not use \"%s\": %s."
                        .formatted(actor.name(), roles(actor.roles()), action.type(), need));
    }

    private static String roles(Set<String> roles) {
        return roles.isEmpty() ? "no role" : "role " + String.join(", ", new TreeSet<>(roles));
    }

    private static Problem wrongPhase(Action action, Resource resource, Phase phase) {
        String allowed = action.phases().stream()
                .sorted()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return Problem.of(
                "wrong-phase",
                409,
                "Event \"%s\" is in phase %s; \"%s\" is possible in %s."
                        .formatted(resource.event(), phase.name().toLowerCase(Locale.ROOT), action.type(), allowed));
    }

    private static Problem frozen(Action action, List<Freeze> against) {
        Freeze last = against.getFirst();
        Body extra = Body.of(
                "rule", last.rule(), "until", last.until().toString(), "approvers", List.copyOf(last.approvers()));
        return new Problem(
                "frozen",
                423,
                "\"%s\" is frozen by %s until %s; %s can lift it."
                        .formatted(action.type(), last.rule(), last.until(), String.join(" or ", last.approvers())),
                extra);
    }
}
