package dev.vitrine.plugin.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ConversionGuardTest {
    private static final Body POLICY = Body.of(
            "defaultTier",
            "standard",
            "maxMinutes",
            240,
            "tiers",
            Body.of(
                    "standard",
                    Body.of(
                            "freezes", List.of("plugin", "configuration"),
                            "approvers", List.of("owner", "operator")),
                    "strict",
                    Body.of(
                            "freezes", List.of("plugin", "configuration", "event"),
                            "approvers", List.of("owner"))));

    private final TestHouse house = new TestHouse(Path.of("target"));
    private ConversionGuard guard = start();

    private ConversionGuard start() {
        house.policy("window", POLICY);
        return house.start("conversion-guard", ConversionGuard::new);
    }

    @Example
    void window_planned_freezesFromItsFirstMomentToItsLast() {
        Instant now = house.time().instant();
        house.done(
                "show", "guard.window", Body.of("title", "Friday drop", "opensInSeconds", 60, "durationSeconds", 600));

        assertThat(guard.freezes("show", now.plusSeconds(60).minusNanos(1))).isEmpty();
        assertThat(guard.freezes("show", now.plusSeconds(60)))
                .containsExactly(new Freeze(
                        "window \"Friday drop\"",
                        Set.of(ChangeClass.PLUGIN, ChangeClass.CONFIGURATION),
                        now.plusSeconds(660),
                        List.of("owner", "operator")));
        assertThat(guard.freezes("show", now.plusSeconds(660).minusNanos(1))).hasSize(1);
        assertThat(guard.freezes("show", now.plusSeconds(660))).isEmpty();
    }

    @Example
    void window_ofOneEvent_freezesTheHouseButNoOtherEvent() {
        house.done("show", "guard.window", Body.of("title", "Drop", "durationSeconds", 60));
        Instant now = house.time().instant();

        assertThat(guard.freezes(Command.HOUSE, now)).hasSize(1);
        assertThat(guard.freezes("other", now)).isEmpty();
    }

    @Example
    void window_byTheClock_isRecordedArmedOpenClosed() {
        house.done("show", "guard.window", Body.of("title", "Drop", "opensInSeconds", 10, "durationSeconds", 20));

        house.time().advance(Duration.ofMinutes(5));

        assertThat(states()).containsExactly("armed", "open", "closed");
        assertThat(house.log("show").getLast().at()).isEqualTo(Instant.parse("2026-11-20T18:00:30Z"));
        assertThat(house.log("show").getLast().actor()).isEqualTo(Actor.plugin("conversion-guard"));
    }

    @Example
    void window_restartInTheMiddle_staysOpenAndClosesOnTime() {
        house.done("show", "guard.window", Body.of("title", "Drop", "durationSeconds", 60));
        house.time().advance(Duration.ofSeconds(20));

        guard = start();

        assertThat(guard.freezes("show", house.time().instant())).hasSize(1);
        house.time().advance(Duration.ofSeconds(40));
        assertThat(states()).containsExactly("open", "closed");
    }

    @Example
    void window_wholeTimeSpentDown_isRecordedAsClosedAfterwards() {
        house.done("show", "guard.window", Body.of("title", "Drop", "opensInSeconds", 10, "durationSeconds", 20));
        house.time().stall(Duration.ofHours(1));

        guard = start();
        house.time().settle();

        assertThat(states()).containsExactly("armed", "closed");
    }

    @Example
    void close_early_takesAnApprover() {
        String id = house.done("show", "guard.window", Body.of("title", "Drop", "durationSeconds", 60))
                .text("id");
        Actor brand = new Actor(Actor.Kind.STAFF, "b-1", "Bea", Set.of("brand"));

        Problem problem = refused(house.submit(Command.of("show", "guard.close", brand, Body.of("window", id))));

        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.detail()).contains("\"Drop\" is open until").contains("owner, operator");
        assertThat(guard.freezes("show", house.time().instant())).hasSize(1);

        house.done("show", "guard.close", Body.of("window", id, "reason", "Sold out"));
        assertThat(guard.freezes("show", house.time().instant())).isEmpty();
        assertThat(house.log("show").getLast().body().text("reason")).isEqualTo("Sold out");
        house.time().advance(Duration.ofMinutes(5));
        assertThat(states()).containsExactly("open", "closed");
    }

    @Example
    void close_beforeItOpens_isAMatterOfWhoeverPlans() {
        String id = house.done(
                        "show", "guard.window", Body.of("title", "Drop", "opensInSeconds", 10, "durationSeconds", 60))
                .text("id");
        Actor brand = new Actor(Actor.Kind.STAFF, "b-1", "Bea", Set.of("brand"));

        house.submit(Command.of("show", "guard.close", brand, Body.of("window", id)));
        house.time().advance(Duration.ofMinutes(5));

        assertThat(states()).containsExactly("armed", "closed");
    }

    @Example
    void window_strictTier_freezesTheEventToo() {
        house.done("show", "guard.window", Body.of("title", "Drop", "durationSeconds", 60, "tier", "Strict"));

        assertThat(guard.freezes("show", house.time().instant()).getFirst().frozen())
                .contains(ChangeClass.EVENT);
    }

    @Example
    void window_badRequests_sayWhatIsTaken() {
        assertBad(Body.of("durationSeconds", 60), "\"title\"");
        assertBad(Body.of("title", "Drop"), "\"closesAt\" is missing; give it or durationSeconds");
        assertBad(Body.of("title", "Drop", "durationSeconds", 0), "\"closesAt\" must lie after");
        assertBad(Body.of("title", "Drop", "durationSeconds", 60, "tier", "gold"), "one of standard, strict");
        assertBad(Body.of("title", "Drop", "durationSeconds", 60, "opensAt", "tomorrow"), "takes a time such as");
        assertBad(Body.of("title", "Drop", "durationSeconds", 60, "opensAt", "2020-01-01T00:00:00Z"), "in the past");
        assertBad(Body.of("title", "Drop", "durationSeconds", 5 * 3600), "more than 240 minutes");
        assertBad(
                Body.of("title", "Drop", "durationSeconds", 60, "closesAt", "2026-11-20T19:00:00Z"),
                "exclude each other");
    }

    @Example
    void prove_and_examples_areUnderstood() {
        guard.prove();

        guard.commands().forEach(type -> {
            if (house.staff("show", type.type(), type.example()) instanceof Outcome.Refused refused) {
                assertThat(refused.problem().status()).as(type.type()).isNotEqualTo(400);
            }
        });
    }

    /** However late the timers are and however often the server restarts, the freeze has no gap and no overhang. */
    @Property(tries = 500)
    void freeze_isThereExactlyFromOpeningToEnd(
            @ForAll @IntRange(min = 0, max = 100) int opensIn,
            @ForAll @IntRange(min = 1, max = 100) int lasts,
            @ForAll @Size(max = 12) List<@IntRange(min = -40, max = 60) Integer> steps) {
        TestHouse other = new TestHouse(Path.of("target"));
        other.policy("window", POLICY);
        ConversionGuard plugin = other.start("conversion-guard", ConversionGuard::new);
        Instant start = other.time().instant();
        other.done("show", "guard.window", Body.of("title", "W", "opensInSeconds", opensIn, "durationSeconds", lasts));

        for (int step : steps) {
            if (step > 0) {
                other.time().advance(Duration.ofSeconds(step));
            } else if (step < 0) {
                other.time().stall(Duration.ofSeconds(-step));
            } else {
                plugin = other.start("conversion-guard", ConversionGuard::new);
            }
            long second = Duration.between(start, other.time().instant()).toSeconds();
            assertThat(!plugin.freezes("show", other.time().instant()).isEmpty())
                    .as("frozen at second %d of a window from %d to %d", second, opensIn, opensIn + lasts)
                    .isEqualTo(second >= opensIn && second < opensIn + lasts);
        }

        other.time().advance(Duration.ofMinutes(10));
        assertThat(other.log("show").getLast().body().text("state")).isEqualTo("closed");
    }

    private List<String> states() {
        return house.log("show").stream()
                .map(LogRecord::body)
                .map(body -> body.text("state"))
                .toList();
    }

    private void assertBad(Body body, String says) {
        Problem problem = refused(house.staff("show", "guard.window", body));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).contains(says);
    }

    private static Problem refused(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).problem();
    }
}
