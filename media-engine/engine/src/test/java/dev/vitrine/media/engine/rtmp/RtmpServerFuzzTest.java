package dev.vitrine.media.engine.rtmp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.media.engine.Canned;
import dev.vitrine.media.engine.Deaf;
import dev.vitrine.media.engine.Fuzzing;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;

/**
 * What a foreign RTMP server answers to our client, as any bytes after its handshake: an {@link IOException} with a
 * clause without the secret, and nothing else. The kept inputs run as tests in each build; the profile {@code fuzz}
 * makes new ones.
 */
class RtmpServerFuzzTest {
    private static final int HANDSHAKE_BYTES = 1 + 2 * 1_536;
    private static final String SECRET = "hush-hush";

    /** A server that we fetch a stream from. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void inlet(byte[] bytes) {
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, new Deaf());
        try {
            RtmpInlet.play(
                    afterHandshake(bytes),
                    "rtmp://there/live",
                    SECRET,
                    () -> stream.publish(new Publisher("source", "there", time.instant(), false, false, () -> {})),
                    time);
        } catch (IOException ended) {
            requireClause(ended);
        }
    }

    /** A server that we send a stream to, up to the point where it takes it. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void outlet(byte[] bytes) {
        try {
            RtmpCall call = new RtmpCall(afterHandshake(bytes), SECRET);
            call.connect("rtmp://there/live");
            call.createStream();
            while (true) {
                call.status();
            }
        } catch (IOException ended) {
            requireClause(ended);
        }
    }

    private static Canned afterHandshake(byte[] bytes) {
        byte[] all = new byte[HANDSHAKE_BYTES + bytes.length];
        all[0] = 3;
        System.arraycopy(bytes, 0, all, HANDSHAKE_BYTES, bytes.length);
        return new Canned(all);
    }

    private static void requireClause(IOException ended) {
        String why = ended.getMessage();
        if (why == null || why.isEmpty() || why.contains(SECRET)) {
            throw new AssertionError("a refusal without a clause, or with the secret", ended);
        }
    }
}
