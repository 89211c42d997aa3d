package dev.vitrine.media.engine.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Track;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FragmentsTest {
    private final Fragments fragments = new Fragments(Samples.codecs());

    @Test
    void single_isAsLongAsForeseen_soThatNothingIsCopiedTwice() {
        assertThat(fragments.single(video(1, true, 0, 0, 500))).hasSize(Fragments.OVERHEAD_OF_ONE + 504);
    }

    @Test
    void single_ofVideo_hasExactTimes() {
        String dump = BoxDump.of(fragments.single(video(7, false, 10_033_000, 10_100_000, 20)));

        assertThat(dump)
                .contains("time=902970")
                .contains("flags=1010000 composition=6030")
                .contains("offset=112");
    }

    @Test
    void single_ofAudio_countsSamples() {
        Packet packet = new Packet(1, Track.AUDIO, false, 21_333, 21_333, 21_334, 0, 0, new byte[9], 2);

        assertThat(BoxDump.of(fragments.single(packet)))
                .contains("track=2")
                .contains("time=1024")
                .contains("duration=1024 size=7 flags=2000000 composition=0");
    }

    @Test
    void many_takesDurationsFromTheNextFrame() {
        byte[] bytes = fragments.many(
                List.of(video(1, true, 0, 0, 10), video(2, false, 40_000, 40_000, 20)),
                List.of(new Packet(3, Track.AUDIO, false, 0, 0, 21_333, 0, 0, new byte[5], 0)));

        assertThat(BoxDump.of(bytes))
                .contains("samples=2 offset=208")
                .contains("duration=3600 size=14 flags=2000000")
                .contains("duration=3000 size=24 flags=1010000")
                .contains("samples=1 offset=246");
    }

    @Test
    void init_withoutAudio_hasOneTrack() {
        String dump = BoxDump.of(InitSegment.write(new Codecs(Samples.avc(), Optional.empty())));

        assertThat(dump).contains("avc1 ").doesNotContain("mp4a").containsOnlyOnce("trex");
    }

    @Test
    void timescale_ofSamples_comesBackExactly() {
        Timescale scale = new Timescale(44_100);
        for (long sample = 0; sample < 10_000_000_000L; sample += 1_024 * 9_973L) {
            assertThat(scale.ticks(scale.us(sample))).isEqualTo(sample);
        }
    }

    private static Packet video(long number, boolean key, long dtsUs, long ptsUs, int length) {
        return new Packet(number, Track.VIDEO, key, ptsUs, dtsUs, 33_333, 0, 0, Samples.frame(key, length), 0);
    }
}
