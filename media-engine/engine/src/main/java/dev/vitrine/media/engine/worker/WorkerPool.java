package dev.vitrine.media.engine.worker;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The media workers. One stands warm: it does the short jobs, and is what {@link #lease} gives away, whereupon the next
 * one is started. Nothing runs before the first call. Safe from any thread.
 */
public final class WorkerPool implements AutoCloseable {
    private static final Logger LOG = System.getLogger(WorkerPool.class.getName());

    /** A worker that fails at once is started again after a pause that doubles from the first to the last of these. */
    private static final long MIN_BACKOFF_MS = 250;

    private static final long MAX_BACKOFF_MS = 30_000;

    /**
     * The spare starts a little later than the worker it stands in for, which has the processor for itself meanwhile.
     */
    private static final Duration SPARE_PAUSE = Duration.ofSeconds(2);

    /** Failures in a row that an operator should know of. */
    private static final int REPORTED_FAILURE = 3;

    private final WorkerCommand command;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<WorkerProcess> workers = ConcurrentHashMap.newKeySet();
    private @Nullable CompletableFuture<WorkerProcess> warm;
    private int failures;
    private volatile boolean closed;

    /** A pool of workers that are started with a command. */
    public WorkerPool(WorkerCommand command) {
        this.command = command;
    }

    /** Has a worker started if none stands warm. Returns at once. */
    public void warmUp() {
        warm();
    }

    /**
     * Has the warm worker do a job. The answer may be {@link Response.Failed}; the future itself fails only when there
     * is no worker within the limit.
     */
    public CompletableFuture<Response> ask(LongFunction<Request> request, Duration limit) {
        return warm().thenCompose(worker -> worker.ask(request)).orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Has the warm worker do a job that is answered by a series; see {@link WorkerProcess#request}. Without a worker
     * the only answer is {@link Response.Failed}.
     */
    public void series(LongFunction<Request> request, Consumer<Response> answers) {
        warm().whenComplete((worker, failed) -> {
            if (worker == null) {
                answers.accept(new Response.Failed(0, "There is no media worker: " + failed + "."));
            } else {
                worker.request(request, answers);
            }
        });
    }

    /** Gives a worker away for one long job; the caller kills it when done. */
    public CompletableFuture<WorkerProcess> lease() {
        CompletableFuture<WorkerProcess> next = warm();
        return next.thenCompose(worker -> {
            if (!giveAway(next)) {
                return lease(); // somebody else was faster
            }
            later(SPARE_PAUSE, this::replace);
            return CompletableFuture.completedFuture(worker);
        });
    }

    /** How many workers live. */
    public int size() {
        return workers.size();
    }

    /** Kills all workers. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(worker -> worker.kill("the engine stops."));
    }

    private CompletableFuture<WorkerProcess> warm() {
        lock.lock();
        try {
            CompletableFuture<WorkerProcess> now = warm;
            if (now != null && !now.isCompletedExceptionally()) {
                return now;
            }
            CompletableFuture<WorkerProcess> next = new CompletableFuture<>();
            warm = next;
            long pauseMs = failures == 0 ? 0 : Math.min(MIN_BACKOFF_MS << Math.min(failures - 1, 16), MAX_BACKOFF_MS);
            later(Duration.ofMillis(pauseMs), () -> start(next));
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Runs something on a virtual thread after a pause. */
    private static void later(Duration pause, Runnable task) {
        CompletableFuture.delayedExecutor(
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS,
                        Thread.ofVirtual().name("media-worker-start")::start)
                .execute(task);
    }

    private void start(CompletableFuture<WorkerProcess> result) {
        try {
            if (closed) {
                throw new IOException("the engine stops");
            }
            long began = System.nanoTime();
            WorkerProcess worker = WorkerProcess.start(command);
            workers.add(worker);
            worker.ended().thenAccept(why -> gone(worker, result));
            if (closed) {
                worker.kill("the engine stops.");
            }
            worker.ready().whenComplete((ready, failed) -> {
                if (ready == null) {
                    failed(result, failed);
                    return;
                }
                succeeded();
                LOG.log(
                        Level.INFO,
                        "Media worker {0} is ready after {1} ms: {2}.",
                        worker.name(),
                        (System.nanoTime() - began) / 1_000_000,
                        ready.about());
                result.complete(worker);
            });
        } catch (IOException cannotStart) {
            failed(result, cannotStart);
        }
    }

    private void succeeded() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    private void failed(CompletableFuture<WorkerProcess> result, @Nullable Throwable why) {
        int inARow;
        lock.lock();
        try {
            inARow = ++failures;
        } finally {
            lock.unlock();
        }
        if (inARow == REPORTED_FAILURE && !closed) {
            LOG.log(
                    Level.WARNING,
                    "No media worker starts ({0}); there are no thumbnails, clips or demonstration until one does.",
                    why == null ? "unknown" : why.getMessage());
        }
        result.completeExceptionally(why == null ? new IOException("no media worker") : why);
    }

    private boolean giveAway(CompletableFuture<WorkerProcess> taken) {
        lock.lock();
        try {
            if (warm != taken) {
                return false;
            }
            warm = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void replace() {
        if (!closed) {
            warm();
        }
    }

    /** A warm worker that has died is replaced; one that was given away is its holder's affair. */
    private void gone(WorkerProcess worker, CompletableFuture<WorkerProcess> started) {
        workers.remove(worker);
        lock.lock();
        boolean wasWarm;
        try {
            wasWarm = warm == started && started.isDone() && !started.isCompletedExceptionally();
            if (wasWarm) {
                warm = null;
            }
        } finally {
            lock.unlock();
        }
        if (wasWarm && !closed) {
            LOG.log(
                    Level.INFO,
                    "Media worker {0} has ended: {1}",
                    worker.name(),
                    worker.ended().getNow(""));
            warm();
        }
    }
}
