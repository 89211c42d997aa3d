package dev.vitrine.media.engine.ts;

import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A transport stream sent to a stream of its own, and what comes out on the bus. */
final class TsPublishing implements PacketSubscriber, StreamListener {
    final List<Segment> segments = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final Map<String, List<Packet>> others = new TreeMap<>();
    final List<String> story = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();
    final List<MediaHealth> healths = new ArrayList<>();

    private TsPublishing() {}

    static TsPublishing send(byte[] bytes) throws IOException {
        return send(new ManualTime(), stream -> new ByteArrayInputStream(bytes));
    }

    /** Sends parts with five seconds after each, in which the engine looks after its publisher. */
    static TsPublishing sendSlowly(byte[]... parts) throws IOException {
        ManualTime time = new ManualTime();
        return send(
                time,
                stream -> new SequenceInputStream(Collections.enumeration(Arrays.stream(parts)
                        .flatMap(part -> java.util.stream.Stream.of(
                                new ByteArrayInputStream(part), new Pause(() -> pause(time, stream))))
                        .toList())));
    }

    private static void pause(ManualTime time, Stream stream) {
        for (int half = 0; half < 10; half++) {
            time.passMs(500);
            stream.watch();
        }
    }

    /** Nothing, after something else. */
    private static final class Pause extends InputStream {
        private final Runnable before;

        Pause(Runnable before) {
            this.before = before;
        }

        @Override
        public int read() {
            before.run();
            return -1;
        }
    }

    private static TsPublishing send(ManualTime time, Function<Stream, InputStream> source) throws IOException {
        TsPublishing heard = new TsPublishing();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, heard);
        stream.attach(heard);
        InputStream in = source.apply(stream);
        Publication publication =
                stream.publish(new Publisher("test", "127.0.0.1:1", time.instant(), false, false, () -> {}));
        try {
            new TsSession(new Incoming(in), publication, time).run();
        } catch (IOException ended) {
            requireSentence(ended);
            heard.complaints.add(ended.getMessage());
        }
        return heard;
    }

    private record Incoming(InputStream in) implements IngestConnection {
        @Override
        public OutputStream out() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public String remote() {
            return "127.0.0.1:1";
        }

        @Override
        public void close() {}
    }

    static void requireSentence(IOException refused) {
        String why = refused.getMessage();
        if (why == null || why.isEmpty()) {
            throw new AssertionError("a refusal without a sentence", refused);
        }
    }

    @Override
    public void begin(Segment segment) {
        segments.add(segment);
    }

    @Override
    public void packet(Packet packet) {
        packets.add(packet);
    }

    @Override
    public void other(String sound, Packet packet) {
        others.computeIfAbsent(sound, id -> new ArrayList<>()).add(packet);
    }

    @Override
    public void pause() {}

    @Override
    public void changed(StreamStatus status, String why) {
        story.add(why);
    }

    @Override
    public void measured(StreamStatus status) {}

    @Override
    public void health(MediaHealth health) {
        story.add(health.sentence());
        healths.add(health);
    }
}
