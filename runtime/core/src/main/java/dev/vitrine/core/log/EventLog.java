package dev.vitrine.core.log;

import java.nio.file.Path;
import java.util.List;

/**
 * The durable, append-only record of one event: payloads in, the same payloads out, in order, with sequence numbers
 * from 1 without gaps. What was acknowledged is on disk; what is on disk and not as it was written is found and never
 * served.
 *
 * <p>Safe from any thread. {@link #append} is meant for one thread per log (a room's lane), which alone decides the
 * order.
 */
public final class EventLog implements AutoCloseable {
    private EventLog() {}

    /**
     * Opens the log in that directory, or creates it. Checks the last segment whole and cuts off an unacknowledged torn
     * tail; a log with damage opens all the same, read-only up to the damage: see {@link #state}.
     *
     * @throws LogInUse if it is open already
     * @throws LogUnavailable if the directory cannot be read or written
     */
    public static EventLog open(Path directory, LogOptions options) throws LogInUse, LogUnavailable {
        throw new UnsupportedOperationException();
    }

    /** What open found. */
    public OpenReport opened() {
        throw new UnsupportedOperationException();
    }

    /**
     * Name of this log's life, such as {@code 9f86d081884c7d65.1}; a channel's epoch. Changes when records are cut
     * away.
     */
    public String id() {
        throw new UnsupportedOperationException();
    }

    /** Whether it takes appends. */
    public LogState state() {
        throw new UnsupportedOperationException();
    }

    /** Sequence number of the last record appended, durable or not; 0 when there is none. */
    public long lastSeq() {
        throw new UnsupportedOperationException();
    }

    /** Sequence number of the last record that is on disk; reads go up to here. */
    public long durableSeq() {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives the payload the next sequence number and queues it; never blocks on the disk. Records that arrive while the
     * disk is busy go out together with one force. The array is the log's until the completion is called.
     *
     * @return the sequence number
     * @throws LogFull if too much waits for the disk; nothing is queued, try again in a moment
     * @throws LogUnavailable if the log has failed, is damaged or closed; nothing is queued
     * @throws IllegalArgumentException if the payload is larger than {@link LogOptions#maxRecordBytes}
     */
    public long append(byte[] payload, Completion completion) throws LogFull, LogUnavailable {
        throw new UnsupportedOperationException();
    }

    /**
     * Goes on after a failure: cuts what was not acknowledged, checks that the disk takes writes, and accepts appends
     * again, from {@code durableSeq() + 1}. Does nothing when the log is ready. It is the owner's call and not made by
     * itself, because state built from failed records must be thrown away first. Blocks on disk.
     *
     * @throws LogUnavailable if the disk still fails, or the log is damaged or closed
     */
    public void recover() throws LogUnavailable {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads durable records after a sequence number, in order. Stops at either bound, but returns at least one record
     * if there is one. Blocks on disk; an interrupt does no harm.
     *
     * @throws LogDamaged if the first wanted record is not as it was written; good records before it are returned first
     * @throws LogUnavailable if the disk cannot be read
     */
    public List<LogEntry> read(long afterSeq, int maxRecords, int maxBytes) throws LogDamaged, LogUnavailable {
        throw new UnsupportedOperationException();
    }

    /**
     * Hands every durable record after a sequence number to the visitor, in order, checking sums and hash chain. For
     * building state at start: damage found on the way makes the log read-only from there, since state beyond it cannot
     * be known.
     *
     * @throws LogDamaged at the first record that is not as it was written; those before it have been handed over
     * @throws LogUnavailable if the disk cannot be read
     */
    public void replay(long afterSeq, Visitor visitor) throws LogDamaged, LogUnavailable {
        throw new UnsupportedOperationException();
    }

    /**
     * Walks every durable record and checks sums, sequence and hash chain. Changes nothing. Blocks on disk.
     *
     * @throws LogUnavailable if the disk cannot be read
     */
    public VerifyReport verify() throws LogUnavailable {
        throw new UnsupportedOperationException();
    }

    /** Waits until all that was appended is on disk or has failed, then lets go of the files. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Takes records one by one. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes the next record; the array is the visitor's. */
        void visit(long seq, byte[] payload);
    }
}
