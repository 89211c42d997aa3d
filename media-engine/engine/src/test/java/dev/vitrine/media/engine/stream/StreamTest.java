package dev.vitrine.media.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.codec.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final IngestPolicy TAKE_OVER =
            new IngestPolicy(true, Duration.ofSeconds(10), Duration.ofSeconds(30), 4_000, 2_000_000, 3_000, 4_000);

    private final ManualTime time = new ManualTime();
    private final List<String> story = new ArrayList<>();
    private final Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
        @Override
        public void changed(StreamStatus status, String why) {
            story.add(status.state() + ": " + why);
        }

        @Override
        public void measured(StreamStatus status) {
            story.add("figures");
        }

        @Override
        public void health(MediaHealth health) {}
    });
    private final RecordingBus bus = new RecordingBus();
    private final AtomicInteger disconnected = new AtomicInteger();

    @Test
    void publisher_withPictureAndSound_isLiveFromItsFirstKeyFrame() throws Exception {
        stream.attach(bus);
        Publication publication = encoder("stream key \"ab…f2\"");
        configure(publication);

        publication.video(false, 0, 0, Samples.frame(false, 50), 0, 0);
        assertThat(bus.packets).as("nothing to decode before a key frame").isEmpty();
        publication.video(true, 33_000, 0, Samples.frame(true, 500), 0, 0);
        publication.audio(33_000, new byte[10], 2, 0);
        publication.video(false, 66_000, 0, Samples.frame(false, 50), 0, 0);

        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
        assertThat(bus.segments).hasSize(1);
        assertThat(bus.packets).hasSize(3);
        assertThat(bus.packets.getFirst().startsGop()).isTrue();
        assertThat(bus.packets.get(2).ptsUs() - bus.packets.get(0).ptsUs()).isEqualTo(33_000);
        assertThat(story).containsExactly("LIVE: Picture from stream key \"ab…f2\": 1280×720 avc1.4d401f,mp4a.40.2.");
    }

    @Test
    void publisher_thatLeaves_givesGraceThenSlate_andTheNextOneResumesInANewEpoch() throws Exception {
        stream.attach(bus);
        Publication first = live("first", 0);
        time.passMs(1_000);
        first.end("The publisher has left.");
        assertThat(stream.status().state()).isEqualTo(StreamState.GRACE);
        assertThat(stream.newestKeyFrame()).as("the last picture stands").isPresent();

        time.passMs(Stream.GRACE.toMillis() - 1);
        assertThat(stream.status().state()).isEqualTo(StreamState.GRACE);
        time.passMs(1);
        assertThat(stream.status().state()).isEqualTo(StreamState.SLATE);
        assertThat(stream.newestKeyFrame()).isEmpty();

        time.passMs(5_000);
        live("second", 0);
        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
        assertThat(bus.segments).extracting(Segment::epoch).containsExactly(1L, 2L);
        assertThat(bus.segments.get(1).fromUs())
                .as("1 s, the grace and 5 s later on the engine's clock")
                .isEqualTo(6_000_000 + Stream.GRACE.toMillis() * 1_000);
        assertThat(bus.pauses).isEqualTo(1);
    }

    @Test
    void publisher_thatReturnsWithinGrace_neverShowsASlate() throws Exception {
        live("first", 0).end("gone");
        time.passMs(Stream.GRACE.toMillis() - 1);
        live("second", 0);
        time.passMs(10_000);

        assertThat(story).noneMatch(line -> line.startsWith("SLATE"));
    }

    @Test
    void secondPublisher_isRefusedWithSinceWhenAndWhatToDo() throws Exception {
        live("stream key \"ab…f2\"", 0);

        assertThatThrownBy(() -> encoder("stream key \"zz…99\""))
                .isInstanceOf(PublisherRefusedException.class)
                .hasMessageMatching("Stream key \"ab…f2\" is already publishing event \"drop\" since \\d\\d:\\d\\d;"
                        + " stop that encoder or rotate the key\\.");
    }

    @Test
    void secondPublisher_takesOverFromOneThatIsSilent() throws Exception {
        Publication dead = live("first", 0);
        time.passMs(3_000);

        live("second", 0);

        assertThat(disconnected).hasValue(1);
        assertThatThrownBy(() -> dead.video(true, 9, 0, Samples.frame(true, 9), 0, 0))
                .isInstanceOf(IOException.class);
        dead.end("late");
        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
    }

    @Test
    void secondPublisher_underTheOtherPolicy_takesOverAtItsFirstKeyFrame() throws Exception {
        stream.attach(bus);
        Publication first = live("first", 0);
        time.passMs(10_000);
        Publication second = encoder("second", TAKE_OVER);
        configure(second);
        first.video(false, 10_000_000, 0, Samples.frame(false, 60), 0, time.getAsLong());
        assertThat(bus.packets.getLast().length())
                .as("the first stays until there is something else to see")
                .isEqualTo(4 + 60);
        assertThat(disconnected).hasValue(0);

        second.video(true, 0, 0, Samples.frame(true, 70), 0, time.getAsLong());

        assertThat(bus.packets.getLast().length()).isEqualTo(4 + 70);
        assertThat(disconnected).hasValue(1);
        assertThat(story)
                .anyMatch(line -> line.contains("Second at 127.0.0.1:1 takes over from first at 127.0.0.1:1."));
        assertThat(story).as("no viewer sees a gap").noneMatch(line -> line.startsWith("GRACE"));
        assertThatThrownBy(() -> first.video(true, 10_033_000, 0, Samples.frame(true, 9), 0, 0))
                .hasMessageContaining("taken over");
        first.end("The publisher has left.");
        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
    }

    @Test
    void takeOver_withinTheGrace_isRefused_soTwoEncodersDoNotThrowEachOtherOutInTurn() throws Exception {
        live("first", 0);
        time.passMs(2_900);
        assertThatThrownBy(() -> encoder("second", TAKE_OVER))
                .isInstanceOf(PublisherRefusedException.class)
                .hasMessage("First has been publishing event \"drop\" for less than 10 s; try again later, and see that"
                        + " only one encoder uses the key.");
        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
    }

    @Test
    void takeOver_byAPublisherThatLeavesBeforeItsFirstPicture_leavesTheFirstOnAir() throws Exception {
        stream.attach(bus);
        Publication first = live("first", 0);
        time.passMs(10_000);
        Publication second = encoder("second", TAKE_OVER);
        assertThatThrownBy(() -> encoder("third", TAKE_OVER)).isInstanceOf(PublisherRefusedException.class);
        second.end("The publisher has left.");
        first.video(false, 10_000_000, 0, Samples.frame(false, 60), 0, time.getAsLong());

        assertThat(bus.packets.getLast().length()).isEqualTo(4 + 60);
        assertThat(bus.segments).hasSize(1);
        assertThat(disconnected).hasValue(0);
        assertThat(story).noneMatch(line -> line.startsWith("GRACE"));
    }

    @Test
    void takeOver_ofAPublisherThatLeavesMeanwhile_goesOnWithTheNewcomer() throws Exception {
        Publication first = live("first", 0);
        time.passMs(10_000);
        Publication second = encoder("second", TAKE_OVER);
        first.end("The publisher has left.");
        configure(second);
        second.video(true, 0, 0, Samples.frame(true, 70), 0, time.getAsLong());

        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
        second.end("gone");
        assertThat(stream.status().state()).isEqualTo(StreamState.GRACE);
    }

    @Test
    void silentPublisher_countsAsGoneAndIsBackWithItsNextFrame() throws Exception {
        stream.attach(bus);
        Publication publication = live("first", 0);
        time.passMs(1_600);
        stream.watch();
        assertThat(stream.status().state()).isEqualTo(StreamState.GRACE);

        publication.video(false, 1_600_000, 0, Samples.frame(false, 50), 0, time.getAsLong());

        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
        assertThat(bus.segments).as("nothing is lost, so nothing begins anew").hasSize(1);
    }

    @Test
    void silentPublisher_isDisconnectedAfterTenSeconds() throws Exception {
        live("first", 0);
        time.passMs(10_001);
        stream.watch();

        assertThat(disconnected).hasValue(1);
    }

    @Test
    void standIn_givesWayAtTheKeyFrameOfARealOne_andComesBackAfterTheGrace() throws Exception {
        stream.attach(bus);
        Publication demo = publish("demonstration", true);
        configure(demo);
        demo.video(true, 0, 0, Samples.frame(true, 10), 0, 0);
        Publication real = encoder("camera");
        configure(real);
        demo.video(false, 33_000, 0, Samples.frame(false, 11), 0, 0);
        assertThat(bus.packets)
                .as("the demonstration stays until there is something else to see")
                .hasSize(2);

        real.video(true, 0, 0, Samples.frame(true, 12), 0, 0);
        demo.video(true, 66_000, 0, Samples.frame(true, 13), 0, 0);
        assertThat(bus.packets.getLast().length()).isEqualTo(4 + 12);

        real.end("gone");
        demo.video(true, 99_000, 0, Samples.frame(true, 14), 0, 0);
        assertThat(bus.packets.getLast().length())
                .as("grace: the last picture stands")
                .isEqualTo(4 + 12);
        time.passMs(2_000);
        demo.video(true, 2_133_000, 0, Samples.frame(true, 15), 0, time.getAsLong());
        assertThat(bus.packets.getLast().length()).isEqualTo(4 + 15);
        assertThat(stream.status().state()).isEqualTo(StreamState.LIVE);
    }

    @Test
    void changedConfiguration_beginsANewEpochAtTheNextKeyFrame() throws Exception {
        stream.attach(bus);
        Publication publication = live("first", 0);
        publication.configure(AvcConfig.parse(Samples.hex(
                "01640028ffe1001b67640028acd940780227a9b0110000030001000003003c0f18319601000668ebe3cb22c0fdf8f800")));

        publication.video(false, 33_000, 0, Samples.frame(false, 50), 0, 0);
        assertThat(bus.packets).as("not decodable with either configuration").hasSize(1);
        publication.video(true, 66_000, 0, Samples.frame(true, 50), 0, 0);

        assertThat(bus.segments).extracting(Segment::epoch).containsExactly(1L, 2L);
        assertThat(bus.packets.getLast().ptsUs() - bus.packets.getFirst().ptsUs())
                .as("time goes on")
                .isEqualTo(66_000);
        assertThat(stream.status().width()).isEqualTo(1918);
    }

    @Test
    void timestampsThatJumpBack_beginANewEpochAndTimeGoesOn() throws Exception {
        stream.attach(bus);
        Publication publication = live("first", 3_600_000_000L);
        time.passMs(33);
        publication.video(false, 0, 0, Samples.frame(false, 50), 0, time.getAsLong());
        publication.video(true, 33_000, 0, Samples.frame(true, 50), 0, time.getAsLong());

        assertThat(bus.segments).hasSize(2);
        assertThat(bus.packets).extracting(Packet::ptsUs).isSorted().hasSize(2);
        assertThat(bus.packets.getLast().ptsUs()).isEqualTo(33_000);
    }

    @Test
    void timestampsThatJumpAheadOfTheClock_beginANewEpoch() throws Exception {
        stream.attach(bus);
        Publication publication = live("first", 0);
        publication.video(true, 60_000_000, 0, Samples.frame(true, 50), 0, 0);

        assertThat(bus.segments).hasSize(2);
        assertThat(bus.packets.getLast().ptsUs()).isLessThan(1_000_000);
    }

    @Test
    void malformedFrame_isDroppedWithAllThatReferToIt() throws Exception {
        stream.attach(bus);
        Publication publication = live("first", 0);
        byte[] broken = Samples.frame(false, 50);
        broken[3] = 99;
        publication.video(false, 33_000, 0, broken, 0, 0);
        publication.video(false, 66_000, 0, Samples.frame(false, 50), 0, 0);
        assertThat(bus.packets).hasSize(1);
        publication.video(true, 99_000, 0, Samples.frame(true, 50), 0, 0);

        assertThat(bus.packets).hasSize(2);
        assertThat(publication.damaged()).isEqualTo(1);
    }

    @Test
    void pictureThatComesBeforeTheSoundsConfiguration_waitsForIt() throws Exception {
        stream.attach(bus);
        Publication publication = encoder("late sound");
        publication.configure(Samples.avc());
        publication.video(true, 0, 0, Samples.frame(true, 50), 0, 0);
        publication.video(false, 33_000, 0, Samples.frame(false, 50), 0, 0);
        assertThat(bus.segments).isEmpty();
        publication.configure(Samples.aac());
        publication.audio(40_000, new byte[10], 2, 0);

        assertThat(bus.segments.getFirst().codecs().audio()).isPresent();
        assertThat(bus.packets).hasSize(3);
    }

    @Test
    void pictureWithoutSound_goesOutAfterASecondOrAtOnceIfThePublisherSaysSo() throws Exception {
        stream.attach(bus);
        Publication silent = encoder("silent");
        silent.configure(Samples.avc());
        silent.video(true, 0, 0, Samples.frame(true, 50), 0, 0);
        silent.video(false, 1_000_000, 0, Samples.frame(false, 50), 0, 0);
        assertThat(bus.packets).hasSize(2);
        assertThat(bus.segments.getFirst().codecs().audio()).isEmpty();
        silent.end("gone");

        Publication honest = encoder("honest");
        honest.expectAudio(false);
        honest.configure(Samples.avc());
        honest.video(true, 0, 0, Samples.frame(true, 50), 0, 0);
        assertThat(bus.packets).hasSize(3);
    }

    @Test
    void laterRun_goesOnAfterTheEarlierOne() throws Exception {
        stream.attach(bus);
        stream.continueAfter(7, 90_000_000);
        live("first", 0);

        assertThat(bus.segments.getFirst().epoch()).isEqualTo(8);
        assertThat(bus.segments.getFirst().fromUs()).isEqualTo(91_001_000);
    }

    @Test
    void lateSubscriber_getsTheGopSinceTheLastKeyFrame() throws Exception {
        Publication publication = live("first", 0);
        publication.video(false, 33_000, 0, Samples.frame(false, 50), 0, 0);
        publication.video(true, 66_000, 0, Samples.frame(true, 50), 0, 0);
        publication.video(false, 99_000, 0, Samples.frame(false, 50), 0, 0);

        stream.attach(bus);

        assertThat(bus.segments).hasSize(1);
        assertThat(bus.packets).hasSize(2);
        assertThat(bus.packets.getFirst().startsGop()).isTrue();
    }

    @Test
    void figures_tellRateFramesAndGop() throws Exception {
        Publication publication = live("first", 0);
        for (int frame = 1; frame <= 60; frame++) {
            time.passMs(33);
            publication.video(
                    frame % 30 == 0, frame * 33_000L, 0, Samples.frame(frame % 30 == 0, 4_000), 0, time.getAsLong());
        }
        stream.measure();

        StreamStatus status = stream.status();
        assertThat(status.fps()).isBetween(29.0, 31.0);
        assertThat(status.gopMs()).isEqualTo(990);
        assertThat(status.kbps()).isBetween(900, 1_000);
        assertThat(status.live())
                .hasValueSatisfying(live -> assertThat(live.ptsMs()).isEqualTo(1_981));
        assertThat(story).endsWith("figures");
    }

    private Publication live(String name, long fromUs) throws IOException {
        Publication publication = encoder(name);
        configure(publication);
        publication.video(true, fromUs, 0, Samples.frame(true, 50), 0, time.getAsLong());
        return publication;
    }

    private Publication encoder(String name, IngestPolicy policy) throws PublisherRefusedException {
        return stream.publish(
                new Publisher(name, "127.0.0.1:1", time.instant(), false, false, disconnected::incrementAndGet),
                policy);
    }

    private Publication encoder(String name) throws PublisherRefusedException {
        return publish(name, false);
    }

    private Publication publish(String name, boolean standIn) throws PublisherRefusedException {
        return stream.publish(
                new Publisher(name, "127.0.0.1:1", time.instant(), false, standIn, disconnected::incrementAndGet));
    }

    private static void configure(Publication publication) {
        publication.configure(Samples.avc());
        publication.configure(Samples.aac());
    }
}
