package dev.vitrine.media.engine.link;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.media.engine.Fuzzing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A foreign server's playlist, as any text: an {@link IOException} with a sentence or a playlist, and nothing else. The
 * kept inputs run as tests in each build; the profile {@code fuzz} makes new ones.
 */
class HlsSourceFuzzTest {
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void playlist(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            look(HlsSource.parse("https://there/live/index.m3u8", text));
            look(HlsSource.parse("https://there/live/index.m3u8", "#EXTM3U\n" + text));
        } catch (IOException refused) {
            String why = refused.getMessage();
            if (why == null || !why.endsWith(".")) {
                throw new AssertionError("a refusal without a sentence", refused);
            }
        }
    }

    private static void look(HlsSource source) {
        for (HlsSource.Segment segment : source.segments()) {
            if (segment.durationMs() < 0
                    || segment.resource().offset() < 0
                    || segment.resource().length() == 0) {
                throw new AssertionError("a segment that is none: " + segment);
            }
            segment.key().ifPresent(key -> requireVector(key.iv()));
        }
    }

    private static void requireVector(String iv) {
        if (!iv.matches("[0-9a-fA-F]{32}")) {
            throw new AssertionError("a vector of another length: " + iv);
        }
    }
}
