package dev.vitrine.media.engine.hls;

import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.mp4.Fragments;
import dev.vitrine.media.engine.mp4.InitSegment;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Sound;
import dev.vitrine.media.engine.stream.Track;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts packets into parts and parts into segments, by the picture even where that does not go into them. A part is
 * complete with its last frame: it does not wait for the next one, whose distance is foreseen from the frames before.
 * The cuts follow from the packets' times alone, so that two encodings of the same pictures are cut at the same places.
 * For one thread.
 */
final class Packager implements PacketSubscriber {
    /** What becomes of the cuts. Called in order, on the packager's thread. */
    interface Output {
        /** A stretch begins; the next part starts a segment. */
        void stretch(Segment stretch, byte[] init);

        /** A segment begins with a picture; its first part follows. */
        void opens(Packet first);

        /** The next part of the segment under way; the first one begins it. */
        void part(Part part);

        /** The segment under way ends. */
        void end(long toUs);

        /** A time of the current stretch for which there is no media. */
        void gap(long fromUs, long toUs);

        /** The publisher is gone or silent; a segment has ended. */
        void pause();
    }

    /** Where segments begin and end. */
    interface Cuts {
        /** Key frames end segments that are long enough, and what is too long ends anywhere. */
        static Cuts own(long leastUs) {
            return new Cuts() {
                @Override
                public boolean begins(Packet first) {
                    return true;
                }

                @Override
                public boolean ends(Packet next, long lengthUs, long frameUs) {
                    return next.key() && lengthUs >= leastUs || lengthUs + frameUs > HlsRules.MAX_SEGMENT_US;
                }
            };
        }

        /** Segments begin where those of the source do, and nowhere else. */
        static Cuts alike(Marks marks) {
            return new Cuts() {
                @Override
                public boolean begins(Packet first) {
                    return marks.at(first.ptsUs()).isPresent();
                }

                @Override
                public boolean ends(Packet next, long lengthUs, long frameUs) {
                    return marks.at(next.ptsUs()).isPresent();
                }
            };
        }

        /** Whether a segment may begin with a picture. */
        boolean begins(Packet first);

        /** Whether the segment under way ends before a picture. */
        boolean ends(Packet next, long lengthUs, long frameUs);
    }

    /**
     * A part.
     *
     * @param fromUs decoding time of its first picture on the engine's clock
     * @param ptsUs presentation time of its first picture
     * @param durationUs how long its pictures last
     * @param independent whether a key frame is in it
     * @param key whether it starts with one
     * @param wallUs wall clock when its first picture had arrived, microseconds since 1970
     * @param bytes one fragment
     */
    record Part(
            long fromUs, long ptsUs, long durationUs, boolean independent, boolean key, long wallUs, byte[] bytes) {}

    /**
     * What of a stream goes into the parts.
     *
     * @param picture whether the picture does
     * @param sound id of the sound that does; where a stretch does not have it, the first one; empty for none
     */
    record Content(boolean picture, String sound) {
        /** The picture with its first sound. */
        static final Content ALL = new Content(true, Sound.FIRST);

        /** The picture alone. */
        static final Content PICTURE = new Content(true, "");

        /** A sound alone. */
        static Content sound(String id) {
            return new Content(false, id);
        }

        Segment of(Segment stretch) {
            if (equals(ALL)) {
                return stretch;
            }
            Optional<AudioConfig> heard = sound.isEmpty()
                    ? Optional.empty()
                    : stretch.sound(sound)
                            .map(Sound::config)
                            .or(() -> stretch.codecs().audio());
            return new Segment(
                    stretch.epoch(), new Codecs(stretch.codecs().video(), heard), stretch.fromUs(), stretch.sounds());
        }

        boolean takesFirst(Segment stretch) {
            return sound.equals(Sound.FIRST)
                    || !sound.isEmpty() && stretch.sound(sound).isEmpty();
        }
    }

    /** The picture goes on without its sound after this; a silent track is no reason to stand still. */
    private static final long MAX_LUMP_US = 800_000;

    private static final int INTERVALS = 64;
    private static final long DEFAULT_FRAME_US = 33_333;
    private static final long NONE = Long.MIN_VALUE;

    private final Output output;
    private final Cuts cuts;
    private final Content content;
    private final List<Packet> video = new ArrayList<>();
    private final List<Packet> audio = new ArrayList<>();
    private final long[] dtsUs = new long[INTERVALS];
    private @Nullable Fragments fragments;
    private int seen;
    private long frameUs;
    private final long partTargetUs;
    private long segmentFromUs = NONE;
    private long endUs = NONE;
    private long lastNumber = NONE;
    private boolean waitForKey = true;
    private boolean takesFirst;
    private final Deque<Packet> ruler = new ArrayDeque<>(); // pictures that wait for the sound of their time
    private long heardUs = NONE;

    Packager(Output output, Cuts cuts, Content content, long partTargetUs) {
        this.output = output;
        this.cuts = cuts;
        this.content = content;
        this.partTargetUs = partTargetUs;
    }

    @Override
    public void begin(Segment stretch) {
        measureOut();
        close();
        heardUs = NONE;
        Segment next = content.of(stretch);
        takesFirst = content.takesFirst(stretch);
        boolean nothing = !content.picture() && next.codecs().audio().isEmpty();
        fragments = nothing ? null : new Fragments(next.codecs());
        double fps = next.codecs().video().fps();
        frameUs = fps >= 1 ? Math.round(1_000_000 / fps) : DEFAULT_FRAME_US;
        seen = 0;
        endUs = NONE;
        lastNumber = NONE;
        waitForKey = true;
        audio.clear();
        if (content.picture()) {
            output.stretch(next, InitSegment.write(next.codecs()));
        } else {
            next.codecs().audio().ifPresent(sound -> output.stretch(next, InitSegment.sound(sound)));
        }
    }

    @Override
    public void packet(Packet packet) {
        if (fragments == null) {
            return;
        }
        boolean lost = lastNumber != NONE && packet.number() != lastNumber + 1;
        lastNumber = packet.number();
        if (lost) {
            measureOut();
            close();
            waitForKey = true;
        }
        if (waitForKey && !packet.startsGop()) {
            return;
        }
        waitForKey = false;
        if (packet.track() == Track.VIDEO) {
            if (content.picture()) {
                picture(packet);
            } else {
                ruler.add(packet);
                keepTime();
            }
        } else if (takesFirst) {
            sound(packet);
        }
    }

    @Override
    public void other(String sound, Packet packet) {
        if (fragments != null && !waitForKey && !takesFirst && sound.equals(content.sound())) {
            sound(packet);
        }
    }

    private void sound(Packet packet) {
        audio.add(packet);
        heardUs = packet.dtsUs() + packet.durationUs();
        keepTime();
    }

    /** A sound alone is cut once it is there: publishers send it in lumps, and a part without any would be no part. */
    private void keepTime() {
        while (!ruler.isEmpty()) {
            Packet next = ruler.getFirst();
            boolean heard = heardUs != NONE && heardUs >= next.dtsUs() + frameUs;
            if (!heard && ruler.getLast().dtsUs() - next.dtsUs() < MAX_LUMP_US) {
                return;
            }
            picture(ruler.removeFirst());
        }
    }

    private void measureOut() {
        while (!ruler.isEmpty()) {
            picture(ruler.removeFirst());
        }
    }

    @Override
    public void pause() {
        measureOut();
        close();
        output.pause();
    }

    private void picture(Packet packet) {
        boolean silence = endUs != NONE && packet.dtsUs() - endUs > HlsRules.SILENCE_US;
        if (silence) {
            close();
        } else if (segmentFromUs != NONE) {
            if (cuts.ends(packet, packet.dtsUs() - segmentFromUs, frameUs)) {
                endPart(packet.dtsUs());
                endSegment(packet.dtsUs());
            }
        }
        if (!video.isEmpty() && packet.dtsUs() + frameUs - partFromUs() > partTargetUs) {
            endPart(packet.dtsUs());
        }
        if (segmentFromUs == NONE) {
            if (!cuts.begins(packet)) {
                waitForKey = true;
                audio.clear();
                return;
            }
            segmentFromUs = packet.dtsUs();
            if (endUs != NONE && packet.dtsUs() - endUs > frameUs) {
                output.gap(endUs, packet.dtsUs());
            }
            output.opens(packet);
        }
        measure(packet.dtsUs());
        video.add(packet);
        endUs = packet.dtsUs() + frameUs;
        if (endUs + frameUs - partFromUs() > partTargetUs) {
            endPart(endUs);
        }
    }

    /** The mean distance of the last frames: publishers round each to milliseconds. */
    private void measure(long nowUs) {
        if (seen > 0) {
            long oldestUs = dtsUs[seen < INTERVALS ? 0 : seen % INTERVALS];
            int intervals = Math.min(seen, INTERVALS);
            frameUs = Math.max(1_000, Math.min((nowUs - oldestUs) / intervals, HlsRules.SILENCE_US));
        }
        dtsUs[seen++ % INTERVALS] = nowUs;
    }

    private long partFromUs() {
        return video.getFirst().dtsUs();
    }

    /** Ends part and segment, if there are any, where the last picture does. */
    private void close() {
        if (!video.isEmpty()) {
            endPart(endUs);
        }
        if (segmentFromUs != NONE) {
            endSegment(endUs);
        }
    }

    private void endPart(long toUs) {
        Fragments writer = fragments;
        if (video.isEmpty() || writer == null) {
            return;
        }
        Packet first = video.getFirst();
        boolean sound = !content.picture();
        boolean independent = sound || video.stream().anyMatch(Packet::key);
        List<Packet> heard =
                sound ? audio.stream().filter(packet -> packet.dtsUs() < toUs).toList() : List.copyOf(audio);
        byte[] bytes = writer.many(sound ? List.of() : video, heard);
        output.part(new Part(
                first.dtsUs(),
                first.ptsUs(),
                toUs - first.dtsUs(),
                independent,
                sound || first.key(),
                first.wallUs(),
                bytes));
        video.clear();
        audio.subList(0, heard.size()).clear();
    }

    private void endSegment(long toUs) {
        segmentFromUs = NONE;
        output.end(toUs);
    }
}
