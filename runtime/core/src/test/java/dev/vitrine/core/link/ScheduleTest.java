package dev.vitrine.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.Programme;
import dev.vitrine.api.media.Programme.Airing;
import dev.vitrine.api.media.Programme.Daily;
import dev.vitrine.api.media.Programme.Once;
import dev.vitrine.api.media.PullSource;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Body SHOW = Body.of("at", "2026-12-01T19:00:00+01:00", "files", List.of("show.mp4"));
    private static final Body MORNING =
            Body.of("daily", "09:00", "zone", "Europe/Berlin", "files", List.of("a.mp4", "b.mp4"), "loop", true);

    @Test
    void programmes_areRead_andWrittenAsTheyAreRead() {
        Fetching fetching = Fetching.of(source(SHOW, MORNING).with("files", List.of("filler.mp4")));

        assertThat(fetching.schedule())
                .containsExactly(
                        new Programme(new Once(Instant.parse("2026-12-01T18:00:00Z")), List.of("show.mp4"), false),
                        new Programme(
                                new Daily(LocalTime.of(9, 0), ZoneId.of("Europe/Berlin")),
                                List.of("a.mp4", "b.mp4"),
                                true));
        assertThat(fetching.name()).isEqualTo("the schedule of 2 programmes");
        assertThat(fetching.files()).containsExactly("filler.mp4");
        Body again = source(fetching.schedule().stream().map(Schedule::body).toArray(Body[]::new));
        assertThat(Schedule.of(again)).isEqualTo(fetching.schedule());
        assertThat(Fetching.of(source(SHOW)).files())
                .as("a filler is not needed")
                .isEmpty();
    }

    @Test
    void whatIsNotUnderstood_isRefusedByItsField() {
        List<String> files = List.of("a.mp4");
        refused("schedule[1]\" begins when another", SHOW, SHOW);
        refused("schedule[0].at\" takes a moment", Body.of("at", "tomorrow", "files", files));
        refused("schedule[0].at\" takes a moment", Body.of("at", "2026-12-01T18:00:00", "files", files));
        refused(
                "schedule[0].daily\" takes a time of day",
                Body.of("daily", "9 o'clock", "zone", "UTC", "files", files));
        refused("schedule[0].zone\" takes the zone", Body.of("daily", "09:00", "files", files));
        refused("schedule[0].zone\" takes the zone", Body.of("daily", "09:00", "zone", "Mars", "files", files));
        refused("schedule[0].zone\" goes with", SHOW.with("zone", "UTC"));
        refused("schedule[0]\" takes \"at\" with a moment", Body.of("files", files));
        refused("schedule[0]\" takes \"at\" with a moment", SHOW.with("daily", "09:00"));
        refused("schedule[1].files\" takes at least one", SHOW, Body.of("at", "2026-12-02T18:00:00Z"));
        refused("schedule[0].files\" takes names", Body.of("at", "2026-12-02T18:00:00Z", "files", List.of("../a.mp4")));
        refused("schedule[0]\" takes at or daily", SHOW.with("weekly", "monday"));
        assertThatThrownBy(() -> Fetching.of(source(SHOW).with("url", "rtmp://a.example/live/b")))
                .isInstanceOf(BadBody.class)
                .hasMessageContaining("one of the two");
    }

    @Test
    void latestStart_isOnAir_andTheNextOneKnown() {
        PullSource channel = channel(MORNING, SHOW);

        Instant noon = Instant.parse("2026-12-01T12:00:00Z");
        assertThat(channel.last(noon)).map(Airing::at).contains(Instant.parse("2026-12-01T08:00:00Z"));
        assertThat(channel.next(noon)).map(Airing::at).contains(Instant.parse("2026-12-01T18:00:00Z"));
        Instant begins = Instant.parse("2026-12-01T18:00:00Z");
        assertThat(channel.last(begins)).map(Airing::at).contains(begins);
        assertThat(channel.next(begins)).map(Airing::at).contains(Instant.parse("2026-12-02T08:00:00Z"));
        PullSource once = channel(SHOW);
        assertThat(once.last(noon)).isEmpty();
        assertThat(once.next(begins)).isEmpty();
    }

    @Test
    void dailyTime_followsTheClocksOfItsPlace() {
        PullSource channel = channel(Body.of("daily", "02:30", "zone", "Europe/Berlin", "files", List.of("a.mp4")));

        // On 28 March 2027 there is no half past two, and on 31 October there are two.
        assertThat(channel.next(Instant.parse("2027-03-27T12:00:00Z")))
                .map(Airing::at)
                .contains(Instant.parse("2027-03-28T01:30:00Z"));
        assertThat(channel.next(Instant.parse("2027-10-30T12:00:00Z")))
                .map(Airing::at)
                .contains(Instant.parse("2027-10-31T00:30:00Z"));
        assertThat(channel.next(Instant.parse("2027-10-31T00:30:00Z")))
                .as("not again an hour later")
                .map(Airing::at)
                .contains(Instant.parse("2027-11-01T01:30:00Z"));
    }

    @Test
    void ofTwoAtOneMoment_theOneThatComesOnceIsShown() {
        Body once = Body.of("at", "2026-12-01T08:00:00Z", "files", List.of("special.mp4"));
        PullSource channel = channel(MORNING, once);

        Instant begins = Instant.parse("2026-12-01T08:00:00Z");
        assertThat(channel.last(begins).orElseThrow().programme().files()).containsExactly("special.mp4");
        assertThat(channel.next(begins.minusSeconds(1))
                        .orElseThrow()
                        .programme()
                        .files())
                .containsExactly("special.mp4");
    }

    private static void refused(String sentence, Body... programmes) {
        assertThatThrownBy(() -> Fetching.of(source(programmes)))
                .isInstanceOf(BadBody.class)
                .hasMessageContaining(sentence);
    }

    private static Body source(Body... programmes) {
        return Body.of(
                "schedule", List.of(programmes).stream().map(Body::values).toList());
    }

    private static PullSource channel(Body... programmes) {
        return new PullSource("r-1", false, "the channel", "", List.of(), true, Schedule.of(source(programmes)));
    }
}
