package dev.vitrine.media.engine.record;

import dev.vitrine.media.engine.mp4.Fragments;
import dev.vitrine.media.engine.mp4.InitSegment;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Track;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects packets and writes them as parts that begin with a key frame, unless key frames are far apart or a clip is
 * wanted now. For one thread: the one of its {@link dev.vitrine.media.engine.stream.QueuedSubscriber}.
 */
final class Recorder implements PacketSubscriber {
    /** A key frame ends a part that is at least this long; so a GOP of 1 s gives parts of 2 s. */
    static final long MIN_PART_US = 1_900_000;

    /** What a crash may cost, however far apart the key frames are. */
    static final long MAX_PART_US = 4_000_000;

    /** What the part under way may hold of the heap. */
    static final long MAX_PART_BYTES = 16 << 20;

    private static final Logger LOG = System.getLogger(Recorder.class.getName());

    private final String event;
    private final Recording recording;
    private final List<Packet> video = new ArrayList<>();
    private final List<Packet> audio = new ArrayList<>();
    private @Nullable Segment segment;
    private byte[] init = {};
    private long bytes;
    private boolean waitForKey = true;
    private boolean failing;

    Recorder(String event, Recording recording) {
        this.event = event;
        this.recording = recording;
    }

    @Override
    public void begin(Segment next) {
        flush();
        segment = next;
        init = InitSegment.write(next.codecs());
        waitForKey = true;
    }

    @Override
    public void packet(Packet packet) {
        if (waitForKey && !packet.startsGop()) {
            return;
        }
        waitForKey = false;
        if (packet.track() == Track.VIDEO && !video.isEmpty()) {
            long lengthUs = packet.dtsUs() - video.getFirst().dtsUs();
            if (packet.key() && lengthUs >= MIN_PART_US || lengthUs >= MAX_PART_US || bytes >= MAX_PART_BYTES) {
                flush();
            }
        }
        (packet.track() == Track.VIDEO ? video : audio).add(packet);
        bytes += packet.length();
    }

    @Override
    public void pause() {
        flush();
    }

    /** Writes what has come since the last part. */
    void flush() {
        Segment current = segment;
        if (current == null || video.isEmpty()) {
            return; // sound alone waits for the picture it belongs to
        }
        long fromUs = Long.MAX_VALUE;
        long toUs = Long.MIN_VALUE;
        for (Packet packet : video) {
            fromUs = Math.min(fromUs, packet.ptsUs());
            toUs = Math.max(toUs, packet.ptsUs() + packet.durationUs());
        }
        try {
            byte[] fragment = new Fragments(current.codecs()).many(video, audio);
            recording.append(
                    current.epoch(), init, fromUs, toUs, video.getFirst().key(), fragment);
            failing = false;
        } catch (IOException failed) {
            waitForKey = true; // what comes next refers to what is lost
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.WARNING,
                        "The recording of event \"{0}\" cannot be written ({1}); clips will lack this time. Free some"
                                + " space or check the directory; it goes on by itself.",
                        event,
                        failed);
            }
        }
        video.clear();
        audio.clear();
        bytes = 0;
    }
}
