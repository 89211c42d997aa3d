package dev.vitrine.media.engine.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Segments of other people's encoders, from the npm package mux.js, which the build installs. The counts are what
 * {@code ffprobe -count_packets} says of the same files.
 */
class ForeignSegmentsTest {
    private static final Path SEGMENTS = Path.of("src/test/node/node_modules/mux.js/test/segments");

    @ParameterizedTest
    @CsvSource({
        "multi-channel-608-captions.ts, 181, 0",
        "sintel-captions.ts, 240, 212",
        "test-no-audio-segment.ts, 134, 0",
        "test-segment.ts, 134, 369",
    })
    void everyPictureAndSoundIsTaken(String name, int pictures, int frames) throws IOException {
        Taken taken = take(Files.readAllBytes(SEGMENTS.resolve(name)));

        assertThat(taken.pictures).hasSize(pictures);
        assertThat(taken.frames).isEqualTo(frames);
        assertThat(taken.pictures).as("decode times").isSorted();
    }

    /** A file reader goes back for what came before the tables, which is most of this segment; a live one cannot. */
    @Test
    void whatComesBeforeTheTables_isLeftOut() throws IOException {
        Taken taken = take(Files.readAllBytes(SEGMENTS.resolve("test-middle-pat-pmt.ts")));

        assertThat(taken.pictures).hasSize(1);
        assertThat(taken.frames).isPositive();
    }

    /** It begins in the middle of everything, with no key frame and no table to go by. */
    @Test
    void aPieceWithoutTables_isQuietlyNothing() throws IOException {
        Taken taken = take(Files.readAllBytes(SEGMENTS.resolve("test-stuffed-pes.ts")));

        assertThat(taken.pictures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sintel-captions.ts", "test-segment.ts", "multi-channel-608-captions.ts"})
    void onTheWayToTheBus_theyBecomeOneStretchWithoutComplaint(String name) throws IOException {
        TsPublishing heard = TsPublishing.send(Files.readAllBytes(SEGMENTS.resolve(name)));

        assertThat(heard.complaints).isEmpty();
        assertThat(heard.segments).hasSize(1);
        assertThat(heard.packets.getFirst().key()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test-aac-segment.aac",
                "malformed-sei.m4s",
                "malformed-sei-init.mp4",
                "dash-608-captions-seg.m4s",
                "test-webvtt.m4s"
            })
    void whatIsNoTransportStream_endsWithASentenceOrNothing(String name) throws IOException {
        assertThat(TsPublishing.send(Files.readAllBytes(SEGMENTS.resolve(name))).segments)
                .isEmpty();
    }

    private static Taken take(byte[] bytes) throws IOException {
        Taken taken = new Taken();
        TsDemuxer demuxer = new TsDemuxer(taken);
        demuxer.take(bytes, 0, bytes.length);
        demuxer.end();
        return taken;
    }

    private static final class Taken implements TsDemuxer.Output {
        private static final int TIME_BITS = 33;
        private final List<Long> pictures = new ArrayList<>();
        private int frames;

        @Override
        public void programme(List<String> languages) {}

        @Override
        public void video(boolean hevc, long pts, long dts, byte[] unit) {
            assertThat(hevc).isFalse();
            assertThat(pts).isBetween(0L, 1L << TIME_BITS);
            pictures.add(dts);
        }

        /** Counts ADTS headers: each frame tells its own length. */
        @Override
        public void audio(int sound, long pts, byte[] bytes) {
            int at = 0;
            while (at + 7 <= bytes.length) {
                assertThat(bytes[at] & 0xFF).isEqualTo(0xFF);
                at += (bytes[at + 3] & 3) << 11 | (bytes[at + 4] & 0xFF) << 3 | (bytes[at + 5] & 0xFF) >> 5;
                frames++;
            }
        }
    }
}
