package dev.vitrine.media.engine.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.engine.FlvFile;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Track;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TsSessionTest {
    /** The first 0.7 seconds of {@link FlvFile#SAMPLE} as a transport stream: 23 pictures, with B-frames, and sound. */
    private static final String H264_AAC = "/sample.ts";

    /** 0.7 seconds of {@link FlvFile#HEVC_OPUS}'s picture. */
    private static final String HEVC = "/hevc.ts";

    @Test
    void h264AndAac_arriveAsOverRtmp() throws Exception {
        TsPublishing heard = TsPublishing.send(read(H264_AAC));

        assertThat(heard.complaints).isEmpty();
        assertThat(heard.segments).hasSize(1);
        assertThat(heard.segments.getFirst().codecs().rfc6381()).isEqualTo("avc1.4d400b,mp4a.40.2");
        assertThat(heard.segments.getFirst().codecs().video().width()).isEqualTo(160);
        List<Packet> pictures = pictures(heard);
        assertThat(pictures).hasSize(23);
        assertThat(pictures.getFirst().key()).isTrue();
        assertThat(pictures.stream().filter(Packet::key)).hasSize(2);
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i).dtsUs() - pictures.get(i - 1).dtsUs()).isBetween(33_000L, 34_000L);
        }
        assertThat(heard.packets.stream().filter(packet -> packet.track() == Track.AUDIO))
                .as("frames of 21.3 ms, less those before the first picture")
                .hasSizeBetween(25, 34);
    }

    @Test
    void severalSounds_areHeardWithTheirLanguages_theFirstAsEver() throws Exception {
        TsPublishing heard = TsPublishing.send(read("/two-sounds.ts"));

        assertThat(heard.complaints).isEmpty();
        assertThat(heard.segments).hasSize(1);
        assertThat(heard.segments.getFirst().codecs().rfc6381()).isEqualTo("avc1.4d400b,mp4a.40.2");
        assertThat(heard.segments.getFirst().sounds())
                .extracting(sound -> sound.id() + " " + sound.language() + " "
                        + sound.config().sampleRate())
                .containsExactly("0 de 48000", "1 en 44100");
        assertThat(heard.packets.stream().filter(packet -> packet.track() == Track.AUDIO))
                .hasSizeBetween(25, 34);
        List<Packet> english = heard.others.getOrDefault("1", List.of());
        assertThat(english).hasSizeBetween(25, 34);
        for (int i = 1; i < english.size(); i++) {
            assertThat(english.get(i).dtsUs() - english.get(i - 1).dtsUs()).isBetween(23_219L, 23_221L);
        }
    }

    @Test
    void hevc_isGivenItsConfiguration() throws Exception {
        TsPublishing heard = TsPublishing.send(read(HEVC));

        assertThat(heard.complaints).isEmpty();
        assertThat(heard.segments.getFirst().codecs().rfc6381()).isEqualTo("hvc1.1.6.L30.90");
        assertThat(heard.segments.getFirst().codecs().video().height()).isEqualTo(90);
        assertThat(pictures(heard)).hasSize(21);
    }

    @Test
    void opusInATransportStream_isRefusedWithWhatToSet() throws Exception {
        TsPublishing heard = TsPublishing.send(read("/hevc-opus.ts"));

        assertThat(heard.complaints)
                .singleElement()
                .asString()
                .contains("AAC is needed")
                .contains("-c:a aac");
        assertThat(heard.segments).isEmpty();
    }

    @Test
    void bytesBeforeAndBetweenPackets_areSkipped() throws Exception {
        byte[] stream = read(H264_AAC);
        byte[] dirty = new byte[stream.length + 7];
        Arrays.fill(dirty, 0, 7, (byte) 0x11);
        System.arraycopy(stream, 0, dirty, 7, stream.length);

        assertThat(pictures(TsPublishing.send(dirty))).hasSize(23);
    }

    @Test
    void lostPackets_costTheFramesTheyWereIn_andNothingElse() throws Exception {
        byte[] stream = read(H264_AAC);
        int lost = 31 * TsDemuxer.PACKET_BYTES;
        int gap = 5 * TsDemuxer.PACKET_BYTES;
        byte[] gappy = new byte[stream.length - gap];
        System.arraycopy(stream, 0, gappy, 0, lost);
        System.arraycopy(stream, lost + gap, gappy, lost, gappy.length - lost);
        TsPublishing heard = TsPublishing.send(gappy);

        assertThat(heard.complaints).isEmpty();
        assertThat(pictures(heard)).hasSizeBetween(15, 22);
    }

    @Test
    void damagedStreams_neverFailOtherwiseThanWithASentence() throws Exception {
        byte[] stream = read(H264_AAC);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] damaged = stream.clone();
            for (int hits = random.nextInt(40); hits >= 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            TsPublishing.send(damaged);
        }
    }

    @Test
    void clock_goesOnWhereTheBitsGoRound() {
        TsClock clock = new TsClock();
        long beforeUs = clock.us((1L << 33) - 9_000);

        assertThat(clock.us(9_000) - beforeUs).isEqualTo(200_000);
        assertThat(clock.us((1L << 33) - 9_000))
                .as("and back, for a frame that is decoded earlier")
                .isEqualTo(beforeUs);
    }

    private static List<Packet> pictures(TsPublishing heard) {
        return heard.packets.stream()
                .filter(packet -> packet.track() == Track.VIDEO)
                .toList();
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(TsSessionTest.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        }
    }
}
