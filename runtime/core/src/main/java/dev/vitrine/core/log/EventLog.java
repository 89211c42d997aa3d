package dev.vitrine.core.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The durable, append-only record of one event: payloads in, the same payloads out, in order, with sequence numbers
 * from 1 without gaps. What was acknowledged is on disk; what is on disk and not as it was written is found and never
 * served.
 *
 * <p>Safe from any thread. {@link #append} is meant for one thread per log (a room's lane), which alone decides the
 * order.
 */
public final class EventLog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventLog.class.getName());

    private final Storage storage;
    private final LogOptions options;
    private final LogIndex index;
    private final LogReader reader;
    private final OpenReport opened;
    private final String id;
    private final long lastSeqAtOpen;
    private final Optional<Damage> damageAtOpen;

    /** Null when the log opened damaged. */
    private final @Nullable LogWriter writer;

    private volatile boolean closed;

    private EventLog(Storage storage, LogOptions options, ThreadFactory threads) throws IOException {
        this.storage = storage;
        this.options = options;
        LogOpener.Found found = LogOpener.open(storage);
        index = new LogIndex(found.segments(), found.lastSeq());
        reader = new LogReader(storage, index);
        opened = found.report();
        id = found.last().header().lifeName();
        lastSeqAtOpen = found.lastSeq();
        damageAtOpen = found.damage();
        writer = damageAtOpen.isPresent()
                ? null
                : new LogWriter(
                        storage, options, index, new Appender(storage, index, found, options.segmentBytes()), threads);
    }

    /**
     * Opens the log in that directory, or creates it. Checks the last segment whole and cuts off an unacknowledged torn
     * tail; a log with damage opens all the same, read-only up to the damage: see {@link #state}.
     *
     * @throws LogInUse if it is open already
     * @throws LogUnavailable if the directory cannot be read or written
     */
    public static EventLog open(Path directory, LogOptions options) throws LogInUse, LogUnavailable {
        DirectoryStorage storage;
        try {
            storage = DirectoryStorage.open(directory);
        } catch (IOException e) {
            throw Failures.notOpened(directory.toString(), e);
        }
        return open(
                storage,
                options,
                Thread.ofPlatform()
                        .name("log " + directory.getFileName())
                        .daemon()
                        .factory());
    }

    /**
     * Walks the files of a log without opening it, and changes nothing: also of a log that another process is writing.
     *
     * @throws LogUnavailable if there is no log or it cannot be read
     */
    public static VerifyReport verify(Path directory) throws LogUnavailable {
        try (DirectoryStorage storage = DirectoryStorage.look(directory)) {
            LogOpener.Found found = LogOpener.look(storage);
            VerifyReport report = new LogReader(storage, new LogIndex(found.segments(), found.lastSeq()))
                    .walk(0, (seq, payload) -> {});
            return report.or(found.damage());
        } catch (IOException e) {
            throw Failures.notOpened(directory.toString(), e);
        }
    }

    /**
     * Cuts a closed log at its first damage, so that it opens to write again: what follows the damage is lost to it.
     * The files as they were are kept beside it under names that end in {@code .damaged-N}. The log gets another
     * {@link #id}, so that no reader takes its new records for the old ones. Does nothing to a log that is whole.
     *
     * @throws LogInUse if it is open
     * @throws LogUnavailable if it cannot be read or written; it can be cut again
     */
    public static CutReport cutAtDamage(Path directory) throws LogInUse, LogUnavailable {
        try (DirectoryStorage storage = DirectoryStorage.open(directory)) {
            return LogCut.cut(storage);
        } catch (IOException e) {
            throw Failures.notOpened(directory.toString(), e);
        }
    }

    /** What open found. */
    public OpenReport opened() {
        return opened;
    }

    /**
     * Name of this log's life, such as {@code 9f86d081884c7d65.1}; a channel's epoch. Changes when records are cut
     * away.
     */
    public String id() {
        return id;
    }

    /** Whether it takes appends. */
    public LogState state() {
        if (closed) {
            return new LogState.Closed();
        }
        return writer != null ? writer.state() : new LogState.Damaged(damageAtOpen.orElseThrow());
    }

    /** Sequence number of the last record appended, durable or not; 0 when there is none. */
    public long lastSeq() {
        return writer != null ? writer.lastSeq() : index.durableSeq();
    }

    /** Sequence number of the last record that is on disk; reads go up to here. */
    public long durableSeq() {
        return index.durableSeq();
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
        if (payload.length > options.maxRecordBytes()) {
            throw new IllegalArgumentException("A record of %d bytes is larger than a log takes (%d)."
                    .formatted(payload.length, options.maxRecordBytes()));
        }
        if (writer == null) {
            throw Failures.refusal(storage, state());
        }
        return writer.append(payload, completion);
    }

    /**
     * Goes on after a failure: cuts what was not acknowledged, checks that the disk takes writes, and accepts appends
     * again, from {@code durableSeq() + 1}. Does nothing when the log is ready. It is the owner's call and not made by
     * itself, because state built from failed records must be thrown away first. Blocks on disk.
     *
     * @throws LogUnavailable if the disk still fails, or the log is damaged or closed
     */
    public void recover() throws LogUnavailable {
        if (writer == null) {
            throw Failures.refusal(storage, state());
        }
        writer.recover();
    }

    /**
     * Reads durable records after a sequence number, in order. Stops at either bound, but returns at least one record
     * if there is one. Blocks on disk; an interrupt does no harm.
     *
     * @throws LogDamaged if the first wanted record is not as it was written; good records before it are returned first
     * @throws LogUnavailable if the disk cannot be read
     */
    public List<LogEntry> read(long afterSeq, int maxRecords, int maxBytes) throws LogDamaged, LogUnavailable {
        checkOpen();
        if (state() instanceof LogState.Damaged damaged
                && afterSeq >= damaged.damage().seq() - 1) {
            throw new LogDamaged(damaged.damage());
        }
        return reader.read(afterSeq, maxRecords, maxBytes);
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
        checkOpen();
        Optional<Damage> damage = reader.walk(afterSeq, visitor).or(known()).damage();
        if (damage.isPresent()) {
            if (writer != null) {
                writer.stopAt(damage.get(), lastSeqAtOpen);
            }
            throw new LogDamaged(damage.get());
        }
    }

    /**
     * Walks every durable record and checks sums, sequence and hash chain. Changes nothing. Blocks on disk.
     *
     * @throws LogUnavailable if the disk cannot be read
     */
    public VerifyReport verify() throws LogUnavailable {
        checkOpen();
        return reader.walk(0, (seq, payload) -> {}).or(known());
    }

    /** Waits until all that was appended is on disk or has failed, then lets go of the files. Idempotent. */
    @Override
    public void close() {
        closed = true;
        try (storage) {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Log \"{0}\" did not close in order ({1}); acknowledged records are safe.",
                    storage.name(),
                    e.getMessage());
        }
    }

    static EventLog open(Storage storage, LogOptions options, ThreadFactory threads) throws LogUnavailable {
        boolean done = false;
        try {
            EventLog log = new EventLog(storage, options, threads);
            done = true;
            return log;
        } catch (IOException e) {
            throw Failures.notOpened(storage.name(), e);
        } finally {
            if (!done) {
                closeQuietly(storage);
            }
        }
    }

    private void checkOpen() throws LogUnavailable {
        if (closed) {
            throw Failures.closed(storage);
        }
    }

    /** The damage that stopped the log, if any. */
    private Optional<Damage> known() {
        return state() instanceof LogState.Damaged damaged ? Optional.of(damaged.damage()) : Optional.empty();
    }

    private static void closeQuietly(Storage storage) {
        try {
            storage.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A directory that did not open did not close either.", e);
        }
    }

    /** Takes records one by one. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes the next record; the array is the visitor's. */
        void visit(long seq, byte[] payload);
    }
}
