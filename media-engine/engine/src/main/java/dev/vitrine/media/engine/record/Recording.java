package dev.vitrine.media.engine.record;

import dev.vitrine.media.engine.hls.History.Piece;
import dev.vitrine.media.engine.hls.History.Stored;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rolling recording of one event in one directory: an initialisation segment for each epoch, a file for each
 * segment, to which parts of some 200 ms are added, and the {@link IndexFile}. A part counts from the moment its line
 * is in the index; after a crash everything else is cut off or deleted. So the death of this process costs the part
 * under way. A complete segment and the index are forced to the disk, so a power cut costs the segment under way. Safe
 * from any thread.
 */
public final class Recording implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Recording.class.getName());
    private static final String INDEX = "index.txt";
    private static final String LOCK = "lock";

    /** The index is rewritten when it has this many lines of deleted parts, and more of them than of living ones. */
    private static final int MAX_DEAD_LINES = 1_000;

    private final Path directory;
    private final RecordingLimits limits;
    private final InstantSource clock;
    private final FileChannel lockFile;
    private final IndexFile index;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<Selection> selections = new ArrayList<>();
    private long bytes;
    private long nextNumber;
    private int deadLines;
    private long initWritten;
    private @Nullable FileChannel growing; // the file of the last part, while it is under way

    private Recording(
            Path directory, RecordingLimits limits, InstantSource clock, FileChannel lockFile, IndexFile index) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.lockFile = lockFile;
        this.index = index;
    }

    /** Where a recording ended: what the next run's timeline goes on from. */
    public record End(long epoch, long us) {
        /** Nothing was recorded. */
        public static final End NONE = new End(0, 0);
    }

    /** Reads where a recording ends, whoever writes it. */
    public static End end(Path directory) throws IOException {
        End end = End.NONE;
        for (Part part : IndexFile.read(directory.resolve(INDEX))) {
            end = new End(Math.max(end.epoch(), part.epoch()), Math.max(end.us(), part.toUs()));
        }
        return end;
    }

    /**
     * Opens the recording for writing, and repairs what a crash has left.
     *
     * @throws IOException if another engine writes it, or the directory cannot be used
     */
    public static Recording open(Path directory, RecordingLimits limits, InstantSource clock) throws IOException {
        FileChannel lockFile =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = lockFile.tryLock();
            if (held == null) {
                throw new IOException("another process writes the recording in " + directory);
            }
            IndexFile index = IndexFile.open(directory.resolve(INDEX));
            Recording recording = new Recording(directory, limits, clock, lockFile, index);
            recording.load();
            return recording;
        } catch (OverlappingFileLockException taken) {
            lockFile.close();
            throw new IOException("another version of the engine writes the recording in " + directory, taken);
        } catch (IOException failed) {
            lockFile.close();
            throw failed;
        }
    }

    /** Adds a part to the segment under way, which it begins if need be; it counts when this returns, or not at all. */
    void grow(Piece piece, byte[] init, byte[] bytes) throws IOException {
        lock.lock();
        try {
            Part before = parts.isEmpty() ? null : parts.getLast();
            if (before == null || before.number() != piece.msn()) {
                begin(piece, init);
                before = null;
            }
            FileChannel file = growing;
            if (file == null) {
                throw new IOException("segment " + piece.msn() + " is over");
            }
            long at = before == null ? 0 : before.bytes();
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                file.write(rest, at + rest.position());
            }
            put(part(piece, at + bytes.length));
        } finally {
            lock.unlock();
        }
    }

    /** Ends the segment under way: forces it, and the index, to the disk. */
    void end(Piece piece) throws IOException {
        lock.lock();
        try {
            Part before = parts.isEmpty() ? null : parts.getLast();
            if (before == null || before.number() != piece.msn() || before.gap()) {
                return;
            }
            put(part(piece, before.bytes()));
            FileChannel file = growing;
            growing = null;
            if (file != null) {
                try (file) {
                    file.force(false);
                }
            }
            index.force();
            retain();
        } finally {
            lock.unlock();
        }
    }

    /** Notes a time without media. */
    void gap(Piece piece) throws IOException {
        lock.lock();
        try {
            put(part(piece, 0));
            retain();
        } finally {
            lock.unlock();
        }
    }

    private void begin(Piece piece, byte[] init) throws IOException {
        if (growing != null) {
            growing.close();
            growing = null;
        }
        if (initWritten != piece.epoch()) {
            Files.write(directory.resolve(Part.initName(piece.epoch())), init);
            initWritten = piece.epoch();
        }
        growing = FileChannel.open(
                directory.resolve(part(piece, 0).fileName()),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    private static Part part(Piece piece, long bytes) {
        return new Part(piece.epoch(), piece.msn(), piece.fromUs(), piece.toUs(), piece.key(), bytes, piece.dateMs());
    }

    private void put(Part part) throws IOException {
        index.append(part);
        if (!parts.isEmpty() && parts.getLast().number() == part.number()) {
            bytes -= parts.removeLast().bytes();
            deadLines++;
        }
        parts.addLast(part);
        bytes += part.bytes();
        nextNumber = part.number() + 1;
    }

    /** Number of the next segment, if there has been one. */
    OptionalLong nextNumber() {
        lock.lock();
        try {
            return parts.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nextNumber);
        } finally {
            lock.unlock();
        }
    }

    /** What is recorded before a segment without a hole in the numbers, oldest first. */
    List<Piece> before(long msn) {
        lock.lock();
        try {
            Deque<Piece> found = new ArrayDeque<>();
            long expected = msn - 1;
            for (Part part : (Iterable<Part>) parts::descendingIterator) {
                if (part.number() > expected) {
                    continue;
                }
                if (part.number() < expected) {
                    break;
                }
                found.addFirst(new Piece(
                        part.number(),
                        part.epoch(),
                        part.fromUs(),
                        part.toUs(),
                        part.key(),
                        part.gap(),
                        part.wallMs()));
                expected--;
            }
            return List.copyOf(found);
        } finally {
            lock.unlock();
        }
    }

    /** The file of a segment, if it is there. */
    Optional<Stored> segment(long msn) {
        lock.lock();
        try {
            for (Part part : parts) {
                if (part.number() == msn && !part.gap()) {
                    return Optional.of(new Stored(directory.resolve(part.fileName()), part.bytes()));
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** The file with the initialisation segment of an epoch, if it is there. */
    Optional<Stored> initFile(long epoch) {
        Path file = directory.resolve(Part.initName(epoch));
        try {
            return Files.exists(file) ? Optional.of(new Stored(file, Files.size(file))) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /**
     * Finds the parts that hold a stretch of time, from the last key frame at or before its start if that is still
     * there. Epochs before the wanted one are joined as long as their configuration is the same: the publisher was
     * merely cut off. Close the selection so that the parts can be deleted again.
     */
    Optional<Selection> select(long epoch, long fromUs, long toUs) throws IOException {
        lock.lock();
        try {
            byte @Nullable [] init = init(epoch);
            List<Part> wanted = new ArrayList<>();
            boolean fromKey = false;
            for (Part part : (Iterable<Part>) parts::descendingIterator) {
                if (part.gap() || part.fromUs() >= toUs || part.epoch() > epoch) {
                    continue;
                }
                boolean before = part.toUs() <= fromUs;
                if (before && (fromKey || wanted.isEmpty())) {
                    break;
                }
                if (init == null || !Arrays.equals(init, init(part.epoch()))) {
                    break;
                }
                wanted.addFirst(part);
                fromKey = part.key() && part.fromUs() <= fromUs;
                if (fromKey) {
                    break;
                }
            }
            while (!wanted.isEmpty() && !wanted.getFirst().key()) {
                wanted.removeFirst();
            }
            if (wanted.isEmpty() || init == null) {
                return Optional.empty();
            }
            Selection selection = new Selection(init, wanted);
            selections.add(selection);
            return Optional.of(selection);
        } finally {
            lock.unlock();
        }
    }

    /** First and last moment that is recorded of an epoch, in microseconds; empty when there is nothing. */
    Optional<long[]> range(long epoch) {
        lock.lock();
        try {
            List<Part> own = parts.stream()
                    .filter(part -> part.epoch() == epoch && !part.gap())
                    .toList();
            return own.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new long[] {own.getFirst().fromUs(), own.getLast().toUs()});
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (growing != null) {
                growing.close();
            }
            index.close();
            lockFile.close();
        } finally {
            lock.unlock();
        }
    }

    /** Parts that are kept while somebody reads them. */
    final class Selection implements AutoCloseable {
        private final byte[] init;
        private final List<Part> chosen;

        private Selection(byte[] init, List<Part> chosen) {
            this.init = init;
            this.chosen = List.copyOf(chosen);
        }

        /** The initialisation segment of all of them. */
        byte[] init() {
            return init;
        }

        /** The parts in order. */
        List<Part> parts() {
            return chosen;
        }

        /** Path of a part's file. */
        Path file(Part part) {
            return directory.resolve(part.fileName());
        }

        @Override
        public void close() {
            lock.lock();
            try {
                selections.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    private void load() throws IOException {
        Set<String> known = new HashSet<>(Set.of(INDEX, LOCK));
        for (Part part : IndexFile.read(directory.resolve(INDEX))) {
            nextNumber = Math.max(nextNumber, part.number() + 1);
            if (part.gap()) {
                parts.addLast(part);
            } else if (restore(part)) {
                parts.addLast(part);
                bytes += part.bytes();
                known.add(part.fileName());
                known.add(Part.initName(part.epoch()));
            } else {
                deadLines++;
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!known.contains(file.getFileName().toString()) && Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            }
        }
        retain();
    }

    /** Cuts off what a crash left behind the last part that is in the index; false when the file is short or gone. */
    private boolean restore(Part part) throws IOException {
        Path file = directory.resolve(part.fileName());
        if (!Files.exists(file) || Files.size(file) < part.bytes()) {
            return false;
        }
        if (Files.size(file) > part.bytes()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(part.bytes());
            }
        }
        return true;
    }

    private byte @Nullable [] init(long epoch) throws IOException {
        Path file = directory.resolve(Part.initName(epoch));
        return Files.exists(file) ? Files.readAllBytes(file) : null;
    }

    private void retain() throws IOException {
        long oldestMs = clock.millis() - limits.age().toMillis();
        while (parts.size() > 1) {
            Part oldest = parts.getFirst();
            boolean inUse =
                    selections.stream().anyMatch(selection -> selection.parts().contains(oldest));
            if (inUse || (bytes <= limits.bytes() && oldest.wallMs() >= oldestMs)) {
                break;
            }
            parts.removeFirst();
            bytes -= oldest.bytes();
            deadLines++;
            Files.deleteIfExists(directory.resolve(oldest.fileName()));
            if (parts.getFirst().epoch() != oldest.epoch()) {
                Files.deleteIfExists(directory.resolve(Part.initName(oldest.epoch())));
            }
        }
        if (deadLines > MAX_DEAD_LINES && deadLines > parts.size()) {
            index.rewrite(List.copyOf(parts));
            LOG.log(Level.DEBUG, "Index of {0} rewritten without {1} deleted parts.", directory, deadLines);
            deadLines = 0;
        }
    }
}
