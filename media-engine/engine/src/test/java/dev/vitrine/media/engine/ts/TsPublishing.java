package dev.vitrine.media.engine.ts;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.Canned;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A transport stream sent to a stream of its own, and what comes out on the bus. */
final class TsPublishing implements PacketSubscriber, StreamListener {
    final List<Segment> segments = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final Map<String, List<Packet>> others = new TreeMap<>();
    final List<String> story = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();

    private TsPublishing() {}

    static TsPublishing send(byte[] bytes) throws IOException {
        TsPublishing heard = new TsPublishing();
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, heard);
        stream.attach(heard);
        Publication publication =
                stream.publish(new Publisher("test", "127.0.0.1:1", time.instant(), false, false, () -> {}));
        try {
            new TsSession(new Canned(bytes), publication, time).run();
        } catch (IOException ended) {
            requireSentence(ended);
            heard.complaints.add(ended.getMessage());
        }
        return heard;
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
    }
}
