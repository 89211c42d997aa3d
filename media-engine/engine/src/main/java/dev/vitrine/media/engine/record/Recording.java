package dev.vitrine.media.engine.record;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rolling recording of one event in one directory: an initialisation segment for each epoch, a file for each part,
 * and the {@link IndexFile}. A part counts from the moment its line is in the index; after a crash everything else is
 * deleted. What was written survives the death of this process; nothing is forced to the disk, so a power cut may cost
 * the last seconds. Safe from any thread.
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

    /** Writes a part; it is there when this returns, or not at all. */
    void append(long epoch, byte[] init, long fromUs, long toUs, boolean key, byte[] fragment) throws IOException {
        lock.lock();
        try {
            if (initWritten != epoch) {
                Files.write(directory.resolve(Part.initName(epoch)), init);
                initWritten = epoch;
            }
            Part part = new Part(epoch, nextNumber, fromUs, toUs, key, fragment.length, clock.millis());
            Files.write(directory.resolve(part.fileName()), fragment);
            index.append(part);
            nextNumber++;
            parts.addLast(part);
            bytes += part.bytes();
            retain();
        } finally {
            lock.unlock();
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
                if (part.fromUs() >= toUs || part.epoch() > epoch) {
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
            List<Part> own =
                    parts.stream().filter(part -> part.epoch() == epoch).toList();
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
            Path file = directory.resolve(part.fileName());
            if (Files.exists(file) && Files.size(file) == part.bytes()) {
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
