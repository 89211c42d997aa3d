package dev.vitrine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.media.MediaProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile family of an event's media: the class's, until a command says another. */
class MediaProfileTest {
    private static final Actor PRODUCER = new Actor(Actor.Kind.STAFF, "p", "Pat", Set.of("producer"));

    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anEvent_followsItsClass() {
        MediaProfile profile = profile();
        assertThat(profile.family()).isEqualTo("standard");
        assertThat(profile.rungs())
                .extracting(MediaProfile.RungPlan::name)
                .as("largest first")
                .containsExactly("480p", "240p");
        assertThat(profile.partMs()).isEqualTo(200);
    }

    @Test
    void aSwitch_isLogged_publishedAndInForceAtOnce_andAfterARestart() {
        house.done(
                Command.of("demo", "media.profile", PRODUCER, Body.of("profile", "fallback", "reason", "poor line")));
        assertThat(profile().family()).isEqualTo("fallback");
        assertThat(profile().always()).isTrue();
        LogRecord record = house.log("demo").getLast();
        assertThat(record.type()).isEqualTo("core.profile");
        assertThat(record.channel()).isEqualTo(Channel.STREAM);
        assertThat(record.body().text("from")).isEqualTo("standard");
        assertThat(record.body().text("reason")).isEqualTo("poor line");
        assertThat(record.body().body("player").integer("targetCushionMs")).isEqualTo(400);

        house.close();
        house = new TestHouse(data, clock);
        assertThat(profile().family()).isEqualTo("fallback");
    }

    @Test
    void theChoice_namesTheUsualFamilyAndEveryOther_withWhatEachGives() {
        house.done("demo", "media.profile", Body.of("profile", "fallback"));
        MediaChoice choice = house.house().mediaChoice("demo").orElseThrow();
        assertThat(choice.family()).isEqualTo("fallback");
        assertThat(choice.usual()).isEqualTo("standard");
        assertThat(choice.profile()).isEqualTo(profile());
        assertThat(choice.families())
                .extracting(family -> family.profile().family())
                .as("in the order of the file")
                .containsExactly("baseline", "standard", "fallback");
        assertThat(choice.families())
                .extracting(MediaChoice.Family::summary)
                .as("the sentence of each")
                .noneMatch(String::isEmpty);
        assertThat(house.house().mediaChoice("nowhere")).isEmpty();
    }

    @Test
    void theFamilyInForce_isNoChange() {
        int before = house.log("demo").size();
        house.done("demo", "media.profile", Body.of("profile", "standard"));
        assertThat(house.log("demo")).hasSize(before);
    }

    @Test
    void anUnknownFamily_isNamed() {
        Problem problem = house.refused(Command.of("demo", "media.profile", PRODUCER, Body.of("profile", "cinema")));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).contains("baseline", "standard", "fallback", "cinema");
    }

    @Test
    void aProtectedWindow_refusesTheSwitch() {
        house.promote(TestHouse.plugin("guard", "1.0.0")
                .guard((event, now) -> List.of(new Freeze(
                        "window \"Drop\"",
                        Set.of(ChangeClass.CONFIGURATION),
                        clock.instant().plusSeconds(60),
                        List.of("owner")))));
        Problem problem = house.refused(Command.of("demo", "media.profile", PRODUCER, Body.of("profile", "fallback")));
        assertThat(problem.status()).isEqualTo(423);
        assertThat(profile().family()).isEqualTo("standard");
    }

    private MediaProfile profile() {
        return house.house().mediaProfile("demo").orElseThrow();
    }
}
