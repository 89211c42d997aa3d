package dev.vitrine.media.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What viewers are shown while the publisher is away: a slate, or the backup. */
class OutageTest {
    private static final long FRAME_MS = 33;

    private final ManualTime time = new ManualTime();
    private final List<String> story = new ArrayList<>();
    private final Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
        @Override
        public void changed(StreamStatus status, String why) {
            story.add(status.state() + ": " + why);
        }

        @Override
        public void measured(StreamStatus status) {}

        @Override
        public void health(MediaHealth health) {}
    });
    private final RecordingBus bus = new RecordingBus();
    private int slates;

    @BeforeEach
    void attach() {
        stream.attach(bus);
        stream.whenSlate(() -> slates++);
    }

    @Test
    void slate_isAPictureOfItsOwnEpoch_untilThePublishersNextKeyFrame() throws Exception {
        Publication first = encoder("first", false);
        frames(first, 0, 3);
        first.end("The publisher has left.");
        time.passMs(Stream.GRACE.toMillis());
        assertThat(slates).isEqualTo(1);
        Publication slate = slate();
        frames(slate, 0, 5);

        assertThat(stream.status().state()).isEqualTo(StreamState.SLATE);
        assertThat(stream.status().live())
                .as("records belong to the slate's pictures")
                .isPresent();
        assertThat(bus.segments).hasSize(2);
        assertThat(bus.packets).hasSize(8);

        Publication second = encoder("second", false);
        second.video(false, 0, 0, Samples.frame(false, 50), 0, time.getAsLong());
        assertThat(stream.isFilling(slate)).as("nothing to decode yet").isTrue();
        frames(second, 33_000, 2);
        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
        assertThat(stream.isFilling(slate)).isFalse();
        frames(slate, 165_000, 2);
        assertThat(bus.packets).as("nothing more of the slate").hasSize(10);
        assertThat(bus.segments).extracting(Segment::epoch).containsExactly(1L, 2L, 3L);
        grows();
    }

    @Test
    void publisherThatWasOnlySilent_comesBackWithAKeyFrame_onceTheSlateWasShown() throws Exception {
        Publication publisher = encoder("first", false);
        frames(publisher, 0, 2);
        time.passMs(1_600);
        stream.watch();
        time.passMs(Stream.GRACE.toMillis());
        frames(slate(), 0, 10);
        publisher.video(false, 2_000_000, 0, Samples.frame(false, 50), 0, time.getAsLong());
        assertThat(stream.status().state())
                .as("it refers to pictures from before the slate")
                .isEqualTo(StreamState.SLATE);
        publisher.video(true, 2_033_000, 0, Samples.frame(true, 50), 0, time.getAsLong());

        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
        assertThat(bus.segments).hasSize(3);
        grows();
    }

    @Test
    void twentyFiveCuts_areTwentyFiveSlates_andTimeOnlyGrows() throws Exception {
        for (int cut = 0; cut < 25; cut++) {
            Publication publisher = encoder("encoder " + cut, false);
            frames(publisher, cut * 7_000L, 4);
            publisher.end("cut " + cut);
            time.passMs(Stream.GRACE.toMillis());
            Publication slate = slate();
            frames(slate, 0, 3);
        }

        assertThat(slates).isEqualTo(25);
        assertThat(bus.segments).hasSize(50);
        assertThat(bus.segments)
                .extracting(Segment::epoch)
                .doesNotHaveDuplicates()
                .isSorted();
        grows();
    }

    @Test
    void backup_isShownWhileThePublisherIsAway_andOnlyThen() throws Exception {
        Publication publisher = encoder("main", false);
        frames(publisher, 0, 2);
        Publication backup = encoder("backup", true);
        frames(backup, 0, 2);
        assertThat(bus.packets).as("the backup stands by").hasSize(2);

        publisher.end("The publisher has left.");
        frames(backup, 66_000, 2);
        assertThat(bus.packets).as("grace first").hasSize(2);
        time.passMs(Stream.GRACE.toMillis());
        frames(backup, 500_000, 2);
        assertThat(stream.status().state()).isEqualTo(StreamState.BACKUP);
        assertThat(bus.packets).hasSize(4);

        Publication again = encoder("main again", false);
        frames(again, 0, 2);
        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
        frames(backup, 700_000, 2);
        assertThat(bus.packets).hasSize(6);
        grows();
        assertThat(story)
                .anyMatch(line -> line.startsWith("LIVE: A backup stands by: backup"))
                .anyMatch(line -> line.contains("the backup is shown from its next key frame"))
                .anyMatch(line -> line.startsWith("BACKUP: Picture from the backup, backup"));
    }

    @Test
    void backupThatGoesToo_leavesTheSlate() throws Exception {
        Publication publisher = encoder("main", false);
        Publication backup = encoder("backup", true);
        frames(publisher, 0, 1);
        publisher.end("gone");
        time.passMs(Stream.GRACE.toMillis());
        frames(backup, 0, 2);
        backup.end("gone too");
        assertThat(stream.status().state()).isEqualTo(StreamState.GRACE);
        time.passMs(Stream.GRACE.toMillis());
        frames(slate(), 0, 2);

        assertThat(stream.status().state()).isEqualTo(StreamState.SLATE);
        assertThat(bus.segments).hasSize(3);
        grows();
    }

    @Test
    void backupAlone_isShown() throws Exception {
        frames(encoder("backup", true), 0, 2);

        assertThat(stream.status().state()).isEqualTo(StreamState.BACKUP);
        assertThat(bus.packets).hasSize(2);
    }

    private void grows() {
        assertThat(bus.packets).extracting(Packet::dtsUs).isSorted().doesNotHaveDuplicates();
    }

    private Publication slate() {
        Publication slate = stream.fill();
        slate.configure(Samples.avc());
        slate.expectAudio(false);
        return slate;
    }

    private Publication encoder(String name, boolean backup) throws IOException {
        Publication publication =
                stream.publish(new Publisher(name, "127.0.0.1:1", time.instant(), backup, false, () -> {}));
        publication.configure(Samples.avc());
        publication.expectAudio(false);
        return publication;
    }

    /** Frames at the pace of the clock, the first one a key frame. */
    private void frames(Publication publication, long fromUs, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            publication.video(i == 0, fromUs + i * FRAME_MS * 1_000, 0, Samples.frame(i == 0, 50), 0, time.getAsLong());
            time.passMs(FRAME_MS);
        }
    }
}
