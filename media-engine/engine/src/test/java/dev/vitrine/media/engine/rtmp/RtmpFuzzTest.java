package dev.vitrine.media.engine.rtmp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.media.engine.Canned;
import dev.vitrine.media.engine.Deaf;
import dev.vitrine.media.engine.Fuzzing;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * What publishers send, from chunks to tags, as any bytes: an {@link IOException} with a sentence or none, and nothing
 * else. The kept inputs run as tests in each build; the profile {@code fuzz} makes new ones.
 */
class RtmpFuzzTest {
    private static final byte[] PUBLISHING = publishing();

    /** Chunks alone, from a peer that may send media. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void chunks(byte[] bytes) {
        ChunkReader reader = new ChunkReader(new ByteSource(new ByteArrayInputStream(bytes)));
        reader.trust();
        try {
            while (reader.read().isPresent()) {
                // until the bytes end
            }
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void amf0(byte[] bytes) {
        try {
            List<AmfValue> values = Amf0.read(bytes, 0);
            Amf0.read(Amf0.write(values.toArray(AmfValue[]::new)), 0);
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void tags(byte[] bytes) {
        try {
            MultitrackAudio.parse(bytes).forEach(part -> {
                if (part.tag().offset() > part.body().length) {
                    throw new AssertionError("a body behind its track's end");
                }
            });
        } catch (IOException refused) {
            requireSentence(refused);
        }
        try {
            if (VideoTag.parse(bytes).offset() > bytes.length) {
                throw new AssertionError("a body behind the end");
            }
        } catch (IOException refused) {
            requireSentence(refused);
        }
        try {
            if (AudioTag.parse(bytes).offset() > bytes.length) {
                throw new AssertionError("a body behind the end");
            }
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    /** A publisher that has been let in, and then anything: the whole way to the packet bus. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void publisher(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(PUBLISHING);
        all.writeBytes(bytes);
        converse(all.toByteArray());
    }

    /** Anything from the first byte on. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void stranger(byte[] bytes) {
        converse(bytes);
    }

    private static void converse(byte[] bytes) {
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, new Deaf());
        RtmpSession session = new RtmpSession(
                new Canned(bytes),
                (key, remote, disconnect) ->
                        stream.publish(new Publisher("test", remote, time.instant(), false, false, disconnect)),
                time);
        try {
            session.run();
        } catch (IOException ended) {
            requireSentence(ended);
        }
    }

    private static byte[] publishing() {
        try {
            return RtmpScript.publish("key", List.of());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void requireSentence(IOException refused) {
        String why = refused.getMessage();
        if (why == null || why.isEmpty()) {
            throw new AssertionError("a refusal without a sentence", refused);
        }
    }
}
