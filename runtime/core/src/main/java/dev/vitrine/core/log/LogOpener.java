package dev.vitrine.core.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens what a directory holds: checks every header and the last segment whole, and tells a torn tail from damage. */
final class LogOpener {
    /** A segment under this name was never begun: a file takes its own name once its header is on disk. */
    static final String UNFINISHED_SUFFIX = ".new";

    private static final Pattern SEGMENT = Pattern.compile("\\d{20}" + Pattern.quote(Segment.SUFFIX));
    private static final int SCAN_CHUNK_BYTES = 256 << 10;

    private final Storage storage;
    private final boolean readOnly;
    private final List<DurableMark.Slot> marks;

    private LogOpener(Storage storage, boolean readOnly) throws IOException {
        this.storage = storage;
        this.readOnly = readOnly;
        // Before anything else: a log that is being written has what its mark says when the mark is older.
        marks = DurableMark.read(storage);
    }

    /**
     * What is there.
     *
     * @param segments as far as they are good
     * @param lastSeq last good record
     * @param chain chain value after it
     * @param end where it ends in the last segment
     * @param damage if there is any; then nothing may be written
     */
    record Found(
            List<Segment> segments, long lastSeq, byte[] chain, long end, Optional<Damage> damage, OpenReport report) {
        Segment last() {
            return segments.getLast();
        }
    }

    /** Opens to write: creates what is missing, removes what was never begun. */
    static Found open(Storage storage) throws IOException {
        return new LogOpener(storage, false).open();
    }

    /**
     * Looks and changes nothing, also while another process writes.
     *
     * @throws NoSuchFileException if there is no log
     */
    static Found look(Storage storage) throws IOException {
        return new LogOpener(storage, true).open();
    }

    static boolean isSegment(String file) {
        return SEGMENT.matcher(file).matches();
    }

    /** Writes a new segment file and forces it, header, name and all. */
    static Segment create(Storage storage, SegmentHeader header) throws IOException {
        Segment segment = new Segment(header);
        String unfinished = segment.file() + UNFINISHED_SUFFIX;
        try (StoredFile file = storage.write(unfinished)) {
            file.truncate(0);
            file.write(header.encode(), 0, SegmentHeader.BYTES, 0);
            file.force();
        }
        storage.rename(unfinished, segment.file());
        storage.forceNames();
        return segment;
    }

    private Found open() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : storage.list()) {
            if (name.endsWith(UNFINISHED_SUFFIX)) {
                if (!readOnly) {
                    storage.delete(name);
                }
            } else if (isSegment(name)) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            return empty();
        }
        List<Segment> segments = new ArrayList<>();
        for (String name : names) {
            Optional<Damage> damage = addSegment(segments, name);
            if (damage.isPresent()) {
                return damaged(segments, damage.get(), 0);
            }
        }
        return scanLast(segments);
    }

    private Found empty() throws IOException {
        byte[] id = new byte[SegmentHeader.ID_BYTES];
        new SecureRandom().nextBytes(id);
        SegmentHeader header = new SegmentHeader(id, 1, 1, Chain.genesis(id));
        long marked = DurableMark.Slot.ofAny(marks);
        if (marked > 0) {
            Segment gone = new Segment(header);
            return damaged(
                    List.of(gone),
                    new Damage(
                            storage.name(),
                            gone.file(),
                            0,
                            1,
                            "the file is missing, though records up to %d were acknowledged".formatted(marked)),
                    0);
        }
        if (readOnly) {
            throw new NoSuchFileException(storage.name(), null, "there is no log");
        }
        Segment first = create(storage, header);
        return new Found(
                List.of(first),
                0,
                header.chain(),
                SegmentHeader.BYTES,
                Optional.empty(),
                new OpenReport(true, 1, 0, 0));
    }

    /** Reads a segment's header and adds the segment if it follows those before. */
    private Optional<Damage> addSegment(List<Segment> segments, String name) throws IOException {
        byte[] bytes = new byte[SegmentHeader.BYTES];
        int length;
        try (StoredFile file = storage.read(name)) {
            length = file.read(bytes, 0, bytes.length, 0);
        }
        long namedSeq = Long.parseLong(name.substring(0, 20));
        Optional<SegmentHeader> header = SegmentHeader.decode(bytes, length);
        String fault = null;
        long firstBad = namedSeq;
        if (header.isEmpty()) {
            fault = "the head of the file is not as it was written";
        } else if (header.get().firstSeq() != namedSeq) {
            fault = "the file is that of record %d".formatted(header.get().firstSeq());
        } else if (segments.isEmpty()) {
            if (namedSeq != 1) {
                fault = "the files before it are missing";
                firstBad = 1;
            } else if (!Arrays.equals(
                    header.get().chain(), Chain.genesis(header.get().id()))) {
                fault = "the head of the file is not that of a log's first file";
            }
        } else if (!header.get().follows(segments.getLast().header())) {
            fault = "the file belongs to another log";
        }
        if (fault != null || header.isEmpty()) {
            if (segments.isEmpty()) {
                // Nothing can be read; something has to carry the name of this log's life.
                segments.add(new Segment(header.orElseGet(
                        () -> new SegmentHeader(new byte[SegmentHeader.ID_BYTES], 0, 1, new byte[Chain.BYTES]))));
                firstBad = 1;
            }
            return Optional.of(new Damage(storage.name(), name, 0, firstBad, String.valueOf(fault)));
        }
        segments.add(new Segment(header.get()));
        return Optional.empty();
    }

    private Found scanLast(List<Segment> segments) throws IOException {
        Segment last = segments.getLast();
        Chain chain = new Chain(last.header().chain());
        long marked = DurableMark.Slot.of(marks, last.header().id());
        FrameWalk walk;
        Optional<String> whyDamage;
        try (StoredFile file = storage.read(last.file())) {
            walk = new FrameWalk(file, last.before(last.firstSeq()), chain, SCAN_CHUNK_BYTES);
            while (walk.next()) {
                last.learn(walk.seq(), walk.position());
            }
            whyDamage = whyDamage(file, walk, marked);
        }
        long scanned = walk.seq() - last.firstSeq() + 1;
        if (whyDamage.isPresent()) {
            return damaged(
                    segments,
                    new Damage(storage.name(), last.file(), walk.position(), walk.seq() + 1, whyDamage.get()),
                    scanned);
        }
        return new Found(
                segments,
                walk.seq(),
                chain.value(),
                walk.position(),
                Optional.empty(),
                new OpenReport(false, segments.size(), scanned, walk.end() - walk.position()));
    }

    /** Whether what follows the last good frame was acknowledged; empty if it is a torn tail, or nothing. */
    private static Optional<String> whyDamage(StoredFile file, FrameWalk walk, long marked) throws IOException {
        long bad = walk.seq() + 1;
        String fault = walk.fault();
        if (marked >= bad) {
            return Optional.of(
                    fault == null
                            ? "the file ends before it, though records up to %d were acknowledged".formatted(marked)
                            : fault + ", and it was acknowledged");
        }
        if (fault != null && laterBatchFollows(file, walk, bad)) {
            return Optional.of(fault + ", and later records follow");
        }
        return Optional.empty();
    }

    /** Whether a good frame lies behind a bad place that was written after the bad one had been forced. */
    private static boolean laterBatchFollows(StoredFile file, FrameWalk walk, long badSeq) throws IOException {
        byte[] rest = new byte[Math.toIntExact(walk.end() - walk.position())];
        int length = file.read(rest, 0, rest.length, walk.position());
        long mostSeq = badSeq + length / Frame.HEADER_BYTES;
        for (int at = 1; at + Frame.HEADER_BYTES <= length; at++) {
            long seq = Frame.seq(rest, at);
            if (seq <= badSeq || seq > mostSeq) {
                continue;
            }
            int payloadBytes = Frame.payloadBytes(rest, at);
            if (payloadBytes >= 0
                    && Frame.bytes(payloadBytes) <= length - at
                    && Frame.checksumFits(rest, at)
                    && Frame.batchStart(rest, at) > badSeq) {
                return true;
            }
        }
        return false;
    }

    private static Found damaged(List<Segment> segments, Damage damage, long scanned) {
        return new Found(
                segments,
                damage.seq() - 1,
                new byte[Chain.BYTES],
                damage.offset(),
                Optional.of(damage),
                new OpenReport(false, segments.size(), scanned, 0));
    }
}
