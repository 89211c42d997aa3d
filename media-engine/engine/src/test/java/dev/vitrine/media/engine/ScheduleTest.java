package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.Programme;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.api.media.StreamState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A channel by a clock that stands still until it is set; a fake worker's files are half a second each. */
class ScheduleTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant EVENING = Instant.parse("2026-12-01T18:00:00Z");

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(EVENING.minusSeconds(60));
    private EngineFixture fixture;

    @BeforeEach
    void start() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("recordings"));
        for (String film : List.of("filler.mp4", "one.mp4", "two.mp4", "broken.mp4")) {
            Files.writeString(folder.resolve(film), "film");
        }
        fixture = new EngineFixture(directory, now::get);
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void programme_beginsAtItsTime_andTheFillerGoesOnAfterIt_withoutABreak() {
        pull(List.of("filler.mp4"), at(EVENING, false, "one.mp4"));
        awaitSaid("Plays \"filler.mp4\".");
        assertThat(said()).as("the clock stands, so the programme waits").doesNotContain("one.mp4");

        now.set(EVENING);
        awaitSaid("Plays \"one.mp4\".");
        awaitSaid("Plays \"filler.mp4\".");

        assertThat(fixture.units)
                .filteredOn(unit -> unit.kind() == MediaUnit.Kind.INIT)
                .as("one stretch for all that is encoded alike")
                .hasSize(1);
        assertThat(fixture.host.links()).extracting(MediaLink::state).containsExactly(State.PLAYING);
    }

    @Test
    void programme_afterARestart_isJoinedWhereItShouldBe() {
        now.set(EVENING.plusMillis(7_600));
        pull(List.of("filler.mp4"), at(EVENING, true, "one.mp4", "two.mp4"));
        // 7.6 s are fifteen files of half a second: seven rounds and one file.
        awaitSaid("Plays \"two.mp4\".");
        assertThat(fixture.host.links())
                .first()
                .extracting(MediaLink::why)
                .asString()
                .contains("two.mp4");
    }

    @Test
    void programme_thatIsLongOver_leavesTheChannelToTheFiller() {
        now.set(EVENING.plusSeconds(3_600));
        pull(List.of("filler.mp4"), at(EVENING, false, "one.mp4"));

        awaitSaid("Plays \"filler.mp4\".");
    }

    @Test
    void programme_thatLoops_isEndedByTheNextOne() {
        now.set(EVENING);
        Programme every =
                new Programme(new Programme.Daily(LocalTime.of(19, 0), ZoneOffset.UTC), List.of("two.mp4"), true);
        pull(List.of(), at(EVENING, true, "one.mp4"), every);
        awaitSaid("Plays \"one.mp4\".");

        now.set(EVENING.plusSeconds(3_600));

        awaitSaid("Plays \"two.mp4\".");
    }

    @Test
    void programme_whoseFilesAreMissingOrBroken_isNamed_whileTheFillerPlays() {
        now.set(EVENING);
        pull(List.of("filler.mp4"), at(EVENING, false, "gone.mp4"), at(EVENING.plusSeconds(60), false, "broken.mp4"));
        awaitSaid("Plays \"filler.mp4\". There is no file \"gone.mp4\".");

        now.set(EVENING.plusSeconds(60));

        awaitSaid("Plays \"filler.mp4\". \"broken.mp4\" is no film.");
    }

    @Test
    void withoutAFiller_nothingPlaysUntilTheNextProgramme_andNothingIsWrong() {
        now.set(EVENING);
        pull(List.of(), at(EVENING, false, "one.mp4"), at(EVENING.plusSeconds(600), true, "two.mp4"));
        await().atMost(LIMIT).until(() -> link().state() == State.IDLE);
        assertThat(said()).isEqualTo("Nothing plays until the next programme begins.");
        await().atMost(LIMIT)
                .until(() -> fixture.engine
                        .status("drop")
                        .filter(status -> status.state() == StreamState.SLATE)
                        .isPresent());

        now.set(EVENING.plusSeconds(600));

        awaitSaid("Plays \"two.mp4\".");
        await().atMost(LIMIT)
                .until(() -> fixture.engine.status("drop").orElseThrow().state() == StreamState.LIVE);
    }

    @Test
    void whenAllIsOver_theSourceHasEnded() {
        now.set(EVENING);
        pull(List.of(), at(EVENING, false, "one.mp4"));

        await().atMost(LIMIT).until(() -> link().state() == State.ENDED);
    }

    private void pull(List<String> filler, Programme... programmes) {
        fixture.engine.pull(
                "drop",
                List.of(new PullSource("primary", false, "the schedule", "", filler, true, List.of(programmes))));
    }

    private static Programme at(Instant at, boolean loop, String... files) {
        return new Programme(new Programme.Once(at), List.of(files), loop);
    }

    private MediaLink link() {
        return fixture.engine.links("drop").getFirst();
    }

    private String said() {
        return link().why();
    }

    private void awaitSaid(String sentence) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(said()).isEqualTo(sentence));
    }
}
