package dev.vitrine.core.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/**
 * Puts frames into the newest segment: write, force, remember. Used by one thread at a time. After a failure nothing
 * may be added until {@link #recover} has returned.
 */
final class Appender implements Closeable {
    private static final System.Logger LOG = System.getLogger(Appender.class.getName());

    /** Frames are gathered to writes of this size: beyond it a write call's cost no longer shows. */
    private static final int WRITE_BYTES = 256 << 10;

    /** What a log that has gone idle may keep. */
    private static final int KEPT_BYTES = 16 << 10;

    private final Storage storage;
    private final LogIndex index;
    private final long segmentBytes;
    private final DurableMark mark;
    private final Chain chain;
    private final byte[] durableChain;
    private Segment segment;
    private StoredFile file;
    private byte[] buffer = new byte[0];
    private int buffered;
    private long written;
    private long durable;
    private long seq;

    /** Takes over after an open that found no damage; cuts the torn tail. */
    Appender(Storage storage, LogIndex index, LogOpener.Found found, long segmentBytes) throws IOException {
        this.storage = storage;
        this.index = index;
        this.segmentBytes = segmentBytes;
        this.segment = found.last();
        this.seq = found.lastSeq();
        this.chain = new Chain(found.chain());
        this.durableChain = found.chain().clone();
        this.written = found.end();
        this.durable = found.end();
        this.file = storage.write(segment.file());
        boolean done = false;
        try {
            if (found.report().cutBytes() > 0) {
                file.truncate(durable);
            }
            // What the open has read may be in memory alone: the process that wrote it may have died before its force.
            file.force();
            mark = DurableMark.begin(storage, segment.header().id(), seq);
            done = true;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /** Whether the frame belongs into the next segment; never for a segment without frames. */
    boolean isFull(int payloadBytes) {
        long end = written + buffered;
        return end > SegmentHeader.BYTES && end + Frame.bytes(payloadBytes) > segmentBytes;
    }

    /** Adds a frame to the batch under way. It is on disk after {@link #commit}. */
    void add(byte[] payload) throws IOException {
        int bytes = Frame.HEADER_BYTES + payload.length;
        if (buffered > 0 && buffered + bytes > WRITE_BYTES) {
            flush();
        }
        if (buffered + bytes > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(bytes + buffered, Math.min(WRITE_BYTES, buffer.length * 2)));
        }
        int unforced = (int) (seq - index.durableSeq());
        seq++;
        segment.learn(seq, written + buffered);
        buffered += Frame.encode(buffer, buffered, seq, unforced, payload, chain);
    }

    /** Returns once every added frame is on disk and readers may see it. */
    void commit() throws IOException {
        flush();
        file.force();
        durable = written;
        chain.copyTo(durableChain);
        mark.set(seq);
        index.durable(seq);
    }

    /** Begins a new segment, in place of this one if it is empty; everything added must have been committed. */
    void roll() throws IOException {
        SegmentHeader previous = segment.header();
        Segment next =
                LogOpener.create(storage, new SegmentHeader(previous.id(), previous.life(), seq + 1, chain.value()));
        StoredFile nextFile = storage.write(next.file());
        closeQuietly(file);
        file = nextFile;
        segment = next;
        written = SegmentHeader.BYTES;
        durable = written;
        index.add(next);
    }

    /** Takes back what was added and not committed, in memory. */
    void forget() {
        buffered = 0;
        written = durable;
        seq = index.durableSeq();
        segment.forgetAfter(seq);
        chain.reset(durableChain);
    }

    /**
     * Cuts what was not committed and proves that the disk takes writes, by beginning a new segment: after a failed
     * force the system may believe pages of this file clean that never reached the disk, so it is not written to again.
     */
    void recover() throws IOException {
        forget();
        file.truncate(durable);
        file.force();
        roll();
    }

    /** Cuts what was not committed, as far as the disk lets us. */
    void cutQuietly() {
        forget();
        try {
            file.truncate(durable);
            file.force();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The unacknowledged tail stays until the next open or recovery.", e);
        }
    }

    /** Gives memory back while nothing is written. */
    void rest() {
        if (buffer.length > KEPT_BYTES) {
            buffer = new byte[0];
        }
    }

    @Override
    public void close() throws IOException {
        try (StoredFile last = file) {
            mark.close();
        }
    }

    private void flush() throws IOException {
        if (buffered > 0) {
            file.write(buffer, 0, buffered, written);
            written += buffered;
            buffered = 0;
        }
    }

    private static void closeQuietly(StoredFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A forced file did not close.", e);
        }
    }
}
