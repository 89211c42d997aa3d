package dev.vitrine.media.engine.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.mp4.BoxDump;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A publisher with two sounds, as playlists. */
class SeveralSoundsTest {
    private static final byte[] OPUS_20_MS = {(byte) 0xFC, 7};

    private final ManualTime time = new ManualTime();
    private final Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
        @Override
        public void changed(StreamStatus status, String why) {}

        @Override
        public void measured(StreamStatus status) {}

        @Override
        public void health(MediaHealth health) {}
    });
    private final Rungs rungs = new Rungs() {
        @Override
        public List<Rung> rungs() {
            return List.of(
                    new Rung(Rung.SOURCE, 1280, 720, 30, 2_500, "avc1.4d401f", "mp4a.40.2"),
                    new Rung("480p", 854, 480, 30, 1_000, "", "mp4a.40.2"));
        }

        @Override
        public Runnable watch(String name, PacketSubscriber reader) {
            assertThat(name).as("what is encoded").isEqualTo("480p");
            return () -> {};
        }
    };
    private final HlsOrigin origin = new HlsOrigin(stream, rungs, () -> Lengths.USUAL, new Cues(time), time, time);

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void eachSoundHasAPlaylist_cutAndCountedLikeThePictureAlone() throws Exception {
        publish();

        assertThat(text("index.m3u8"))
                .contains(
                        """
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sounds",NAME="German",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="hls/sound-0.m3u8"
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sounds",NAME="English - Commentary",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="1",URI="hls/sound-1.m3u8"
                        """,
                        "CODECS=\"avc1.4d401f,mp4a.40.2,opus\"",
                        ",AUDIO=\"sounds\",CLOSED-CAPTIONS=NONE\nhls/source-picture.m3u8\n",
                        "\nhls/480p-picture.m3u8\n");
        String picture = text("source-picture.m3u8");
        String german = text("sound-0.m3u8");
        String english = text("sound-1.m3u8");
        for (String tag : List.of("#EXTINF", "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-PROGRAM-DATE-TIME", "#EXT-X-PART-INF")) {
            assertThat(Live.lines(german, tag))
                    .isEqualTo(Live.lines(picture, tag))
                    .isNotEmpty();
            assertThat(Live.lines(english, tag)).isEqualTo(Live.lines(picture, tag));
        }
        assertThat(durations(english)).isNotEmpty();
        assertThat(durations(picture))
                .as("a part of sound is there a little later")
                .startsWith(durations(english).toArray(String[]::new));
        assertThat(picture)
                .contains(
                        "#EXT-X-RENDITION-REPORT:URI=\"480p-picture.m3u8\"",
                        "#EXT-X-RENDITION-REPORT:URI=\"sound-0.m3u8\"",
                        "#EXT-X-RENDITION-REPORT:URI=\"sound-1.m3u8\"");
        assertThat(english).contains("#EXT-X-RENDITION-REPORT:URI=\"source-picture.m3u8\"");
        assertThat(Live.lines(english, "#EXT-X-PART:")).allMatch(line -> line.endsWith(",INDEPENDENT=YES"));

        assertThat(BoxDump.of(bytes(english, "#EXT-X-MAP:URI=")))
                .contains("Opus ")
                .doesNotContain("avc1 ");
        assertThat(BoxDump.of(bytes(german, "#EXT-X-MAP:URI=")))
                .contains("mp4a ")
                .doesNotContain("avc1 ");
        assertThat(BoxDump.of(bytes(picture, "#EXT-X-MAP:URI=")))
                .contains("avc1 ")
                .doesNotContain("mp4a ");
        assertThat(BoxDump.of(bytes(english, ",URI="))).containsOnlyOnce("traf ");
        assertThat(text("source.m3u8"))
                .as("recorded, and for those who play the past")
                .contains("#EXT-X-RENDITION-REPORT:URI=\"480p.m3u8\"")
                .doesNotContain("sound-");
    }

    @Test
    void soundThatComesInLumps_isInThePartsOfItsTime() throws Exception {
        Publication publication = described();
        for (int i = 0; i < 150; i++) {
            long us = i * 33_333L;
            publication.video(i % 60 == 0, us, 0, Samples.frame(i % 60 == 0, 50), 0, 0);
            publication.audio(us, new byte[20], 0, 0);
            for (int behind = 12; i % 13 == 12 && behind >= 0; behind--) {
                publication.audio(1, us - behind * 33_333L, OPUS_20_MS, 0, 0);
            }
        }
        origin.upToNow();

        String english = text("sound-1.m3u8");
        assertThat(durations(english)).isNotEmpty();
        for (String line : Live.lines(english, "#EXT-X-PART:")) {
            assertThat(BoxDump.of(bytes(line, ",URI="))).as(line).contains("traf ");
        }
    }

    @Test
    void publisherWithOneSound_goesOnInThePlaylistsOfTheOneBefore() throws Exception {
        Publication two = publish();
        two.end("gone");
        Publication one = publisher();
        one.configure(Samples.avc());
        one.configure(Samples.aac());
        film(one, 0, false);
        origin.upToNow();

        assertThat(text("index.m3u8"))
                .doesNotContain("TYPE=AUDIO")
                .contains("CODECS=\"avc1.4d401f,mp4a.40.2\"", "\nhls/source.m3u8\n");
        assertThat(text("sound-1.m3u8")).contains("#EXT-X-DISCONTINUITY\n").contains("sound-1.i2.mp4");
    }

    private Publication publish() throws IOException, InterruptedException {
        Publication publication = described();
        film(publication, 0, true);
        origin.upToNow();
        return publication;
    }

    private Publication described() throws IOException {
        Publication publication = publisher();
        publication.describe(0, "", "ger");
        publication.describe(1, "Commentary", "eng");
        publication.configure(Samples.avc());
        publication.configure(Samples.aac());
        publication.configure(1, OpusConfig.parse(Samples.OPUS_MONO));
        return publication;
    }

    private Publication publisher() throws IOException {
        return stream.publish(new Publisher("test", "127.0.0.1:1", time.instant(), false, false, () -> {}));
    }

    /** Five seconds, a key frame every two. */
    private static void film(Publication publication, long fromUs, boolean both) throws IOException {
        for (int i = 0; i < 150; i++) {
            long us = fromUs + i * 33_333L;
            publication.video(i % 60 == 0, us, 0, Samples.frame(i % 60 == 0, 50), 0, 0);
            publication.audio(us, new byte[20], 0, 0);
            if (both) {
                publication.audio(1, us, OPUS_20_MS, 0, 0);
            }
        }
    }

    private static List<String> durations(String playlist) {
        return Live.lines(playlist, "#EXT-X-PART:").stream()
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }

    private byte[] bytes(String playlist, String before) {
        int from = playlist.indexOf(before) + before.length() + 1;
        String file = playlist.substring(from, playlist.indexOf('"', from));
        return Live.bytes(Live.now(origin.answer(new HlsRequest("drop", file, Map.of()))));
    }

    private String text(String file) {
        return Live.text(Live.now(origin.answer(new HlsRequest("drop", file, Map.of()))));
    }
}
