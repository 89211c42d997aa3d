package dev.vitrine.media.engine.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.media.engine.Ffmpeg;
import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.Av1Config;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out as a transport stream is what came in, and by the rules. */
class TsOutletTest {
    private static final long CLOCK_HZ = 90_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"/sample.ts", "/hevc.ts"})
    void stream_comesBackFrameByFrame(String sample) throws Exception {
        TsPublishing before = TsPublishing.send(read(sample));
        TsPublishing after = TsPublishing.send(muxed(before));

        assertThat(after.complaints).isEmpty();
        assertThat(after.segments).hasSize(1);
        assertThat(after.segments.getFirst().codecs().rfc6381())
                .isEqualTo(before.segments.getFirst().codecs().rfc6381());
        for (Track track : Track.values()) {
            List<Packet> sent = of(before, track);
            List<Packet> taken = of(after, track);
            assertThat(taken).as(track.name()).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertThat(frame(taken.get(i))).as(track + " " + i).isEqualTo(frame(sent.get(i)));
                assertThat(taken.get(i).key()).isEqualTo(sent.get(i).key());
                assertThat(taken.get(i).ptsUs() - taken.get(i).dtsUs())
                        .as("composition of " + i)
                        .isCloseTo(sent.get(i).ptsUs() - sent.get(i).dtsUs(), org.assertj.core.data.Offset.offset(25L));
            }
        }
    }

    @Test
    void packets_keepTheRulesOfATransportStream() throws Exception {
        byte[] stream = muxed(TsPublishing.send(read("/sample.ts")));

        assertThat(stream.length % TsDemuxer.PACKET_BYTES).isZero();
        Map<Integer, Integer> counters = new HashMap<>();
        long lastClock = -1;
        for (int at = 0; at < stream.length; at += TsDemuxer.PACKET_BYTES) {
            assertThat(stream[at]).as("sync byte at " + at).isEqualTo((byte) 0x47);
            int pid = (stream[at + 1] & 0x1F) << 8 | stream[at + 2] & 0xFF;
            int control = stream[at + 3] >>> 4 & 3;
            int counter = stream[at + 3] & 0x0F;
            if ((control & 1) != 0) {
                Integer last = counters.put(pid, counter);
                assertThat(last == null || counter == (last + 1 & 0x0F))
                        .as("continuity of " + pid + " at " + at)
                        .isTrue();
            }
            if ((control & 2) != 0 && stream[at + 4] > 0 && (stream[at + 5] & 0x10) != 0) {
                long clock = (stream[at + 6] & 0xFFL) << 25
                        | (stream[at + 7] & 0xFFL) << 17
                        | (stream[at + 8] & 0xFFL) << 9
                        | (stream[at + 9] & 0xFFL) << 1
                        | (stream[at + 10] & 0xFF) >>> 7;
                assertThat(clock).isGreaterThanOrEqualTo(lastClock);
                assertThat(lastClock < 0 || clock - lastClock <= CLOCK_HZ / 10)
                        .as("a clock reference each 100 ms")
                        .isTrue();
                lastClock = clock;
            }
        }
        assertThat(counters).as("tables, picture, sound").hasSize(4);
        assertThat(lastClock).isPositive();
    }

    /** The tables' checksums are among what it looks at. */
    @Test
    void ffmpeg_decodesEveryFrame() throws Exception {
        TsPublishing heard = TsPublishing.send(read("/sample.ts"));
        Path file = Files.write(directory.resolve("out.ts"), muxed(heard));

        String streams = Ffmpeg.streams(directory, file);

        assertThat(streams)
                .contains("h264,160,90," + of(heard, Track.VIDEO).size())
                .contains("aac")
                .contains("," + of(heard, Track.AUDIO).size());
    }

    @Test
    void soundAlone_keepsTheClockGoing() throws Exception {
        TsPublishing heard = TsPublishing.send(read("/sample.ts"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TsOutlet outlet = new TsOutlet(out);
        outlet.begin(heard.segments.getFirst().codecs());
        outlet.send(of(heard, Track.VIDEO).getFirst());
        out.reset();
        for (Packet sound : of(heard, Track.AUDIO)) {
            outlet.send(sound);
        }
        byte[] stream = out.toByteArray();
        int clocks = 0;
        for (int at = 0; at < stream.length; at += TsDemuxer.PACKET_BYTES) {
            boolean clockAlone = (stream[at + 3] >>> 4 & 3) == 2;
            clocks += clockAlone ? 1 : 0;
        }
        assertThat(clocks).as("over 0.7 s").isBetween(5, 10);
    }

    @Test
    void opus_isLeftOutWithASentence_andAv1Refused() throws Exception {
        TsPublishing heard = TsPublishing.send(read("/sample.ts"));
        Codecs codecs = heard.segments.getFirst().codecs();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TsOutlet outlet = new TsOutlet(out);
        outlet.begin(Codecs.of(codecs.video(), OpusConfig.parse(Samples.OPUS_MONO)));
        assertThat(outlet.leftOut()).contains("sound is left out").contains("opus");
        for (Packet packet : heard.packets) {
            outlet.send(packet);
        }
        TsPublishing after = TsPublishing.send(out.toByteArray());
        assertThat(of(after, Track.VIDEO)).hasSameSizeAs(of(heard, Track.VIDEO));
        assertThat(of(after, Track.AUDIO)).isEmpty();

        outlet.begin(codecs);
        assertThat(outlet.leftOut()).isEmpty();

        assertThatThrownBy(() -> outlet.begin(Codecs.of(Av1Config.parse(Samples.AV1_90P), null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("H.264 and HEVC")
                .hasMessageContaining("av01");
    }

    @Test
    void adtsHeader_saysWhatTheConfigurationDoes() throws Exception {
        AacConfig config = AacConfig.parse(Samples.AAC_48K_STEREO);

        byte[] header = config.adts(300);

        assertThat(config.fitsAdts()).isTrue();
        assertThat(header).hasSize(7);
        assertThat((header[2] & 0x3C) >> 2).as("48 kHz").isEqualTo(3);
        assertThat((header[3] & 3) << 11 | (header[4] & 0xFF) << 3 | (header[5] & 0xFF) >> 5)
                .isEqualTo(307);
    }

    private static byte[] muxed(TsPublishing heard) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TsOutlet outlet = new TsOutlet(out);
        outlet.begin(heard.segments.getFirst().codecs());
        for (Packet packet : heard.packets) {
            outlet.send(packet);
        }
        return out.toByteArray();
    }

    private static byte[] frame(Packet packet) {
        return Arrays.copyOfRange(packet.data(), packet.offset(), packet.data().length);
    }

    private static List<Packet> of(TsPublishing heard, Track track) {
        return heard.packets.stream().filter(packet -> packet.track() == track).toList();
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(TsOutletTest.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        }
    }
}
