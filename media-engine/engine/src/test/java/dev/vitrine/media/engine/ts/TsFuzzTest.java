package dev.vitrine.media.engine.ts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.media.engine.Fuzzing;
import java.io.IOException;
import java.util.List;

/**
 * Transport streams of any bytes, up to the packet bus: an {@link IOException} with a sentence or none, and nothing
 * else. The kept inputs run as tests in each build; the profile {@code fuzz} makes new ones.
 */
class TsFuzzTest {
    /** The demultiplexer alone, with bytes in uneven pieces. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void stream(byte[] bytes) {
        TsDemuxer demuxer = new TsDemuxer(new TsDemuxer.Output() {
            @Override
            public void programme(List<String> languages) {}

            @Override
            public void video(boolean hevc, long pts, long dts, byte[] unit) {
                requireTimes(pts, dts);
                for (AnnexB.Unit nal : AnnexB.split(unit)) {
                    if (nal.length() < 1 || nal.end() > unit.length) {
                        throw new AssertionError("a unit outside its bytes");
                    }
                }
            }

            @Override
            public void audio(int sound, long pts, byte[] frames) {
                requireTimes(pts, pts);
            }
        });
        try {
            for (int at = 0; at < bytes.length; at += 100) {
                demuxer.take(bytes, at, Math.min(100, bytes.length - at));
            }
            demuxer.end();
        } catch (IOException refused) {
            TsPublishing.requireSentence(refused);
        }
    }

    /** The whole way. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void session(byte[] bytes) throws IOException {
        TsPublishing.send(bytes);
    }

    private static void requireTimes(long pts, long dts) {
        if (pts < 0 || pts >>> 33 != 0 || dts < 0 || dts >>> 33 != 0) {
            throw new AssertionError("a time of more than 33 bits");
        }
    }
}
