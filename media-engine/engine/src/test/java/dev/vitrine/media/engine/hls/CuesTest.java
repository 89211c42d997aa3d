package dev.vitrine.media.engine.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.media.engine.ManualTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CuesTest {
    private final ManualTime time = new ManualTime();
    private final Cues cues = new Cues(time);
    private final Live live = new Live().begin().frames(70, 30, 60);

    @Test
    void cue_isARangeFromItsPicture_withItsEndOnceItIsOver() {
        cues.apply(record(
                "cta.cue",
                1_500,
                Body.of(
                        "cue",
                        "c7",
                        "endsAt",
                        "2026-11-22T10:00:31.500Z",
                        "product",
                        Body.of("id", "lamp", "title", "The \"Moon\""))));

        assertThat(lines())
                .containsExactly("#EXT-X-DATERANGE:ID=\"cue-c7\",CLASS=\"dev.vitrine.offer\","
                        + "START-DATE=\"2026-11-22T10:00:01.500Z\",END-DATE=\"2026-11-22T10:00:31.500Z\","
                        + "PLANNED-DURATION=30.00000,X-DEV-VITRINE-PRODUCT=\"lamp\",X-DEV-VITRINE-TITLE=\"The 'Moon'\","
                        + "X-DEV-VITRINE-EPOCH=1,X-DEV-VITRINE-PTS-MS=1500");
    }

    @Test
    void cueUnderWay_hasNoEnd_andEndsEarlyWhenToldTo() {
        cues.apply(record(
                "cta.cue",
                1_500,
                Body.of(
                        "cue",
                        "c7",
                        "endsAt",
                        "2026-11-22T11:00:00Z",
                        "product",
                        Body.of("id", "lamp", "title", "Lamp"))));
        assertThat(lines()).singleElement().asString().doesNotContain("END-DATE");
        cues.apply(record("cta.ended", 2_000, Body.of("cue", "c7")));

        assertThat(lines()).singleElement().asString().contains("END-DATE=\"2026-11-22T10:00:02.000Z\"");
    }

    @Test
    void cueOfAnEpochThatIsNotThere_isLeftOut_andForeignRecordsDoNotHurt() {
        cues.apply(new LogRecord(
                "show",
                1,
                Instant.EPOCH,
                Optional.of(new MediaTime(9, 5)),
                "cta.cue",
                Channel.OVERLAY,
                1,
                actor(),
                Delivery.AT,
                Optional.empty(),
                Body.of("cue", "c1", "endsAt", "2026-11-22T11:00:00Z", "product", Body.of("id", "x", "title", "X"))));
        cues.apply(record("cta.cue", 0, Body.of("something", "else")));

        assertThat(lines()).isEmpty();
    }

    private List<String> lines() {
        Playlist playlist = live.rendition.version().orElseThrow();
        return cues.lines("show", playlist.segments(), playlist.open());
    }

    private static LogRecord record(String type, long ptsMs, Body body) {
        return new LogRecord(
                "show",
                1,
                Instant.parse("2026-11-22T10:00:00Z").plusMillis(ptsMs),
                Optional.of(new MediaTime(1, ptsMs)),
                type,
                Channel.OVERLAY,
                1,
                actor(),
                Delivery.AT,
                Optional.empty(),
                body);
    }

    private static Actor actor() {
        return new Actor(Actor.Kind.STAFF, "owner", "Owner", Set.of("owner"));
    }
}
