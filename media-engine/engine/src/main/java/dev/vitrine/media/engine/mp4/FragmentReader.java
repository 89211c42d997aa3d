package dev.vitrine.media.engine.mp4;

import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.codec.VideoConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads fragmented MP4 of somebody else's (ISO/IEC 14496-12, 8.8, as HLS and CMAF use it): the first picture and the
 * first sound of an initialisation segment, and their frames in media segments. For one thread.
 */
public final class FragmentReader {
    private static final int MAX_TRACKS = 64;
    private static final int MAX_FRAMES = 50_000;
    private static final int MAX_FRAME_BYTES = 8 << 20;
    private static final long MAX_SECONDS = 100_000_000_000L;
    private static final int NON_SYNC = 0x0001_0000;
    private static final int DEPENDS_ON = 0x0300_0000;
    private static final int DEPENDS_ON_NONE = 0x0200_0000;

    /**
     * A frame.
     *
     * @param video of the picture rather than the sound
     * @param key whether the file says that decoding can start here and nothing else is referred to
     * @param dtsUs when it is decoded
     * @param compositionUs how much later it is presented
     * @param data the frame, as ISO base media has it
     */
    public record Frame(boolean video, boolean key, long dtsUs, long compositionUs, byte[] data) {}

    /** A track and what is assumed of its frames ({@code trex}). */
    private static final class Source {
        private final int id;
        private final boolean video;
        private final long scale;
        private final long shift;
        private long duration;
        private long size;
        private int flags;
        private long nextTicks;
        private long lagUs;

        Source(int id, boolean video, long scale, long shift) {
            this.id = id;
            this.video = video;
            this.scale = scale;
            this.shift = shift;
        }

        long us(long ticks) throws IOException {
            long seconds = Math.floorDiv(ticks, scale);
            if (Math.abs(seconds) > MAX_SECONDS) {
                throw new IOException("a fragment of MP4 at an impossible time");
            }
            return seconds * 1_000_000 + Math.floorMod(ticks, scale) * 1_000_000 / scale;
        }
    }

    private final List<Source> sources = new ArrayList<>();
    private @Nullable VideoConfig video;
    private @Nullable AudioConfig audio;

    private FragmentReader() {}

    /**
     * Reads an initialisation segment.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed; the message is a clause
     */
    public static FragmentReader of(byte[] init) throws IOException {
        FragmentReader reader = new FragmentReader();
        Box movie = Box.of(init, 0, init.length).stream()
                .filter(box -> box.type().equals("moov"))
                .findFirst()
                .orElseThrow(() -> new IOException("an initialisation segment without a \"moov\""));
        List<Box> tracks = movie.children().stream()
                .filter(box -> box.type().equals("trak"))
                .limit(MAX_TRACKS)
                .toList();
        for (Box track : tracks) {
            reader.track(track);
        }
        Optional<Box> extend = movie.child("mvex");
        if (extend.isPresent()) {
            for (Box each : extend.get().children()) {
                reader.defaults(each);
            }
        }
        return reader;
    }

    private void track(Box track) throws IOException {
        Optional<Box> header = track.child("tkhd");
        Optional<Box> media = track.path("mdia", "mdhd");
        Optional<Box> handler = track.path("mdia", "hdlr");
        Optional<Box> description = track.path("mdia", "minf", "stbl", "stsd");
        if (header.isEmpty() || media.isEmpty() || handler.isEmpty() || description.isEmpty()) {
            return;
        }
        int kind = handler.get().int32(8);
        boolean picture = kind == 0x76696465; // vide
        boolean wanted = picture ? video == null : kind == 0x736F756E /* soun */ && audio == null;
        if (!wanted) {
            return;
        }
        if (picture) {
            video = SampleEntry.video(description.get());
        } else {
            audio = SampleEntry.audio(description.get());
        }
        int id = header.get().int32(header.get().u8(0) == 1 ? 20 : 12);
        long scale = media.get().u32(media.get().u8(0) == 1 ? 20 : 12);
        if (scale == 0) {
            throw new IOException("a track of MP4 without a timescale");
        }
        sources.add(new Source(id, picture, scale, editShift(track)));
    }

    /** Where the track's first edit begins within its media (8.6.6): times before it are not presented. */
    private static long editShift(Box track) throws IOException {
        Optional<Box> list = track.path("edts", "elst");
        if (list.isEmpty()) {
            return 0;
        }
        boolean large = list.get().u8(0) == 1;
        long entries = Math.min(list.get().u32(4), 16);
        for (int i = 0; i < entries; i++) {
            long from = large ? list.get().int64(8 + 20 * i + 8) : list.get().int32(8 + 12 * i + 4);
            if (from >= 0) {
                return Math.min(from, Integer.MAX_VALUE);
            }
        }
        return 0;
    }

    private void defaults(Box extend) throws IOException {
        if (!extend.type().equals("trex")) {
            return;
        }
        Source source = source(extend.int32(4));
        if (source != null) {
            source.duration = extend.u32(12);
            source.size = extend.u32(16);
            source.flags = extend.int32(20);
        }
    }

    private @Nullable Source source(int id) {
        return sources.stream().filter(each -> each.id == id).findFirst().orElse(null);
    }

    /** The picture, if there is one. */
    public Optional<VideoConfig> video() {
        return Optional.ofNullable(video);
    }

    /** The sound, if there is one. */
    public Optional<AudioConfig> audio() {
        return Optional.ofNullable(audio);
    }

    /**
     * Reads a media segment: its frames in order of their decoding, the picture's and the sound's together.
     *
     * @throws IOException if it is malformed; the message is a clause
     */
    public List<Frame> read(byte[] segment) throws IOException {
        List<Run> runs = new ArrayList<>();
        int frames = 0;
        for (Box box : Box.of(segment, 0, segment.length)) {
            if (box.type().equals("moof")) {
                for (Box traf : box.children()) {
                    if (traf.type().equals("traf")) {
                        frames += fragment(box, traf, runs, MAX_FRAMES - frames);
                    }
                }
            }
        }
        List<Frame> all = new ArrayList<>(frames);
        for (Run run : runs) {
            Source source = run.source();
            long dtsUs = source.us(run.dts() - source.shift) - source.lagUs;
            long ptsUs = source.us(run.dts() - source.shift + run.composition());
            all.add(new Frame(
                    source.video,
                    (run.flags() & NON_SYNC) == 0 && (run.flags() & DEPENDS_ON) == DEPENDS_ON_NONE,
                    dtsUs,
                    ptsUs - dtsUs,
                    Arrays.copyOfRange(segment, run.start(), run.start() + run.size())));
        }
        all.sort(Comparator.comparingLong(Frame::dtsUs));
        return all;
    }

    /** Where a frame lies, and when. */
    private record Run(Source source, long dts, int composition, int flags, int start, int size) {}

    private int fragment(Box moof, Box traf, List<Run> runs, int room) throws IOException {
        Box header = traf.child("tfhd").orElseThrow(() -> new IOException("a fragment of MP4 without a \"tfhd\""));
        Source source = source(header.int32(4));
        if (source == null) {
            return 0;
        }
        int has = header.int32(0);
        if ((has & 0x1) != 0) {
            throw new IOException("a fragment of MP4 that counts from the beginning of a file (base-data-offset)");
        }
        int at = 8 + ((has & 0x2) == 0 ? 0 : 4);
        long duration = source.duration;
        long size = source.size;
        int flags = source.flags;
        if ((has & 0x8) != 0) {
            duration = header.u32(at);
            at += 4;
        }
        if ((has & 0x10) != 0) {
            size = header.u32(at);
            at += 4;
        }
        if ((has & 0x20) != 0) {
            flags = header.int32(at);
        }
        Optional<Box> time = traf.child("tfdt");
        if (time.isPresent()) {
            source.nextTicks =
                    time.get().u8(0) == 1 ? time.get().int64(4) : time.get().u32(4);
        }
        int count = 0;
        long dataAt = moof.start();
        for (Box run : traf.children()) {
            if (run.type().equals("trun")) {
                Defaults defaults = new Defaults(duration, size, flags);
                dataAt = run(moof, run, source, defaults, dataAt, runs, room - count);
                count += (int) run.u32(4);
            }
        }
        return count;
    }

    private record Defaults(long duration, long size, int flags) {}

    /** One {@code trun} (8.8.8); returns where its data ends. */
    private static long run(Box moof, Box run, Source source, Defaults defaults, long dataAt, List<Run> runs, int room)
            throws IOException {
        int has = run.int32(0);
        boolean signed = has >>> 24 != 0;
        long count = run.u32(4);
        if (count > room) {
            throw new IOException("a segment of MP4 with more than " + MAX_FRAMES + " frames");
        }
        int at = 8;
        long data = dataAt;
        if ((has & 0x1) != 0) {
            data = (long) moof.start() + run.int32(at);
            at += 4;
        }
        int firstFlags = defaults.flags();
        boolean hasFirst = (has & 0x4) != 0;
        if (hasFirst) {
            firstFlags = run.int32(at);
            at += 4;
        }
        for (int i = 0; i < count; i++) {
            long duration = defaults.duration();
            long size = defaults.size();
            int flags = i == 0 ? firstFlags : defaults.flags();
            long composition = 0;
            if ((has & 0x100) != 0) {
                duration = run.u32(at);
                at += 4;
            }
            if ((has & 0x200) != 0) {
                size = run.u32(at);
                at += 4;
            }
            if ((has & 0x400) != 0) {
                flags = i == 0 && hasFirst ? firstFlags : run.int32(at);
                at += 4;
            }
            if ((has & 0x800) != 0) {
                composition = signed ? run.int32(at) : Math.min(run.u32(at), Integer.MAX_VALUE);
                at += 4;
            }
            if (size > MAX_FRAME_BYTES) {
                throw UnsupportedMediaException.ofSize(
                        "The source has a frame of more than 8.4 MB. Ask for a variant of a lower bit rate.");
            }
            if (data < 0 || size > moof.file().length - data) {
                throw new IOException("a frame of " + size + " bytes outside its segment of MP4");
            }
            if (size > 0) {
                runs.add(new Run(source, source.nextTicks, (int) composition, flags, (int) data, (int) size));
                long us = source.us(source.nextTicks);
                source.lagUs = Math.max(source.lagUs, us - source.us(source.nextTicks + composition));
            }
            data += size;
            source.nextTicks += duration;
        }
        return data;
    }
}
