package dev.vitrine.media.engine.rtmp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.Fuzzing;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

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
                    new Canned(bytes),
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
            RtmpCall call = new RtmpCall(new Canned(bytes), SECRET);
            call.connect("rtmp://there/live");
            call.createStream();
            while (true) {
                call.status();
            }
        } catch (IOException ended) {
            requireClause(ended);
        }
    }

    private static void requireClause(IOException ended) {
        String why = ended.getMessage();
        if (why == null || why.isEmpty() || why.contains(SECRET)) {
            throw new AssertionError("a refusal without a clause, or with the secret", ended);
        }
    }

    /** A server whose handshake is right. */
    private record Canned(byte[] bytes) implements OutboundConnection {
        @Override
        public InputStream in() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] handshake = new byte[HANDSHAKE_BYTES];
            handshake[0] = 3;
            all.writeBytes(handshake);
            all.writeBytes(bytes);
            return new ByteArrayInputStream(all.toByteArray());
        }

        @Override
        public OutputStream out() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void readLimit(Duration limit) {}

        @Override
        public void close() {}
    }

    private static final class Deaf implements StreamListener {
        @Override
        public void changed(StreamStatus status, String why) {}

        @Override
        public void measured(StreamStatus status) {}

        @Override
        public void health(MediaHealth health) {}
    }
}
