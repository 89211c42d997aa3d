package dev.vitrine.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.http.Route;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.access.Roles;
import dev.vitrine.core.policy.PolicyFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The whole matrix: every role of the shipped policy, given everywhere, for the event or for another one; every right;
 * on the event and on the server; in every phase; for every change class; frozen or not, forced or not.
 */
class DecideTest {
    private static final Instant NOW = Instant.parse("2026-05-01T18:00:00Z");
    private static final Set<String> STAFF =
            Set.of("moderator", "producer", "brand", "operator", "owner", "shop", "reader");

    private final Roles roles = shipped();

    private static Roles shipped() {
        try {
            return Roles.of(
                    PolicyFiles.load(TestHouse.POLICIES, Path.of("nowhere")).policy("roles"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isStaffRole(String role) {
        return STAFF.contains(role);
    }

    private static Actor actor(String role) {
        return actor(role, "");
    }

    private static Actor actor(String role, String where) {
        Actor.Kind kind = switch (role) {
            case "house" -> Actor.Kind.HOUSE;
            case "plugin" -> Actor.Kind.PLUGIN;
            default -> STAFF.contains(role) ? Actor.Kind.STAFF : Actor.Kind.VIEWER;
        };
        return new Actor(kind, "id-" + role, role, Set.of(role + where));
    }

    private Decision decide(
            Actor actor, String right, ChangeClass changeClass, Phase phase, List<Freeze> freezes, boolean force) {
        return decide(actor, right, changeClass, "demo", phase, freezes, force);
    }

    private Decision decide(
            Actor actor,
            String right,
            ChangeClass changeClass,
            String event,
            Phase phase,
            List<Freeze> freezes,
            boolean force) {
        return Decide.decide(
                new Subject(actor, roles),
                new Action(
                        "test.do",
                        right,
                        changeClass,
                        roles.phasesOf(right),
                        "test",
                        false,
                        force ? Optional.of("because") : Optional.empty()),
                new Resource(event, event.equals(Command.HOUSE)),
                new Moment(event, phase, NOW, Optional.empty(), freezes));
    }

    private Set<String> allRights() {
        Set<String> rights = new TreeSet<>(Set.of(Route.PUBLIC, "unheard.of"));
        roles.rights().values().forEach(rights::addAll);
        rights.remove("*");
        rights.addAll(roles.phases().keySet());
        return rights;
    }

    @Test
    void everyCell() {
        Freeze window = new Freeze(
                "window \"Drop\"",
                Set.of(ChangeClass.CONFIGURATION, ChangeClass.PLUGIN, ChangeClass.MODERATION),
                NOW.plusSeconds(60),
                List.of("owner", "operator"));
        int cells = 0;
        for (String role : roles.rights().keySet()) {
            for (String where : List.of("", "@demo", "@other")) {
                for (String right : allRights()) {
                    for (String event : List.of("demo", Command.HOUSE)) {
                        for (Phase phase : Phase.values()) {
                            for (ChangeClass changeClass : ChangeClass.values()) {
                                for (boolean frozen : new boolean[] {false, true}) {
                                    for (boolean force : new boolean[] {false, true}) {
                                        int decided = status(decide(
                                                actor(role, where),
                                                right,
                                                changeClass,
                                                event,
                                                phase,
                                                frozen ? List.of(window) : List.of(),
                                                force));
                                        int expected =
                                                expected(role, where, right, changeClass, event, phase, frozen, force);
                                        if (decided != expected) {
                                            fail("%s%s uses %s (%s) on %s in %s, frozen %s, forced %s: %d, not %d"
                                                    .formatted(
                                                            role,
                                                            where,
                                                            right,
                                                            changeClass,
                                                            event,
                                                            phase,
                                                            frozen,
                                                            force,
                                                            decided,
                                                            expected));
                                        }
                                        cells++;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(cells).isGreaterThan(150_000);
    }

    /** The rules once more, as a table would have them; deliberately not by the code under test. */
    private int expected(
            String role,
            String where,
            String right,
            ChangeClass changeClass,
            String event,
            Phase phase,
            boolean frozen,
            boolean force) {
        if (role.equals("house")) {
            return 200;
        }
        boolean counts = where.isEmpty() || where.equals("@" + event);
        // Someone from elsewhere on the staff is a viewer with a name here; anyone else is nobody.
        Set<String> stranger = Set.of("chat.send", "hold.create", "order.create");
        Set<String> held =
                counts ? roles.rights().getOrDefault(role, Set.of()) : isStaffRole(role) ? stranger : Set.of();
        if (!right.equals("public") && !held.contains(right) && !held.contains("*")) {
            return 403;
        }
        boolean showOver = !event.equals(Command.HOUSE) && (phase == Phase.ENDED || phase == Phase.REPLAY);
        if (showOver && Set.of("chat.send", "hold.create").contains(right)) {
            return 409;
        }
        boolean stands =
                frozen && Set.of(ChangeClass.CONFIGURATION, ChangeClass.PLUGIN).contains(changeClass);
        return stands && !(force && role.equals("owner") && counts) ? 423 : 200;
    }

    private static int status(Decision decision) {
        return switch (decision) {
            case Decision.Allowed allowed -> 200;
            case Decision.Denied denied -> denied.problem().status();
        };
    }

    @Test
    void aFrozenChange_saysRuleUntilAndApprovers() {
        Freeze window = new Freeze(
                "window \"Drop\"", Set.of(ChangeClass.PLUGIN), NOW.plusSeconds(60), List.of("owner", "operator"));
        Decision decision =
                decide(actor("operator"), "plugin.write", ChangeClass.PLUGIN, Phase.LIVE, List.of(window), false);
        assertThat(decision).isInstanceOfSatisfying(Decision.Denied.class, denied -> {
            assertThat(denied.problem().status()).isEqualTo(423);
            assertThat(denied.problem().detail()).contains("window \"Drop\"").contains("owner or operator");
            assertThat(denied.problem().extra().text("rule")).isEqualTo("window \"Drop\"");
            assertThat(denied.problem().extra().text("until")).isEqualTo("2026-05-01T18:01:00Z");
            assertThat(denied.problem().extra().texts("approvers")).containsExactly("owner", "operator");
        });
    }

    @Test
    void aFreezeThatIsOver_standsAgainstNothing() {
        Freeze over = new Freeze("window \"Drop\"", Set.of(ChangeClass.PLUGIN), NOW, List.of("owner"));
        assertThat(decide(actor("operator"), "plugin.write", ChangeClass.PLUGIN, Phase.LIVE, List.of(over), false))
                .isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void aPlugin_mayUseItsOwnCommands_andNoOthers() {
        Actor own = Actor.plugin("test");
        Actor stranger = Actor.plugin("stranger");
        assertThat(decide(own, "unheard.of", ChangeClass.SHOW, Phase.LIVE, List.of(), false))
                .isInstanceOf(Decision.Allowed.class);
        assertThat(decide(stranger, "unheard.of", ChangeClass.SHOW, Phase.LIVE, List.of(), false))
                .isInstanceOf(Decision.Denied.class);
    }

    @Test
    void someoneWithoutARole_mayNothing() {
        Actor nobody = new Actor(Actor.Kind.VIEWER, "n", "Nobody", Set.of());
        for (String right : allRights()) {
            Decision decision = decide(nobody, right, ChangeClass.SHOW, Phase.LIVE, List.of(), true);
            assertThat(status(decision)).isEqualTo(right.equals("public") ? 200 : 403);
        }
    }
}
