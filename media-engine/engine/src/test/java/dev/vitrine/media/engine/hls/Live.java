package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Track;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A stream of made-up packets through packager and rendition. For one thread. */
final class Live {
    static final long FIRST_MSN = 100;
    static final long FIRST_PART = 1_000;

    /** 2026-11-22T10:00:00Z. */
    private static final long WALL_US = 1_795_341_600_000_000L;

    final Rendition rendition;
    private final Marks marks;
    private final Packager packager;
    private long number;
    private long epoch;
    private long dtsUs;
    private long lagUs;

    Live() {
        this(HlsRules.PART_TARGET_US);
    }

    Live(long partTargetUs) {
        this(partTargetUs, History.NONE);
    }

    Live(Lengths lengths) {
        this(lengths.parts(30), lengths.leastSegmentUs(), History.NONE);
    }

    Live(long partTargetUs, History history) {
        this(PartTiming.of(partTargetUs), Lengths.USUAL.leastSegmentUs(), history);
    }

    private Live(PartTiming parts, long leastSegmentUs, History history) {
        marks = new Marks();
        rendition = new Rendition(
                "source", parts, FIRST_MSN, FIRST_PART, playlist -> Playlist.Notes.NONE, () -> history, marks, true);
        packager = new Packager(rendition, Packager.Cuts.own(leastSegmentUs), Packager.Content.ALL, parts.targetUs());
    }

    private Live(Live source) {
        marks = source.marks;
        rendition = new Rendition(
                "480p",
                source.rendition.parts(),
                0,
                FIRST_PART,
                playlist -> Playlist.Notes.NONE,
                () -> History.NONE,
                marks,
                false);
        packager = new Packager(
                rendition,
                Packager.Cuts.alike(marks),
                Packager.Content.ALL,
                source.rendition.parts().targetUs());
    }

    /** Another encoding of the same pictures. */
    Live rung() {
        return new Live(this);
    }

    /** Goes to a moment and an epoch before the next frame. */
    Live at(long us, long epochBefore) {
        dtsUs = us;
        epoch = epochBefore;
        return this;
    }

    long nowUs() {
        return dtsUs;
    }

    /** A publisher begins. */
    Live begin() {
        packager.begin(new Segment(++epoch, Samples.codecs(), dtsUs));
        return this;
    }

    /** Frames at a rate, a key frame each so many; rounded to milliseconds as publishers do. */
    Live frames(int count, double fps, int gop) {
        long fromUs = dtsUs;
        for (int i = 0; i < count; i++) {
            dtsUs = fromUs + Math.round(i * 1_000 / fps) * 1_000;
            packager.packet(packet(Track.VIDEO, i % gop == 0));
            packager.packet(packet(Track.AUDIO, false));
        }
        dtsUs = fromUs + Math.round(count * 1_000 / fps) * 1_000;
        return this;
    }

    /** Frames that never reach the packager. */
    Live lose(int count, double fps) {
        number += 2L * count;
        dtsUs += Math.round(count * 1_000 / fps) * 1_000;
        return this;
    }

    /** The publisher is gone for a while. */
    Live pause(long us) {
        packager.pause();
        dtsUs += us;
        return this;
    }

    /** The picture's timeline stands for a while; the wall clock goes on. */
    Live lag(long us) {
        lagUs += us;
        return this;
    }

    String playlist() {
        return text(now(rendition.playlist(Extent.LIVE)));
    }

    String delta() {
        return text(now(rendition.playlist(Extent.DELTA)));
    }

    static HlsAnswer now(HlsAnswer answer) {
        if (answer instanceof HlsAnswer.Later later) {
            CompletableFuture<HlsAnswer> future = later.stage().toCompletableFuture();
            try {
                return future.get(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return answer;
    }

    static boolean waits(HlsAnswer answer) {
        return answer instanceof HlsAnswer.Later later
                && !later.stage().toCompletableFuture().isDone();
    }

    static String text(HlsAnswer answer) {
        if (!(answer instanceof HlsAnswer.Playlist playlist)) {
            throw new AssertionError("no playlist: " + answer);
        }
        return StandardCharsets.UTF_8.decode(playlist.text().duplicate()).toString();
    }

    static byte[] bytes(HlsAnswer answer) {
        if (!(answer instanceof HlsAnswer.Media media)) {
            throw new AssertionError("no media: " + answer);
        }
        int length = media.bytes().stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        media.bytes().forEach(each -> all.put(each.duplicate()));
        return all.array();
    }

    static List<String> lines(String playlist, String tag) {
        return playlist.lines().filter(line -> line.startsWith(tag)).toList();
    }

    private Packet packet(Track track, boolean key) {
        byte[] data = track == Track.VIDEO ? Samples.frame(key, 60) : new byte[20];
        return new Packet(number++, track, key, dtsUs, dtsUs, 34_000, 0, WALL_US + dtsUs + lagUs, data, 0);
    }
}
