package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Segment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One encoding of a stream as a live playlist with its parts and segments. Written by the packager's thread; read from
 * any. Who waits for the same thing waits on the same stage, so a thousand viewers cost one entry here.
 */
final class Rendition implements Packager.Output {
    private static final String MP4 = "video/mp4";
    private static final long FIRST_SEGMENT = -1;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final String name;
    private final PartTiming parts;
    private final Function<Playlist, Playlist.Notes> notes;
    private final Supplier<History> history;
    private final Marks marks;
    private final boolean leads;
    private final Map<String, HlsAnswer> files = new ConcurrentHashMap<>();

    // of the packager's thread
    private final Deque<HlsSegment> listed = new ArrayDeque<>();
    private final Deque<HlsSegment> removed = new ArrayDeque<>();
    private final List<HlsSegment.Part> openParts = new ArrayList<>();
    private @Nullable Segment begun;
    private byte[] beginning = {};
    private HlsSegment.@Nullable Stretch stretch;
    private Packager.@Nullable Part openFirst;
    private long openUs;
    private boolean broken;
    private boolean independent = true;
    private long nextMsn;
    private long nextPart;
    private long nextDiscontinuity = -1;
    private long nextInit;
    private long endUs;
    private long bytes;
    private long paused;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Point, CompletableFuture<HlsAnswer>> waiting = new HashMap<>(); // guarded by lock
    private @Nullable CompletableFuture<HlsAnswer> hinted; // guarded by lock
    private boolean closed; // guarded by lock
    private volatile @Nullable Playlist version;
    private volatile @Nullable Rate rate;

    /** What somebody waits for. */
    private record Point(long msn, int part, Extent extent) {
        boolean isIn(Playlist playlist) {
            return msn == FIRST_SEGMENT ? !playlist.segments().isEmpty() : playlist.has(msn, part);
        }

        HlsAnswer.Caching caching() {
            return msn == FIRST_SEGMENT ? HlsAnswer.Caching.NONE : HlsAnswer.Caching.BRIEF;
        }
    }

    /** Bits a second of the segments that are listed: the most and the mean. */
    record Rate(long peak, long mean) {}

    /**
     * An empty playlist.
     *
     * @param firstMsn media sequence number of the first segment
     * @param firstPart number of the first part
     * @param notes what others add to a version
     * @param history where everything is kept for longer than here
     * @param marks what makes renditions alike
     * @param leads whether this one sets the marks; the others follow
     */
    Rendition(
            String name,
            PartTiming parts,
            long firstMsn,
            long firstPart,
            Function<Playlist, Playlist.Notes> notes,
            Supplier<History> history,
            Marks marks,
            boolean leads) {
        this.name = name;
        this.parts = parts;
        this.nextMsn = firstMsn;
        this.nextPart = firstPart;
        this.notes = notes;
        this.history = history;
        this.marks = marks;
        this.leads = leads;
        this.broken = history.get().nextMsn().isPresent();
    }

    String name() {
        return name;
    }

    PartTiming parts() {
        return parts;
    }

    /** The newest version, once there is a part. */
    Optional<Playlist> version() {
        return Optional.ofNullable(version);
    }

    /** How many bits a second it takes, once there is a part. */
    Optional<Rate> rate() {
        return Optional.ofNullable(rate);
    }

    // ---- asking

    /** The playlist as it is; players that know nothing of parts fail without a segment, so there is one. */
    HlsAnswer playlist(Extent extent) {
        Playlist now = version;
        if (now != null && !now.segments().isEmpty()) {
            return now.answer(extent, HlsAnswer.Caching.NONE);
        }
        return later(new Point(FIRST_SEGMENT, -1, extent));
    }

    /** The playlist as soon as it has a segment, or a part of one if {@code part} is not -1. */
    HlsAnswer await(long msn, int part, Extent extent) {
        Playlist now = version;
        if (now != null && now.has(msn, part)) {
            return now.answer(extent, HlsAnswer.Caching.BRIEF);
        }
        if (now != null && now.tooFar(msn, part)) {
            return new HlsAnswer.Refused(
                    400,
                    "Segment " + msn + (part < 0 ? "" : ", part " + part) + " is too far ahead; the last is "
                            + now.lastMsn() + ", part " + now.lastPart() + ".");
        }
        return later(new Point(msn, part, extent));
    }

    private HlsAnswer later(Point point) {
        lock.lock();
        try {
            if (closed) {
                return gone();
            }
            Playlist newest = version;
            if (newest != null && point.isIn(newest)) {
                return newest.answer(point.extent(), point.caching());
            }
            return new HlsAnswer.Later(
                    waiting.computeIfAbsent(point, key -> new CompletableFuture<>()), HlsRules.PATIENCE);
        } finally {
            lock.unlock();
        }
    }

    /** A part, a segment or an initialisation segment; the part that is hinted is given when it is complete. */
    HlsAnswer file(String file) {
        HlsAnswer known = files.get(file);
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            HlsAnswer now = files.get(file);
            if (now != null) {
                return now;
            }
            Playlist newest = version;
            if (!closed && newest != null && file.equals(Names.part(name, newest.nextPart()))) {
                if (hinted == null) {
                    hinted = new CompletableFuture<>();
                }
                return new HlsAnswer.Later(hinted, HlsRules.PATIENCE);
            }
        } finally {
            lock.unlock();
        }
        return Names.stored(name, file, history.get())
                .<HlsAnswer>map(stored -> new HlsAnswer.Stored(MP4, stored.path(), stored.bytes()))
                .orElseGet(() -> new HlsAnswer.Refused(404, "There is no \"" + file + "\", or no longer."));
    }

    /** Nothing comes any more. */
    void close() {
        List<CompletableFuture<HlsAnswer>> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(waiting.values());
            waiting.clear();
            if (hinted != null) {
                all.add(hinted);
            }
        } finally {
            lock.unlock();
        }
        all.forEach(future -> future.complete(gone()));
    }

    private static HlsAnswer gone() {
        return new HlsAnswer.Refused(503, "This engine makes room for another; ask again.", Optional.of(SOON));
    }

    // ---- cutting

    @Override
    public void stretch(Segment next, byte[] init) {
        HlsSegment.Stretch now = stretch;
        boolean same = now != null
                && now.epoch() == next.epoch()
                && now.codecs().filter(next.codecs()::sameAs).isPresent();
        if (!same) {
            nextInit = leads ? next.epoch() : nextInit + 1;
            files.put(Names.init(name, nextInit), media(List.of(ByteBuffer.wrap(init))));
            broken |= now != null;
            nextDiscontinuity = nextDiscontinuity < 0 ? next.epoch() : nextDiscontinuity + 1;
        }
        begun = next;
        beginning = init;
        paused++;
        if (version != null) {
            publish(null);
        }
    }

    @Override
    public void opens(Packet first) {
        Segment segment = begun;
        if (segment == null) {
            throw new IllegalStateException("a picture before its stretch");
        }
        paused++;
        if (leads) {
            lead(segment, first);
        } else {
            follow(segment, first);
        }
    }

    /** Gives a stretch its date with its first picture, and tells of the time that is missing before it. */
    private void lead(Segment segment, Packet first) {
        HlsSegment.Stretch now = stretch;
        if (now == null || now.init() != nextInit) {
            long missingUs = now == null ? 0 : first.wallUs() - now.dateUs(endUs);
            if (missingUs > 0) {
                boolean breaks = broken;
                broken = false;
                gap(endUs, endUs + missingUs);
                broken = breaks;
            }
            stretch = new HlsSegment.Stretch(
                    segment.epoch(),
                    nextInit,
                    nextDiscontinuity,
                    Optional.of(segment.codecs()),
                    first.wallUs() - first.ptsUs());
            marks.stretch(stretch);
        }
        marks.segment(nextMsn, first.ptsUs());
    }

    /** Takes number, discontinuity and date from the source; what this encoding lacks is a gap. */
    private void follow(Segment segment, Packet first) {
        HlsSegment.Stretch now = stretch;
        long msn = marks.at(first.ptsUs()).map(Marks.Mark::msn).orElse(nextMsn);
        if (now == null) {
            nextMsn = msn;
        } else {
            boolean breaks = broken;
            broken = false;
            while (nextMsn < msn) {
                long us = marks.lengthUs(nextMsn);
                add(new HlsSegment(nextMsn, now, false, endUs, endUs, us, false, true, List.of()));
                endUs += us;
            }
            broken = breaks;
        }
        if (now == null || now.init() != nextInit) {
            Optional<HlsSegment.Stretch> source = marks.stretch(segment.epoch());
            stretch = new HlsSegment.Stretch(
                    segment.epoch(),
                    nextInit,
                    source.map(HlsSegment.Stretch::discontinuity).orElse(nextDiscontinuity),
                    Optional.of(segment.codecs()),
                    source.map(HlsSegment.Stretch::dateOffsetUs).orElse(first.wallUs() - first.ptsUs()));
        }
    }

    @Override
    public void part(Packager.Part part) {
        HlsSegment.Stretch current = stretch;
        if (current == null) {
            throw new IllegalStateException("a part before its segment");
        }
        if (openFirst == null) {
            openFirst = part;
            independent &= part.key();
        }
        HlsSegment.Part next =
                new HlsSegment.Part(nextPart++, part.durationUs(), part.independent(), ByteBuffer.wrap(part.bytes()));
        openParts.add(next);
        openUs += part.durationUs();
        history.get().part(piece(openFirst, current, openUs), beginning, part.bytes());
        HlsAnswer bytes = media(List.of(next.bytes()));
        files.put(Names.part(name, next.number()), bytes);
        publish(bytes);
    }

    @Override
    public void end(long toUs) {
        Packager.Part first = openFirst;
        HlsSegment.Stretch current = stretch;
        if (first == null || current == null) {
            return;
        }
        HlsSegment segment = new HlsSegment(
                nextMsn,
                current,
                broken,
                first.fromUs(),
                first.ptsUs(),
                toUs - first.fromUs(),
                first.key(),
                false,
                List.copyOf(openParts));
        files.put(
                Names.segment(name, nextMsn),
                media(openParts.stream().map(HlsSegment.Part::bytes).toList()));
        history.get().end(piece(first, current, toUs - first.fromUs()));
        openParts.clear();
        openFirst = null;
        openUs = 0;
        endUs = toUs;
        add(segment);
    }

    @Override
    public void gap(long fromUs, long toUs) {
        HlsSegment.Stretch current = stretch;
        if (current == null || !leads) {
            return;
        }
        long atUs = Math.max(fromUs, Math.max(endUs, toUs - HlsRules.WINDOW_US));
        while (atUs < toUs) {
            long untilUs = Math.min(toUs, atUs + HlsRules.TARGET_US);
            endUs = untilUs;
            marks.segment(nextMsn, atUs);
            history.get()
                    .gap(new History.Piece(
                            nextMsn, current.epoch(), atUs, untilUs, false, true, current.dateUs(atUs) / 1_000));
            add(new HlsSegment(nextMsn, current, broken, atUs, atUs, untilUs - atUs, false, true, List.of()));
            atUs = untilUs;
        }
    }

    @Override
    public void pause() {
        paused++;
    }

    /** Names the present pause; another number means that it is over. */
    long currentPause() {
        return paused;
    }

    /**
     * Tells, while the publisher is away, that there is nothing: a gap of one target duration (6.2.1).
     *
     * @return whether that is still so
     */
    boolean nothing(long pause) {
        if (paused != pause) {
            return false;
        }
        gap(endUs, endUs + HlsRules.TARGET_US);
        return true;
    }

    private History.Piece piece(Packager.Part first, HlsSegment.Stretch current, long us) {
        return new History.Piece(
                nextMsn,
                current.epoch(),
                first.ptsUs(),
                first.ptsUs() + us,
                first.key(),
                false,
                current.dateUs(first.ptsUs()) / 1_000);
    }

    private void add(HlsSegment segment) {
        nextMsn++;
        broken = false;
        listed.addLast(segment);
        bytes += segment.bytes();
        shorten();
        measure();
        publish(null);
    }

    private void shorten() {
        long listedUs = lengthUs(listed);
        while (listedUs - listed.getFirst().durationUs() >= HlsRules.WINDOW_US
                || bytes > HlsRules.MAX_BYTES
                        && removed.isEmpty()
                        && listedUs - listed.getFirst().durationUs() >= 3 * HlsRules.TARGET_US) {
            HlsSegment oldest = listed.removeFirst();
            listedUs -= oldest.durationUs();
            removed.addLast(oldest);
        }
        long removedUs = lengthUs(removed);
        while (!removed.isEmpty()
                && (removedUs - removed.getFirst().durationUs() >= HlsRules.AFTERLIFE_US
                        || bytes > HlsRules.MAX_BYTES)) {
            HlsSegment oldest = removed.removeFirst();
            removedUs -= oldest.durationUs();
            bytes -= oldest.bytes();
            forget(oldest);
        }
    }

    private void forget(HlsSegment segment) {
        files.remove(Names.segment(name, segment.msn()));
        for (HlsSegment.Part part : segment.parts()) {
            files.remove(Names.part(name, part.number()));
        }
        HlsSegment next = removed.isEmpty() ? listed.getFirst() : removed.getFirst();
        if (next.stretch().init() != segment.stretch().init()) {
            files.remove(Names.init(name, segment.stretch().init()));
        }
    }

    private static long lengthUs(Iterable<HlsSegment> segments) {
        long sum = 0;
        for (HlsSegment segment : segments) {
            sum += segment.durationUs();
        }
        return sum;
    }

    private void measure() {
        long peak = 0;
        long all = 0;
        long us = 0;
        for (HlsSegment segment : listed) {
            if (!segment.gap() && segment.durationUs() > 0) {
                long size = segment.bytes();
                peak = Math.max(peak, size * 8_000_000 / segment.durationUs());
                all += size;
                us += segment.durationUs();
            }
        }
        if (us > 0) {
            rate = new Rate(peak, all * 8_000_000 / us);
        }
    }

    /**
     * Makes a version and wakes those for whom it has what they wait for.
     *
     * @param part what those get who asked for the part that was hinted, if it is there now
     */
    private void publish(@Nullable HlsAnswer part) {
        Packager.Part first = openFirst;
        HlsSegment.Stretch current = stretch;
        Optional<HlsSegment> open = first == null || current == null
                ? Optional.empty()
                : Optional.of(new HlsSegment(
                        nextMsn,
                        current,
                        broken,
                        first.fromUs(),
                        first.ptsUs(),
                        openUs,
                        first.key(),
                        false,
                        List.copyOf(openParts)));
        Segment begins = begun;
        Optional<HlsSegment.Stretch> next = begins == null || current == null || current.init() == nextInit
                ? Optional.empty()
                : Optional.of(new HlsSegment.Stretch(
                        begins.epoch(), nextInit, nextDiscontinuity, Optional.of(begins.codecs()), 0));
        if (rate == null && first != null && openUs > 0) {
            long soFar = openParts.stream()
                    .mapToLong(each -> each.bytes().remaining())
                    .sum();
            rate = new Rate(soFar * 8_000_000 / openUs, soFar * 8_000_000 / openUs);
        }
        Playlist made =
                new Playlist(name, parts, independent, List.copyOf(listed), open, next, nextPart, notes, history.get());
        Map<Point, CompletableFuture<HlsAnswer>> ready = new HashMap<>();
        CompletableFuture<HlsAnswer> asked = null;
        lock.lock();
        try {
            version = made;
            if (part != null) {
                asked = hinted;
                hinted = null;
            }
            for (Iterator<Map.Entry<Point, CompletableFuture<HlsAnswer>>> entries =
                            waiting.entrySet().iterator();
                    entries.hasNext(); ) {
                Map.Entry<Point, CompletableFuture<HlsAnswer>> entry = entries.next();
                if (entry.getKey().isIn(made)) {
                    ready.put(entry.getKey(), entry.getValue());
                    entries.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        if (part != null && asked != null) {
            asked.complete(part);
        }
        ready.forEach((point, future) -> future.complete(made.answer(point.extent(), point.caching())));
    }

    private static HlsAnswer media(List<ByteBuffer> bytes) {
        return new HlsAnswer.Media(MP4, bytes);
    }
}
