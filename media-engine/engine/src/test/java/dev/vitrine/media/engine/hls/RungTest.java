package dev.vitrine.media.engine.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.ClosedCaptions;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RungTest {
    private final Live source = new Live().begin();

    @Test
    void rungThatJoinsLate_isCutAndCountedLikeTheSource() {
        source.frames(150, 30, 60);
        long fromUs = source.nowUs();
        source.frames(300, 30, 60);
        Live rung = source.rung().at(fromUs, 0).begin().frames(300, 30, 60);

        assertAlike(rung);
        assertThat(rung.playlist())
                .contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n")
                .doesNotContain("#EXT-X-GAP");
    }

    @Test
    void rungThatMissesPictures_hasGapsWithTheSourcesNumbers() {
        Live rung = source.rung().at(0, 0).begin();
        source.frames(120, 30, 60);
        rung.frames(120, 30, 60);
        source.frames(240, 30, 60);
        rung.lose(240, 30);
        source.frames(122, 30, 60);
        rung.frames(122, 30, 60);

        assertAlike(rung);
        assertThat(Live.lines(rung.playlist(), "#EXT-X-GAP")).isNotEmpty();
    }

    @Test
    void newEpoch_hasTheSameDiscontinuityNumberAndDate() {
        source.frames(120, 30, 60);
        Live rung = source.rung().at(0, 0).begin().frames(120, 30, 60);
        long us = source.pause(0).lag(2_500_000).begin().nowUs();
        source.frames(122, 30, 60);
        rung.lag(2_500_000).at(us, 1).begin().frames(122, 30, 60);

        assertAlike(rung);
        assertThat(rung.playlist()).contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"480p.i2.mp4\"");
    }

    @Test
    void encoderThatStartsAnewWithinAnEpoch_isNoBreak() {
        source.frames(244, 30, 60);
        Live rung = source.rung().at(0, 0).begin().frames(120, 30, 60);
        rung.at(rung.nowUs(), 0).begin().frames(124, 30, 60);

        assertAlike(rung);
        assertThat(Live.lines(rung.playlist(), "#EXT-X-MAP")).hasSize(1);
    }

    @Test
    void multivariant_listsRungs_andEachPlaylistReportsTheOthers() throws Exception {
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
            @Override
            public void changed(StreamStatus status, String why) {}

            @Override
            public void measured(StreamStatus status) {}

            @Override
            public void health(MediaHealth health) {}
        });
        AtomicInteger watched = new AtomicInteger();
        Rungs rungs = new Rungs() {
            @Override
            public List<Rung> rungs() {
                return List.of(
                        new Rung(Rung.SOURCE, 1280, 720, 30, 2_500, "avc1.4d401f", "mp4a.40.2"),
                        new Rung("480p", 854, 480, 30, 1_000, "", "mp4a.40.2"));
            }

            @Override
            public Runnable watch(String name, PacketSubscriber reader) {
                watched.incrementAndGet();
                return watched::decrementAndGet;
            }
        };
        try (HlsOrigin origin = new HlsOrigin(stream, rungs, () -> Lengths.USUAL, new Cues(time), time, time)) {
            Publication publication =
                    stream.publish(new Publisher("test", "127.0.0.1:1", time.instant(), false, false, () -> {}));
            publication.configure(Samples.avc());
            publication.expectAudio(false);
            for (int i = 0; i < 70; i++) {
                publication.video(i % 60 == 0, i * 33_333L, 0, Samples.frame(i % 60 == 0, 50), 0, 0);
            }
            origin.upToNow();

            assertThat(text(origin, "index.m3u8"))
                    .contains(
                            "hls/source.m3u8\n",
                            "BANDWIDTH=1300001,CODECS=\"avc1.42c01f,mp4a.40.2\",RESOLUTION=854x480",
                            ",CLOSED-CAPTIONS=NONE\nhls/source.m3u8\n")
                    .endsWith(",CLOSED-CAPTIONS=NONE\nhls/480p.m3u8\n");
            byte[] captioned = ClosedCaptions.into(
                    Samples.avc(), Samples.frame(false, 50), Samples.hex("fc9420" + "fd1525" + "ff0221"));
            publication.video(false, 70 * 33_333L, 0, captioned, 0, 0);
            origin.upToNow();
            assertThat(text(origin, "index.m3u8"))
                    .startsWith("""
                        #EXTM3U
                        #EXT-X-VERSION:7
                        #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="captions",NAME="Captions",DEFAULT=YES,AUTOSELECT=YES,INSTREAM-ID="CC1"
                        #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="captions",NAME="Captions (CC3)",DEFAULT=NO,AUTOSELECT=YES,INSTREAM-ID="CC3"
                        #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="captions",NAME="Captions (SERVICE1)",DEFAULT=NO,AUTOSELECT=YES,INSTREAM-ID="SERVICE1"
                        """)
                    .contains(",CLOSED-CAPTIONS=\"captions\"\nhls/source.m3u8\n")
                    .doesNotContain("NONE");
            assertThat(text(origin, "source.m3u8")).contains("#EXT-X-RENDITION-REPORT:URI=\"480p.m3u8\",LAST-MSN=");
            assertThat(watched).as("nothing is encoded for who does not ask").hasValue(0);
            assertThat(origin.answer(new HlsRequest("drop", "480p.m3u8", Map.of())))
                    .isInstanceOf(HlsAnswer.Later.class);
            assertThat(watched).hasValue(1);
            assertThat(origin.answer(new HlsRequest("drop", "144p.m3u8", Map.of())))
                    .isInstanceOf(HlsAnswer.Refused.class);
        }
        assertThat(watched).hasValue(0);
    }

    private static String text(HlsOrigin origin, String file) {
        return Live.text(Live.now(origin.answer(new HlsRequest("drop", file, Map.of()))));
    }

    /** Segments that both have begin at the same date, are as long, and have the same numbers. */
    private void assertAlike(Live rung) {
        Playlist theirs = source.rendition.version().orElseThrow();
        Playlist ours = rung.rendition.version().orElseThrow();
        assertThat(ours.lastMsn()).isEqualTo(theirs.lastMsn());
        assertThat(ours.segments()).isNotEmpty();
        for (HlsSegment segment : ours.segments()) {
            HlsSegment like = theirs.segments().stream()
                    .filter(other -> other.msn() == segment.msn())
                    .findFirst()
                    .orElseThrow();
            assertThat(Math.abs(segment.ptsUs() - like.ptsUs()))
                    .as("%s", segment)
                    .isLessThan(40_000);
            assertThat(segment.stretch().discontinuity())
                    .isEqualTo(like.stretch().discontinuity());
        }
    }
}
