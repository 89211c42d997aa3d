package dev.vitrine.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A moderation policy is tried on the last show before it is in force, by whichever door it comes. */
class PolicyTrialsTest {
    private static final String YAML = """
        failMode: hold
        requires: [chat-moderation]
        maxLength: 100
        heldMax: 10
        rate: {perSecond: 1.0, burst: 3}
        """;
    private static final Actor PRODUCER = new Actor(Actor.Kind.STAFF, "u-pia", "Pia", Set.of("operator", "policy"));

    private final FakeClock clock = new FakeClock();
    private final Path data;
    private final TestHouse house;

    PolicyTrialsTest(@TempDir Path data) {
        this.data = data;
        this.house = new TestHouse(data, clock);
    }

    /** Judges nothing; says that one of three messages would have fared otherwise. */
    private static final class Filter implements ChatFilter {
        @Override
        public Verdict review(ChatMessage message) {
            return Verdict.pass();
        }

        @Override
        public Optional<Body> dryRun(String event, Body policy) {
            return Optional.of(Body.of("messages", 3, "changed", policy.integer("maxLength") == 100 ? 1 : 0));
        }
    }

    @BeforeEach
    void moderate() {
        house.withModeration("1.0.0", new Filter());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void live(String event) {
        house.withEvent(event);
        clock.advance(Duration.ofMinutes(1));
        house.done(event, "event.phase", Body.of("to", "live", "force", true, "reason", "a test"));
    }

    private static Command put(Actor actor, Body more) {
        Body body = Body.of("name", "moderation", "yaml", YAML);
        for (var each : more.values().entrySet()) {
            body = body.with(each.getKey(), each.getValue());
        }
        return Command.of(Command.HOUSE, "policy.put", actor, body);
    }

    private Outcome tried(String yaml, Optional<String> event) {
        return house.house().trials().dryRun(TestHouse.OWNER, "moderation", yaml, event);
    }

    private long maxLength() {
        return house.house().policies().policy("moderation").integer("maxLength");
    }

    private List<String> serverRecords() {
        return house.log(Command.HOUSE).stream().map(LogRecord::type).toList();
    }

    @Test
    void untried_isRefused_withWhatToDo() {
        live("first");
        Problem problem = house.refused(put(TestHouse.OWNER, Body.empty()));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.type()).isEqualTo("policy-untried");
        assertThat(problem.detail()).contains("\"first\"", "dry-run", "force");
        assertThat(problem.extra().text("event")).isEqualTo("first");
        assertThat(maxLength()).isEqualTo(500);
    }

    @Test
    void tried_isTaken_butNotAnotherText() {
        live("first");
        Body said = TestHouse.reply(tried(YAML, Optional.empty()));
        assertThat(said.text("event")).isEqualTo("first");
        assertThat(said.flag("counts", false)).isTrue();
        assertThat(said.integer("changed")).isEqualTo(1);
        assertThat(house.log(Command.HOUSE).getLast().body().values())
                .containsEntry("version", said.text("version"))
                .containsEntry("event", "first")
                .containsEntry("messages", 3L);
        Body other = Body.of("name", "moderation", "yaml", YAML.replace("100", "101"));
        assertThat(house.refused(Command.of(Command.HOUSE, "policy.put", TestHouse.OWNER, other))
                        .type())
                .isEqualTo("policy-untried");
        house.done(put(TestHouse.OWNER, Body.empty()));
        assertThat(maxLength()).isEqualTo(100);
        // What is in force may be sent again whatever was on since.
        live("second");
        house.done(put(TestHouse.OWNER, Body.empty()));
    }

    @Test
    void aTrialOnAnEarlierShow_doesNotCount_andARestartForgetsNothing() {
        live("first");
        TestHouse.reply(tried(YAML, Optional.empty()));
        live("second");
        assertThat(house.refused(put(TestHouse.OWNER, Body.empty())).extra().text("event"))
                .isEqualTo("second");
        assertThat(TestHouse.reply(tried(YAML, Optional.of("first"))).flag("counts", true))
                .isFalse();
        TestHouse.reply(tried(YAML, Optional.empty()));
        house.restart();
        house.done(put(TestHouse.OWNER, Body.empty()));
    }

    @Test
    void anOwner_mayForceIt_withAReason_onRecord_andNobodyElse() {
        live("first");
        assertThat(house.refused(put(TestHouse.OWNER, Body.of("force", true, "reason", " ")))
                        .status())
                .isEqualTo(400);
        assertThat(house.refused(put(PRODUCER, Body.of("force", true, "reason", "now!")))
                        .status())
                .isIn(403, 409);
        house.done(put(TestHouse.OWNER, Body.of("force", true, "reason", "a slur is going round")));
        assertThat(maxLength()).isEqualTo(100);
        assertThat(serverRecords()).endsWith("core.policy", "core.forced");
        assertThat(house.log(Command.HOUSE).getLast().body().values())
                .containsEntry("reason", "a slur is going round")
                .containsEntry("command", "policy.put");
    }

    @Test
    void beforeTheFirstShow_thereIsNothingToTryItOn() {
        house.withEvent("first");
        assertThat(TestHouse.problem(tried(YAML, Optional.empty())).type()).isEqualTo("no-show");
        house.done(put(TestHouse.OWNER, Body.empty()));
    }

    @Test
    void whatCannotBeTried_isSaid() {
        live("first");
        assertThat(TestHouse.problem(tried(YAML.replace("100", "none"), Optional.empty()))
                        .status())
                .isEqualTo(422);
        assertThat(TestHouse.problem(tried(YAML, Optional.of("nowhere"))).status())
                .isEqualTo(404);
        assertThat(TestHouse.problem(
                                house.house().trials().dryRun(TestHouse.OWNER, "roles", "roles: {}", Optional.empty()))
                        .type())
                .isEqualTo("no-dry-run");
        house.house().contributions().retire("chat-moderation");
        assertThat(TestHouse.problem(tried(YAML, Optional.empty())).detail()).contains("vitrine plugins list");
    }

    @Test
    void aFileChangedByHand_isSetAside_unlessItWasTried() throws Exception {
        live("first");
        Path file = data.resolve("policies/moderation.yaml");
        Files.createDirectories(data.resolve("policies"));
        Files.writeString(file, YAML);
        house.restart();
        assertThat(maxLength()).isEqualTo(500);
        assertThat(data.resolve("policies/moderation.yaml.untried")).hasContent(YAML);

        house.withModeration("1.0.0", new Filter());
        TestHouse.reply(tried(YAML, Optional.empty()));
        Files.writeString(file, YAML);
        house.restart();
        assertThat(maxLength()).isEqualTo(100);
        // And is on record now, so that it stays whatever is on later.
        live("second");
        house.restart();
        assertThat(maxLength()).isEqualTo(100);
        assertThat(serverRecords()).contains("core.policy");
    }
}
