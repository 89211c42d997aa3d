package dev.vitrine.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.HouseException;
import dev.vitrine.core.TestHouse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {
    private static final String MODERATION = """
        failMode: hold
        requires: []
        maxLength: 100
        heldMax: 5
        rate:
          perSecond: 2
          burst: 3
        """;

    @TempDir
    Path data;

    private static PolicyError error(String name, String yaml) throws Exception {
        PolicyFiles policies = PolicyFiles.load(TestHouse.POLICIES, Path.of("nowhere"));
        return catchThrowableOfType(PolicyError.class, () -> policies.check(name + ".yaml", name, yaml));
    }

    @Test
    void theShippedPolicies_fit() throws Exception {
        PolicyFiles policies = PolicyFiles.load(TestHouse.POLICIES, Path.of("nowhere"));
        assertThat(policies.names())
                .containsExactly(
                        "events",
                        "health",
                        "ingest",
                        "moderation",
                        "outbound",
                        "profiles",
                        "restream",
                        "roles",
                        "sources",
                        "window");
        assertThat(policies.policy("moderation").integer("maxLength")).isEqualTo(500);
        assertThat(policies.version("moderation")).hasSize(12);
        assertThatThrownBy(() -> policies.policy("nothing")).hasMessageContaining("\"nothing\"");
    }

    @Test
    void aValueThatIsTooLarge_isNamedWithFileLineAndKey() throws Exception {
        PolicyError error = error("moderation", MODERATION.replace("maxLength: 100", "maxLength: 5000"));
        assertThat(error.line()).isEqualTo(3);
        assertThat(error.key()).isEqualTo("maxLength");
        assertThat(error).hasMessageContaining("\"moderation.yaml\", line 3, key \"maxLength\"");
    }

    @Test
    void aNestedValue_isNamed() throws Exception {
        PolicyError error = error("moderation", MODERATION.replace("burst: 3", "burst: lots"));
        assertThat(error.line()).isEqualTo(7);
        assertThat(error.key()).isEqualTo("rate.burst");
    }

    @Test
    void aKeyThatDoesNotExist_isNamed() throws Exception {
        PolicyError error = error("moderation", MODERATION + "maxLenght: 7\n");
        assertThat(error.line()).isEqualTo(8);
        assertThat(error.key()).isEqualTo("maxLenght");
        assertThat(error).hasMessageContaining("no such key");
    }

    @Test
    void aKeyThatIsMissing_isNamed() throws Exception {
        PolicyError error = error("moderation", MODERATION.replace("  burst: 3\n", ""));
        assertThat(error.key()).isEqualTo("rate");
        assertThat(error.line()).isEqualTo(5);
        assertThat(error).hasMessageContaining("burst");
    }

    @Test
    void failingOpen_isNotAChoice() throws Exception {
        assertThat(error("moderation", MODERATION.replace("failMode: hold", "failMode: pass"))
                        .key())
                .isEqualTo("failMode");
    }

    @Test
    void whatIsNoYaml_isNamedWithItsLine() throws Exception {
        assertThat(error("moderation", "failMode: hold\nrate: }").line()).isEqualTo(2);
        assertThat(error("moderation", "just text")).hasMessageContaining("not a map");
        assertThat(error("moderation", "")).hasMessageContaining("not a map");
        assertThat(error("moderation", MODERATION + "failMode: hold\n")).hasMessageContaining("failMode");
        assertThat(error("moderation", "a: &a [x]\nb: [*a, *a, *a]")).isNotNull();
        assertThat(error("moderation", "!!java.net.URL [http://x]")).isNotNull();
    }

    @Test
    void namesThatMustExist_areChecked() throws Exception {
        String window = Files.readString(TestHouse.POLICIES.resolve("window.yaml"));
        PolicyError error = error("window", window.replace("defaultTier: standard", "defaultTier: grand"));
        assertThat(error.key()).isEqualTo("defaultTier");
        assertThat(error).hasMessageContaining("\"grand\" is not among tiers: standard, strict");
        String events = Files.readString(TestHouse.POLICIES.resolve("events.yaml"));
        assertThat(error("events", events.replace("[chat-moderated]", "[chat-moderatd]")))
                .hasMessageContaining("chat-moderatd");
    }

    @Test
    void anOwnersFile_takesThePlaceOfTheShippedOne() throws Exception {
        Files.createDirectories(data.resolve("policies"));
        Files.writeString(data.resolve("policies/moderation.yaml"), MODERATION);
        try (TestHouse house = new TestHouse(data, new FakeClock())) {
            assertThat(house.house().policies().policy("moderation").integer("maxLength"))
                    .isEqualTo(100);
        }
        Files.writeString(data.resolve("policies/moderation.yaml"), MODERATION.replace("3", "x"));
        assertThatThrownBy(() -> new TestHouse(data, new FakeClock()))
                .isInstanceOf(HouseException.class)
                .hasMessageContaining(data.resolve("policies/moderation.yaml").toString())
                .hasMessageContaining("line 7");
    }

    @Test
    void aChange_isACommand_holdsAtOnce_andAcrossARestart() {
        try (TestHouse house =
                new TestHouse(data, new FakeClock()).withEvent("demo").withOpenModeration()) {
            house.done(Command.HOUSE, "policy.put", Body.of("name", "moderation", "yaml", MODERATION));
            assertThat(house.log(Command.HOUSE).getLast().type()).isEqualTo("core.policy");
            assertThat(TestHouse.problem(house.say("demo", TestHouse.OWNER, "x".repeat(101)))
                            .detail())
                    .contains("100");
            house.restart();
            assertThat(house.house().policies().policy("moderation").integer("maxLength"))
                    .isEqualTo(100);
        }
    }

    @Test
    void aChangeThatDoesNotFit_is422_andNamesLineAndKey() {
        try (TestHouse house = new TestHouse(data, new FakeClock())) {
            Problem problem = house.refused(Command.of(
                    Command.HOUSE,
                    "policy.put",
                    TestHouse.OWNER,
                    Body.of("name", "moderation", "yaml", MODERATION.replace("5", "none"))));
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.extra().integer("line")).isEqualTo(4);
            assertThat(problem.extra().text("key")).isEqualTo("heldMax");
        }
    }

    @Test
    void aPolicyThatWasRecordedButNotWritten_isWrittenAtTheNextStart() throws Exception {
        try (TestHouse house = new TestHouse(data, new FakeClock())) {
            house.done(Command.HOUSE, "policy.put", Body.of("name", "moderation", "yaml", MODERATION));
        }
        // As if the server had died between the record and the file.
        Files.delete(data.resolve("policies/moderation.yaml"));
        Files.delete(data.resolve("policies/applied"));
        try (TestHouse house = new TestHouse(data, new FakeClock())) {
            assertThat(house.house().policies().policy("moderation").integer("maxLength"))
                    .isEqualTo(100);
        }
    }

    @Test
    void aLadderThatGoesUp_isNamed() throws Exception {
        String yaml = Files.readString(TestHouse.POLICIES.resolve("profiles.yaml"))
                .replace("{name: 240p, height: 240, bitrateKbps: 300}", "{name: 240p, height: 240, bitrateKbps: 3000}");
        PolicyError error = error("profiles", yaml);
        assertThat(error.key()).isEqualTo("families.standard.ladder.rungs.1");
        assertThat(error).hasMessageContaining("\"240p\" with 3000 kbit/s stands after \"480p\"");
    }
}
