package dev.vitrine.media.worker.play;

import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.NativeArena;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One file, read on a thread of its own a little ahead of the play: what it holds comes out as H.264 and AAC, picture
 * and sound in the order of their decoding times. All methods but those that say so are for the playing thread.
 */
final class Reel implements AutoCloseable {
    /** So far ahead of the play the file is read and encoded. */
    private static final long AHEAD_US = 2_000_000;

    /** A file begins with so much in reserve, or after so long: encoding is slowest when it starts. */
    private static final long RESERVE_US = 1_000_000;

    private static final long RESERVE_LIMIT_NANOS = 2_000_000_000L;

    private static final long MAX_BYTES = 16 << 20;
    private static final int MAX_UNITS = 2_048;
    private static final long IDLE_MS = 200;

    /** What is later by more is not late: its times have begun anew. */
    private static final long ANOTHER_TIME_US = 10_000_000;

    /** About a second of pictures. */
    private static final int MANY_DROPPED = 30;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Path file;
    private final long skipUs;
    private final Pace pace;
    private final Deadline deadline;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Unit> pictures = new ArrayDeque<>();
    private final Deque<Unit> sounds = new ArrayDeque<>();
    private long queuedBytes;
    private boolean both;
    private FilePlayer.@Nullable Format format;
    private @Nullable AvException failure;
    private boolean ended;
    private volatile boolean closed;
    private volatile long shiftUs = UNKNOWN;
    private volatile int dropped;

    // The reading thread's alone.
    private byte[] asc = {};

    // What is known once the file is open, written before the format is.
    private ReelFormat opened = ReelFormat.NONE;
    private long lengthUs;

    /**
     * Opens a file and begins to read it.
     *
     * @param skipUs how far into it to begin, at the key frame before; one that is shorter is not played
     */
    Reel(Path file, long skipUs, Pace pace, Deadline deadline) {
        this.file = file;
        this.skipUs = skipUs;
        this.pace = pace;
        this.deadline = deadline;
        this.thread =
                Thread.ofPlatform().daemon().name("reel-" + file.getFileName()).start(this::run);
    }

    /**
     * Waits until it can be played; empty if it is over by where it should begin, or the play is.
     *
     * @throws AvException if it cannot be played; a sentence
     */
    Optional<FilePlayer.Format> open() throws AvException, InterruptedException {
        lock.lock();
        try {
            while (format == null && !ended && !deadline.over()) {
                changed.await(IDLE_MS, TimeUnit.MILLISECONDS);
            }
            long sinceNanos = System.nanoTime();
            while (!ended
                    && !deadline.over()
                    && spanUs(pictures) < RESERVE_US
                    && !isFull()
                    && System.nanoTime() - sinceNanos < RESERVE_LIMIT_NANOS) {
                changed.await(IDLE_MS, TimeUnit.MILLISECONDS);
            }
            if (format == null && failure != null) {
                throw failure;
            }
            return Optional.ofNullable(format);
        } finally {
            lock.unlock();
        }
    }

    /** How long it is, if it says so; once {@link #open} has returned. */
    long lengthUs() {
        lock.lock();
        try {
            return lengthUs;
        } finally {
            lock.unlock();
        }
    }

    /** What is encoded anew, as a sentence, or nothing; once {@link #open} has returned. */
    String remark() {
        lock.lock();
        try {
            return opened.remark();
        } finally {
            lock.unlock();
        }
    }

    /** Whether so many pictures were left out that the machine is too slow for the file. */
    boolean isTooSlow() {
        return dropped >= MANY_DROPPED;
    }

    /** Whether the file has been read to its end; some of it may still be to be played. */
    boolean isRead() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Where the file's times are on the play's: from now on its pictures can be late. */
    void at(long newShiftUs) {
        shiftUs = newShiftUs;
    }

    /**
     * Waits for the next packet; empty at the end.
     *
     * @throws AvException if the file broke off here; a sentence
     */
    Optional<Unit> next() throws AvException, InterruptedException {
        lock.lock();
        try {
            while (!deadline.over()) {
                Deque<Unit> first = first();
                Unit unit = first.poll();
                if (unit != null) {
                    queuedBytes -= unit.payload().length;
                    changed.signalAll();
                    return Optional.of(unit);
                }
                if (ended && failure != null) {
                    throw failure;
                }
                if (ended) {
                    return Optional.empty();
                }
                changed.await(IDLE_MS, TimeUnit.MILLISECONDS);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** The queue whose turn it is; an empty one while that is open. */
    private Deque<Unit> first() {
        Unit picture = pictures.peek();
        Unit sound = sounds.peek();
        if (picture != null && sound != null) {
            return sound.dtsUs() < picture.dtsUs() ? sounds : pictures;
        }
        Deque<Unit> filled = picture == null ? sounds : pictures;
        Deque<Unit> empty = picture == null ? pictures : sounds;
        return ended || !both || isFull() ? filled : empty;
    }

    private boolean isFull() {
        return queuedBytes >= MAX_BYTES
                || pictures.size() + sounds.size() >= MAX_UNITS
                || spanUs(pictures) >= AHEAD_US
                || spanUs(sounds) >= AHEAD_US;
    }

    private static long spanUs(Deque<Unit> queue) {
        Unit first = queue.peekFirst();
        Unit last = queue.peekLast();
        return first == null || last == null ? 0 : Math.abs(last.dtsUs() - first.dtsUs());
    }

    /** By the reading thread: a packet, in the order of its track. Waits while enough is ready. */
    void put(Unit unit) throws AvException {
        lock.lock();
        try {
            while (isFull() && !closed && !deadline.over()) {
                changed.await(IDLE_MS, TimeUnit.MILLISECONDS);
            }
            checkGoesOn();
            (unit.video() ? pictures : sounds).add(unit);
            queuedBytes += unit.payload().length;
            changed.signalAll();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AvException("The reading of a file was interrupted.");
        } finally {
            lock.unlock();
        }
    }

    /** By the reading thread: how late a time of the file is by now; not at all before it has begun. */
    long lateUs(long timeUs) {
        long shift = shiftUs;
        if (shift == UNKNOWN) {
            return 0;
        }
        long lateUs = pace.nowUs() - timeUs - shift;
        return lateUs > ANOTHER_TIME_US ? 0 : lateUs;
    }

    /** By the reading thread: a picture was left out since it was late. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    void dropped() {
        dropped++;
    }

    /** By the reading thread: how the picture is encoded, which is known once it is. */
    void pictureBegins(byte[] avcC, int width, int height) {
        lock.lock();
        try {
            format = opened.with(avcC, width, height, asc);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (NativeArena arena = new NativeArena()) {
            FileInput input = new FileInput(arena, file, deadline);
            read(input, ReelFormat.of(input));
        } catch (IOException broken) {
            fail(broken instanceof AvException known ? known : new AvException(String.valueOf(broken.getMessage())));
        } catch (RuntimeException | LinkageError | OutOfMemoryError bug) {
            fail(new AvException("The worker failed to play \"" + file.getFileName() + "\": " + bug + "."));
        } finally {
            lock.lock();
            ended = true;
            changed.signalAll();
            lock.unlock();
        }
    }

    private void fail(AvException why) {
        lock.lock();
        failure = why;
        lock.unlock();
    }

    private void read(FileInput input, ReelFormat known) throws IOException {
        long length = input.demuxer().durationUs(input.video());
        boolean over = skipUs > 0 && length > 0 && skipUs >= length;
        lock.lock();
        try {
            opened = known;
            lengthUs = length;
            both = known.hasSound();
        } finally {
            lock.unlock();
        }
        if (over) {
            return;
        }
        if (skipUs > 0 && length > 0) {
            input.demuxer().seek(input.video(), skipUs);
        }
        try (Track picture = known.picture(this, input);
                Track sound = known.sound(this, input)) {
            asc = sound instanceof RecodedSound anew ? anew.asc() : known.asc();
            if (picture instanceof PassedTrack) {
                pictureBegins(known.avcC(), known.width(), known.height());
            }
            while (!closed && input.demuxer().next()) {
                int stream = input.demuxer().packet().stream_index();
                if (stream == known.video()) {
                    picture.take(input.demuxer().packet());
                } else if (stream == known.audio()) {
                    sound.take(input.demuxer().packet());
                }
            }
            picture.end();
            sound.end();
        }
        if (!begun()) {
            throw new AvException(
                    input.name() + " has a picture that cannot be decoded: it is damaged, or no film at all.");
        }
    }

    private boolean begun() {
        lock.lock();
        try {
            return format != null;
        } finally {
            lock.unlock();
        }
    }

    private void checkGoesOn() throws AvException {
        if (closed) {
            throw new AvException("The file is not played on.");
        }
        deadline.check();
    }

    /** Ends the reading and waits for its thread, which frees what it has. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
