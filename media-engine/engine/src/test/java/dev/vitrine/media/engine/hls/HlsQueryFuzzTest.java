package dev.vitrine.media.engine.hls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.Deaf;
import dev.vitrine.media.engine.Fuzzing;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any file and any query a player may ask for: an answer, one that is held, or a refusal with a sentence; nothing else.
 * The first line of an input is the file's name, each further one a parameter. The kept inputs run as tests in each
 * build; the profile {@code fuzz} makes new ones.
 */
class HlsQueryFuzzTest {
    private static final int PICTURES = 70;
    private static final int GOP = 60;
    private static final long FRAME_US = 33_333;
    private static final HlsOrigin ORIGIN = origin();

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void request(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        Map<String, String> query = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int sign = lines[i].indexOf('=');
            query.put(sign < 0 ? lines[i] : lines[i].substring(0, sign), sign < 0 ? "" : lines[i].substring(sign + 1));
        }
        switch (ORIGIN.answer(new HlsRequest("drop", lines[0], query))) {
            case HlsAnswer.Playlist playlist ->
                assertThat(StandardCharsets.UTF_8
                                .decode(playlist.text().duplicate())
                                .toString())
                        .startsWith("#EXTM3U\n");
            case HlsAnswer.Refused refused -> {
                assertThat(refused.status()).isIn(400, 404, 503);
                assertThat(refused.why()).isNotBlank();
            }
            case HlsAnswer.Media media -> assertThat(media.bytes()).isNotEmpty();
            case HlsAnswer.Later later -> assertThat(later.patience()).isPositive();
            case HlsAnswer.Stored stored -> throw new AssertionError("nothing is on disk, and yet: " + stored);
        }
    }

    private static HlsOrigin origin() {
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, new Deaf());
        HlsOrigin origin = new HlsOrigin(stream, new Ladder(), () -> Lengths.USUAL, new Cues(time), time, time);
        try {
            Publication publication =
                    stream.publish(new Publisher("test", "127.0.0.1:1", time.instant(), false, false, () -> {}));
            publication.configure(Samples.avc());
            publication.expectAudio(false);
            for (int i = 0; i < PICTURES; i++) {
                publication.video(i % GOP == 0, i * FRAME_US, 0, Samples.frame(i % GOP == 0, 50), 0, 0);
            }
            origin.upToNow();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return origin;
    }

    private static final class Ladder implements Rungs {
        @Override
        public List<Rung> rungs() {
            return List.of(
                    new Rung(Rung.SOURCE, 1280, 720, 30, 2_500, "avc1.4d401f", "mp4a.40.2"),
                    new Rung("480p", 854, 480, 30, 1_000, "", "mp4a.40.2"));
        }

        @Override
        public Runnable watch(String name, PacketSubscriber reader) {
            return () -> {};
        }
    }
}
