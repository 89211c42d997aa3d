package dev.vitrine.core.log;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Group commit. Appends gather in one batch while the other is written and forced. A thread runs while there is work
 * and shortly after: an idle log has none. Only that thread touches the files, since an interrupt closes a channel.
 */
final class LogWriter {
    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());

    /** How long the thread waits for more before it ends: longer than the pauses of a lively chat. */
    private static final long LINGER_MS = 2_000;

    private final Storage storage;
    private final LogOptions options;
    private final LogIndex index;
    private final Appender appender;
    private final ThreadFactory threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition idle = lock.newCondition();

    // Guarded by the lock; the state is read without it.
    private volatile LogState state = new LogState.Ready();
    private Batch gathering = new Batch();
    private Batch spare = new Batch();
    private boolean running;
    private boolean waiting;
    private volatile long lastSeq;
    private int pendingRecords;
    private long pendingBytes;

    LogWriter(Storage storage, LogOptions options, LogIndex index, Appender appender, ThreadFactory threads) {
        this.storage = storage;
        this.options = options;
        this.index = index;
        this.appender = appender;
        this.threads = threads;
        this.lastSeq = index.durableSeq();
    }

    LogState state() {
        return state;
    }

    long lastSeq() {
        return lastSeq;
    }

    long append(byte[] payload, Completion completion) throws LogFull, LogUnavailable {
        lock.lock();
        try {
            if (!(state instanceof LogState.Ready)) {
                throw refusal();
            }
            if (pendingRecords >= options.queueRecords()
                    || pendingRecords > 0 && pendingBytes + payload.length > options.queueBytes()) {
                throw new LogFull("Log \"%s\" has %d records (%d bytes) waiting for the disk; try again in a moment."
                        .formatted(storage.name(), pendingRecords, pendingBytes));
            }
            if (!running) {
                startThread();
            } else if (waiting) {
                waiting = false;
                work.signal();
            }
            gathering.add(payload, completion);
            pendingRecords++;
            pendingBytes += payload.length;
            return ++lastSeq;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the log read-only if nothing has been appended since the given record. */
    boolean stopAt(Damage damage, long lastSeqAtOpen) {
        lock.lock();
        try {
            if (!(state instanceof LogState.Ready) || lastSeq != lastSeqAtOpen) {
                return false;
            }
            state = new LogState.Damaged(damage);
            lastSeq = damage.seq() - 1;
            index.durable(lastSeq);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void recover() throws LogUnavailable {
        LogState result;
        lock.lock();
        try {
            if (state instanceof LogState.Ready) {
                return;
            }
            awaitIdle();
            if (state instanceof LogState.Ready) {
                return;
            }
            if (!(state instanceof LogState.Failed)) {
                throw refusal();
            }
            running = true;
            result = state;
        } finally {
            lock.unlock();
        }
        try {
            onWriter(appender::recover);
            result = new LogState.Ready();
        } catch (IOException e) {
            result = new LogState.Failed(Failures.unavailable(storage, index.durableSeq(), e));
        } finally {
            lock.lock();
            try {
                lastSeq = index.durableSeq();
                state = result;
                running = false;
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }
        if (result instanceof LogState.Failed failed) {
            throw failed.why();
        }
    }

    /** Writes what is left and closes the files. Idempotent. */
    void close() throws IOException {
        lock.lock();
        try {
            if (state instanceof LogState.Closed) {
                return;
            }
            state = new LogState.Closed();
            work.signal();
            awaitIdle();
            running = true;
        } finally {
            lock.unlock();
        }
        onWriter(appender::close);
    }

    private LogUnavailable refusal() {
        return Failures.refusal(storage, state);
    }

    private void awaitIdle() {
        while (running) {
            if (waiting) {
                waiting = false;
                work.signal();
            }
            idle.awaitUninterruptibly();
        }
    }

    private void startThread() {
        running = true;
        boolean started = false;
        try {
            threads.newThread(this::run).start();
            started = true;
        } finally {
            running = started;
        }
    }

    private void run() {
        for (Batch batch = next(); batch != null; batch = next()) {
            write(batch);
        }
    }

    /** Waits a while for a batch; null when the thread may end. */
    private @Nullable Batch next() {
        lock.lock();
        try {
            spare.clear();
            if (gathering.size() == 0) {
                appender.rest();
                boolean linger = LINGER_MS > 0 && state instanceof LogState.Ready;
                if (linger) {
                    waiting = true;
                    long left = TimeUnit.MILLISECONDS.toNanos(LINGER_MS);
                    while (waiting && left > 0) {
                        try {
                            left = work.awaitNanos(left);
                        } catch (InterruptedException e) {
                            break;
                        }
                    }
                    waiting = false;
                }
            }
            if (gathering.size() == 0) {
                running = false;
                idle.signalAll();
                return null;
            }
            Batch batch = gathering;
            gathering = spare;
            spare = batch;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(Batch batch) {
        int done = 0;
        try {
            int added = 0;
            for (; added < batch.size(); added++) {
                byte[] payload = batch.payload(added);
                if (appender.isFull(payload.length)) {
                    if (added > done) {
                        appender.commit();
                        complete(batch, done, added);
                        done = added;
                    }
                    appender.roll();
                }
                appender.add(payload);
            }
            appender.commit();
            int from = done;
            done = added;
            complete(batch, from, added);
        } catch (IOException | RuntimeException | Error e) {
            fail(batch, done, e);
        }
    }

    private void complete(Batch batch, int from, int to) {
        long seq = index.durableSeq() - (to - from);
        for (int i = from; i < to; i++) {
            seq++;
            try {
                batch.completion(i).durable(seq);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "A completion threw; the record is safe all the same.", e);
            }
        }
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += batch.payload(i).length;
        }
        lock.lock();
        try {
            pendingRecords -= to - from;
            pendingBytes -= bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Fails what is left of the batch and everything behind it, in order. */
    private void fail(Batch batch, int from, Throwable cause) {
        LogUnavailable why = Failures.unavailable(storage, index.durableSeq(), cause);
        Batch behind;
        lock.lock();
        try {
            if (state instanceof LogState.Ready) {
                state = new LogState.Failed(why);
            }
            behind = gathering;
            gathering = new Batch();
            pendingRecords = 0;
            pendingBytes = 0;
            lastSeq = index.durableSeq();
        } finally {
            lock.unlock();
        }
        // For us only: the owner is told by every completion, and tells the operator once.
        LOG.log(System.Logger.Level.DEBUG, why.getMessage());
        appender.cutQuietly();
        long seq = index.durableSeq();
        seq = fail(batch, from, seq, why);
        fail(behind, 0, seq, why);
    }

    private static long fail(Batch batch, int from, long before, LogUnavailable why) {
        long seq = before;
        for (int i = from; i < batch.size(); i++) {
            seq++;
            try {
                batch.completion(i).failed(seq, why);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "A completion threw on a failed record.", e);
            }
        }
        return seq;
    }

    /** Runs a task that touches the files on a thread nobody interrupts. */
    private void onWriter(DiskTask task) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        threads.newThread(() -> {
                    try {
                        task.run();
                        done.complete(null);
                    } catch (IOException | RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                })
                .start();
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private interface DiskTask {
        void run() throws IOException;
    }
}
