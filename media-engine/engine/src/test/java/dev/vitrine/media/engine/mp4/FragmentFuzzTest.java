package dev.vitrine.media.engine.mp4;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.media.engine.Fuzzing;
import dev.vitrine.media.engine.codec.Samples;
import java.io.IOException;
import java.util.Arrays;

/**
 * Fragmented MP4 of a foreign server, as any bytes: an {@link IOException} with a clause or frames within the segment,
 * and nothing else. The kept inputs run as tests in each build; the profile {@code fuzz} makes new ones.
 */
class FragmentFuzzTest {
    private static final byte[] INIT = InitSegment.write(Samples.codecs());

    /** Any initialisation segment. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void init(byte[] bytes) {
        try {
            FragmentReader.of(bytes);
        } catch (IOException refused) {
            requireClause(refused);
        }
    }

    /** Two segments after a good beginning, half the bytes each. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void segment(byte[] bytes) throws IOException {
        FragmentReader reader = FragmentReader.of(INIT);
        try {
            int half = bytes.length / 2;
            look(reader, bytes);
            look(reader, Arrays.copyOf(bytes, half));
            look(reader, Arrays.copyOfRange(bytes, half, bytes.length));
        } catch (IOException refused) {
            requireClause(refused);
        }
    }

    private static void look(FragmentReader reader, byte[] segment) throws IOException {
        for (FragmentReader.Frame frame : reader.read(segment)) {
            if (frame.data().length == 0 || frame.data().length > segment.length || frame.compositionUs() < 0) {
                throw new AssertionError("a frame outside its segment, or shown before it is decoded");
            }
        }
    }

    private static void requireClause(IOException refused) {
        String why = refused.getMessage();
        if (why == null || why.isEmpty()) {
            throw new AssertionError("a refusal without a clause", refused);
        }
    }
}
