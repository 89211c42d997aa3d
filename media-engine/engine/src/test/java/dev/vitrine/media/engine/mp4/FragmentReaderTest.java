package dev.vitrine.media.engine.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.media.engine.codec.Av1Config;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.HevcConfig;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Track;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FragmentReaderTest {
    /** Of the npm package mux.js, which the build installs. */
    private static final Path SEGMENTS = Path.of("src/test/node/node_modules/mux.js/test/segments");

    @Test
    void whatTheWriterWrites_isReadAsItWas() throws IOException {
        Codecs codecs = Samples.codecs();
        FragmentReader reader = FragmentReader.of(InitSegment.write(codecs));
        assertThat(reader.video().orElseThrow().sameAs(codecs.video())).isTrue();
        assertThat(reader.audio().orElseThrow().sameAs(codecs.audio().orElseThrow()))
                .isTrue();
        List<Packet> pictures = List.of(
                packet(Track.VIDEO, true, 1_000_000, 1_100_000, Samples.frame(true, 50)),
                packet(Track.VIDEO, false, 1_040_000, 1_040_000, Samples.frame(false, 20)));
        List<Packet> sound = List.of(packet(Track.AUDIO, true, 1_020_000, 1_020_000, new byte[] {1, 2, 3}));
        List<FragmentReader.Frame> frames = reader.read(new Fragments(codecs).many(pictures, sound));

        assertThat(frames).extracting(FragmentReader.Frame::video).containsExactly(true, false, true);
        assertThat(frames).extracting(FragmentReader.Frame::dtsUs).containsExactly(1_000_000L, 1_020_000L, 1_040_000L);
        assertThat(frames).extracting(FragmentReader.Frame::compositionUs).containsExactly(100_000L, 0L, 0L);
        assertThat(frames.getFirst().data()).isEqualTo(Samples.frame(true, 50));
        assertThat(frames.get(1).data()).containsExactly(1, 2, 3);
    }

    @Test
    void everyCodec_isReadFromItsBox() throws IOException {
        for (var video : List.of(
                AvcConfig.parse(Samples.AVC_720P),
                HevcConfig.parse(Samples.HEVC_90P),
                Av1Config.parse(Samples.AV1_90P))) {
            Codecs codecs = new Codecs(video, Optional.of(OpusConfig.parse(Samples.OPUS_MONO)));
            FragmentReader reader = FragmentReader.of(InitSegment.write(codecs));
            assertThat(reader.video().orElseThrow().sameAs(video))
                    .as(video.codec())
                    .isTrue();
            assertThat(reader.audio().orElseThrow().configRecord()).isEqualTo(Samples.OPUS_MONO);
        }
    }

    @Test
    void foreignFragments_areRead() throws IOException {
        FragmentReader reader = FragmentReader.of(Files.readAllBytes(SEGMENTS.resolve("dash-608-captions-init.mp4")));
        List<FragmentReader.Frame> frames =
                reader.read(Files.readAllBytes(SEGMENTS.resolve("dash-608-captions-seg.m4s")));
        assertThat(reader.video().orElseThrow().codec()).startsWith("avc1.");
        assertThat(frames).hasSizeGreaterThan(30).allMatch(FragmentReader.Frame::video);
        assertThat(frames).extracting(FragmentReader.Frame::dtsUs).isSorted();
        assertThat(frames).allMatch(frame -> frame.compositionUs() >= 0);
        for (FragmentReader.Frame frame : frames) {
            reader.video().orElseThrow().inspect(frame.key(), frame.data(), 0);
        }
    }

    @Test
    void whatCannotBePlayed_isNamed() throws IOException {
        byte[] init = InitSegment.write(Samples.codecs());
        byte[] encrypted = swapped(init, "avc1", "encv");
        assertThatThrownBy(() -> FragmentReader.of(encrypted))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("Common Encryption");
        byte[] dolby = swapped(init, "mp4a", "ec-3");
        assertThatThrownBy(() -> FragmentReader.of(dolby)).hasMessageContaining("sound is in \"ec-3\"");
        assertThatThrownBy(() -> FragmentReader.of(new byte[0])).hasMessageContaining("without a \"moov\"");
        byte[] torn = java.util.Arrays.copyOf(init, init.length - 9);
        assertThatThrownBy(() -> FragmentReader.of(torn)).isInstanceOf(IOException.class);
    }

    private static byte[] swapped(byte[] init, String type, String other) {
        String text = new String(init, StandardCharsets.ISO_8859_1);
        return text.replaceFirst(type, other).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Packet packet(Track track, boolean key, long dtsUs, long ptsUs, byte[] data) {
        return new Packet(1, track, key, ptsUs, dtsUs, 40_000, 0, 0, data, 0);
    }
}
