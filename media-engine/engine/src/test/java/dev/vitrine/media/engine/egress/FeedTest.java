package dev.vitrine.media.engine.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.media.MediaEngine.Subscription;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.mp4.BoxDump;
import dev.vitrine.media.engine.stream.ChosenSound;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final List<Rung> RUNGS = List.of(
            new Rung(Rung.SOURCE, 1280, 720, 30, 2_500, "avc1.4d401f", "mp4a.40.2"),
            new Rung("480p", 854, 480, 30, 1_100, "", "mp4a.40.2"));
    private final ManualTime time = new ManualTime();
    private final Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
        @Override
        public void changed(StreamStatus status, String why) {}

        @Override
        public void measured(StreamStatus status) {}

        @Override
        public void health(MediaHealth health) {}
    });
    private Cushion cushion = new Cushion(130, 1_000);
    private final Egress egress = new Egress(stream, Rung.SOURCE, "0", () -> RUNGS, () -> cushion);
    private final List<MediaUnit> units = new ArrayList<>();

    @Test
    void joiner_getsConfigurationInitAndTheMessagesSinceTheKeyFrame_thenEachOne() throws Exception {
        Publication publication = live();
        frame(publication, 33_000, false);
        frame(publication, 66_000, true);
        frame(publication, 99_000, false);

        egress.subscribe(MediaFormat.FMP4, units::add);
        frame(publication, 132_000, false);

        assertThat(units)
                .extracting(MediaUnit::kind)
                .containsExactly(
                        MediaUnit.Kind.CONFIG,
                        MediaUnit.Kind.INIT,
                        MediaUnit.Kind.MEDIA,
                        MediaUnit.Kind.MEDIA,
                        MediaUnit.Kind.MEDIA);
        assertThat(units).extracting(MediaUnit::key).containsExactly(false, false, true, false, false);
        assertThat(text(units.getFirst()))
                .isEqualTo("{\"mime\":\"video/mp4; codecs=\\\"avc1.4d401f,mp4a.40.2\\\"\",\"epoch\":1,\"ptsMs\":1,"
                               + "\"width\":1280,\"height\":720,\"cushionMs\":130,\"leapMs\":1000,\"rung\":\"source\",\"rungs\":["
                               + "{\"name\":\"source\",\"width\":1280,\"height\":720,\"fps\":30.0,\"kbps\":2500},"
                               + "{\"name\":\"480p\",\"width\":854,\"height\":480,\"fps\":30.0,\"kbps\":1100}]}");
        assertThat(BoxDump.of(bytes(units.get(1)))).startsWith("ftyp").contains("avc1 ", "mp4a ");
        assertThat(BoxDump.of(bytes(units.get(2)))).contains("time=6030");
    }

    @Test
    void chosenSound_comesInPlaceOfTheFirst_andTheConfigurationListsAll() throws Exception {
        Egress other = new Egress(new ChosenSound(stream, "1"), Rung.SOURCE, "1", () -> RUNGS, () -> cushion);
        other.subscribe(MediaFormat.FRAMES, units::add);
        Publication publication = publication();
        publication.describe(1, "Director \"cut\"", "fre");
        publication.configure(Samples.avc());
        publication.configure(Samples.aac());
        publication.video(true, 0, 0, Samples.frame(true, 100), 0, 0);
        assertThat(units).as("the other sound is waited for").isEmpty();
        publication.configure(1, OpusConfig.parse(Samples.OPUS_MONO));
        publication.audio(0, 20_000, new byte[] {1, 2, 3}, 0, 0);
        publication.audio(1, 20_000, new byte[] {(byte) 0xFC, 7}, 0, 0);

        assertThat(text(units.getFirst()))
                .contains("\"audio\":{\"codec\":\"opus\"")
                .endsWith(",\"audioId\":\"1\",\"audios\":[{\"id\":\"0\",\"name\":\"\",\"language\":\"\"},"
                        + "{\"id\":\"1\",\"name\":\"Director  cut\",\"language\":\"fr\"}]}");
        assertThat(units).hasSize(3);
        assertThat(bytes(units.get(2))).endsWith((byte) 0xFC, (byte) 7);

        egress.subscribe(MediaFormat.FRAMES, units::add);
        assertThat(text(units.get(3))).contains("mp4a.40.2", "\"audioId\":\"0\"");
        assertThat(bytes(units.getLast())).endsWith(1, 2, 3);

        publication.describeAnew();
        publication.video(true, 40_000, 0, Samples.frame(true, 100), 0, 0);
        assertThat(text(units.get(6)))
                .as("where it is no more, the first is heard")
                .contains("mp4a.40.2")
                .doesNotContain("audios");
    }

    @Test
    void profileThatIsSwitched_isToldWithTheNextKeyFrame() throws Exception {
        Publication publication = live();
        egress.subscribe(MediaFormat.FMP4, units::add);
        cushion = new Cushion(400, 3_000);
        frame(publication, 33_000, false);
        frame(publication, 66_000, true);
        assertThat(units.stream().filter(unit -> unit.kind() == MediaUnit.Kind.CONFIG))
                .extracting(FeedTest::text)
                .satisfiesExactly(
                        before -> assertThat(before).contains("\"cushionMs\":130,\"leapMs\":1000"),
                        after -> assertThat(after).contains("\"cushionMs\":400,\"leapMs\":3000"));
    }

    @Test
    void secondJoiner_getsTheSameBytes() throws Exception {
        List<MediaUnit> others = new ArrayList<>();
        Publication publication = live();
        egress.subscribe(MediaFormat.FMP4, units::add);
        frame(publication, 33_000, false);
        egress.subscribe(MediaFormat.FMP4, others::add);

        assertThat(others).isEqualTo(units);
    }

    @Test
    void sinkBeforeThePublisher_getsEverythingOnceItIsThere() throws Exception {
        egress.subscribe(MediaFormat.FMP4, units::add);
        assertThat(units).isEmpty();
        live();

        assertThat(units).extracting(MediaUnit::kind).startsWith(MediaUnit.Kind.CONFIG, MediaUnit.Kind.INIT);
    }

    @Test
    void frames_haveTheDocumentedHeader() throws Exception {
        egress.subscribe(MediaFormat.FRAMES, units::add);
        Publication publication = live();
        publication.audio(22_000, new byte[] {1, 2, 3, 4}, 2, 0);

        assertThat(units)
                .extracting(MediaUnit::kind)
                .containsExactly(MediaUnit.Kind.CONFIG, MediaUnit.Kind.MEDIA, MediaUnit.Kind.MEDIA);
        assertThat(text(units.getFirst()))
                .contains("\"video\":{\"codec\":\"avc1.4d401f\"", "\"codedWidth\":1280", "\"sampleRate\":48000");
        ByteBuffer video = units.get(1).payload().duplicate();
        assertThat(video.get()).as("type").isEqualTo((byte) 1);
        assertThat(video.get()).as("flags").isEqualTo((byte) 1);
        assertThat(video.get()).as("track").isEqualTo((byte) 0);
        assertThat(video.get()).as("header").isEqualTo((byte) 24);
        assertThat(video.getLong()).as("pts").isEqualTo(1_000);
        assertThat(video.getLong()).as("wall clock").isEqualTo(time.millis() * 1_000);
        assertThat(video.getInt()).as("duration").isEqualTo(33_333);
        assertThat(video.remaining()).isEqualTo(54);
        ByteBuffer audio = units.get(2).payload();
        assertThat(audio.get(2)).isEqualTo((byte) 1);
        assertThat(audio.limit()).isEqualTo(24 + 2);
    }

    @Test
    void closedSubscription_getsNothingMore() throws Exception {
        Publication publication = live();
        try (Subscription subscription = egress.subscribe(MediaFormat.FMP4, units::add)) {
            assertThat(subscription).isNotNull();
        }
        int before = units.size();
        frame(publication, 33_000, true);

        assertThat(units).hasSize(before);
    }

    private Publication publication() throws IOException {
        return stream.publish(new Publisher("test", "127.0.0.1:1", time.instant(), false, false, () -> {}));
    }

    private Publication live() throws IOException {
        Publication publication = publication();
        publication.configure(Samples.avc());
        publication.configure(Samples.aac());
        frame(publication, 0, true);
        return publication;
    }

    private static void frame(Publication publication, long dtsUs, boolean key) throws IOException {
        publication.video(key, dtsUs, 0, Samples.frame(key, 50), 0, 0);
    }

    private static String text(MediaUnit unit) {
        return new String(bytes(unit), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(MediaUnit unit) {
        ByteBuffer payload = unit.payload().duplicate();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }
}
