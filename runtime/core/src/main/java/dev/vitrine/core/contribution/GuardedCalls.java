package dev.vitrine.core.contribution;

import dev.vitrine.api.data.BadBody;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Calls one version of one plugin: counted, limited in time, under the plugin's context class loader, and refused at
 * once while its breaker is open: after 10 faults in a row, or when more than half of the last 20 calls failed, it
 * stays open for 5 s; then one call tries.
 *
 * <p>{@link #call} runs the plugin on a platform thread of its own small pool and not on a virtual one: a plugin that
 * spins (a regular expression that backtracks for minutes) would otherwise hold one of the few carrier threads on which
 * every socket of the server runs.
 */
public final class GuardedCalls implements PluginCalls {
    /**
     * Calls at once; more wait for their turn. Plenty for a healthy filter, and a bound on what a hanging one can hold.
     */
    static final int MAX_CALLS_AT_ONCE = 32;
    /** Calls past their limit that still run; at this many the version is left alone until some end. */
    static final int MAX_OVERDUE = 8;
    /** How long a call may wait for its turn. */
    static final long TURN_LIMIT_MS = 250;

    private static final long IDLE_THREAD_MS = 10_000;
    private static final long RECHECK_NANOS = 5_000_000;

    private final String plugin;
    private final String version;
    private final Breaker breaker;
    private final Watchdog watchdog;
    private final Semaphore turns = new Semaphore(MAX_CALLS_AT_ONCE);
    private final ThreadPoolExecutor pool;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger overdue = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile @Nullable ClassLoader loader;
    private volatile @Nullable String lastFailure;
    private volatile boolean retired;
    private volatile boolean stuck;

    /** Calls into a version whose classes come from {@code loader}. */
    public GuardedCalls(String plugin, String version, ClassLoader loader, InstantSource clock) {
        this.plugin = plugin;
        this.version = version;
        this.loader = loader;
        this.breaker = new Breaker(clock);
        this.watchdog = new Watchdog("watchdog-" + plugin);
        ClassLoader own = GuardedCalls.class.getClassLoader();
        ThreadFactory threads = task -> {
            Thread thread = Thread.ofPlatform()
                    .daemon()
                    .name("plugin-" + plugin)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(task);
            thread.setContextClassLoader(own);
            return thread;
        };
        this.pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_MS, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), threads);
    }

    /** Calls under way, including those that are past their limit and have not ended. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Calls made so far. */
    public long calls() {
        return calls.sum();
    }

    /** Calls that threw or were late so far; refusals by the breaker are not counted. */
    public long failures() {
        return failures.sum();
    }

    /** What went wrong last, as a sentence. */
    public Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Whether calls are being refused because too many failed. */
    public boolean breakerOpen() {
        return breaker.isOpen() || tooManyOverdue();
    }

    /** Whether a call on a room's thread never returned: this version takes no further part until it is replaced. */
    public boolean isStuck() {
        return stuck;
    }

    /**
     * Refuses every later call and lets go of the plugin's class loader; calls under way end by themselves. Wait for
     * {@link #inFlight} to reach zero before the version is uninstalled.
     */
    public void retire() {
        retired = true;
        loader = null;
        pool.shutdown();
        watchdog.end();
    }

    @Override
    public <T> T call(String what, Duration limit, Callable<T> task) throws PluginCallException {
        admit(what);
        calls.increment();
        Pending<T> pending = new Pending<>(task, limit.toNanos());
        boolean begun = false;
        try {
            if (!turns.tryAcquire(TURN_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                throw fault(
                        what, PluginCallException.Kind.LATE, "found no free thread in " + TURN_LIMIT_MS + " ms", null);
            }
            inFlight.incrementAndGet();
            try {
                pool.execute(pending);
                begun = true;
            } finally {
                if (!begun) {
                    inFlight.decrementAndGet();
                    turns.release();
                }
            }
            if (!pending.await()) {
                throw fault(what, PluginCallException.Kind.LATE, "took longer than " + limit.toMillis() + " ms", null);
            }
        } catch (RejectedExecutionException e) {
            throw retired(what);
        } catch (InterruptedException e) {
            pending.giveUp();
            Thread.currentThread().interrupt();
            throw fault(what, PluginCallException.Kind.LATE, "was given up because the caller was interrupted", null);
        }
        return pending.result(what);
    }

    @Override
    public <T> T callHere(String what, Duration limit, Callable<T> task) throws PluginCallException {
        admit(what);
        return here(what, limit, task);
    }

    @Override
    public void feed(String what, Duration limit, Runnable task) throws PluginCallException {
        if (retired) {
            throw retired(what);
        }
        if (stuck) {
            throw refusal(what);
        }
        here(what, limit, () -> {
            task.run();
            return true;
        });
    }

    private <T> T here(String what, Duration limit, Callable<T> task) throws PluginCallException {
        calls.increment();
        inFlight.incrementAndGet();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Watchdog.Watch watch = watchdog.begin(limit.toNanos(), () -> {
            stuck = true;
            failures.increment();
            lastFailure = sentence(what, "does not return");
            if (thread instanceof Abandonable abandonable) {
                abandonable.abandon();
            }
        });
        T result = null;
        Throwable thrown = null;
        boolean late;
        try {
            thread.setContextClassLoader(loader);
            result = task.call();
        } catch (Throwable e) { // also errors: a plugin's LinkageError or StackOverflowError is the plugin's fault
            thrown = e;
        } finally {
            late = watchdog.end(watch);
            thread.setContextClassLoader(before);
            inFlight.decrementAndGet();
        }
        if (late) {
            throw fault(what, PluginCallException.Kind.LATE, "took longer than " + limit.toMillis() + " ms", thrown);
        }
        if (thrown instanceof BadBody badBody) {
            // The asker's mistake and not the plugin's.
            breaker.succeeded();
            throw badBody;
        }
        return answer(what, result, thrown);
    }

    private <T> T answer(String what, @Nullable T result, @Nullable Throwable thrown) throws PluginCallException {
        if (thrown != null) {
            throw fault(what, PluginCallException.Kind.THREW, "threw " + thrown, thrown);
        }
        if (result == null) {
            throw fault(what, PluginCallException.Kind.THREW, "returned null", null);
        }
        breaker.succeeded();
        return result;
    }

    private void admit(String what) throws PluginCallException {
        if (retired) {
            throw retired(what);
        }
        if (stuck || tooManyOverdue() || !breaker.admit()) {
            throw refusal(what);
        }
    }

    private boolean tooManyOverdue() {
        return overdue.get() >= MAX_OVERDUE;
    }

    private PluginCallException fault(
            String what, PluginCallException.Kind kind, String how, @Nullable Throwable cause) {
        breaker.failed();
        failures.increment();
        String sentence = sentence(what, how);
        lastFailure = sentence;
        return new PluginCallException(kind, sentence, cause);
    }

    private PluginCallException retired(String what) {
        return new PluginCallException(
                PluginCallException.Kind.RETIRED, sentence(what, "was not made: the version is being retired"), null);
    }

    private PluginCallException refusal(String what) {
        String last = lastFailure().map(failure -> " The last: " + failure).orElse("");
        return new PluginCallException(
                PluginCallException.Kind.BREAKER_OPEN,
                sentence(what, "was not made, because too many failed") + last,
                null);
    }

    private String sentence(String what, String how) {
        return "Call \"" + what + "\" of plugin \"" + plugin + "\" " + version + " " + how + ".";
    }

    /** A call on a thread of the pool. */
    private final class Pending<T> implements Runnable {
        private final Callable<T> task;
        private final long limitNanos;
        private final CountDownLatch ended = new CountDownLatch(1);
        private @Nullable Thread thread;
        private long beganNanos;
        private boolean done;
        private boolean givenUp;
        private @Nullable T result;
        private @Nullable Throwable thrown;

        Pending(Callable<T> task, long limitNanos) {
            this.task = task;
            this.limitNanos = limitNanos;
        }

        @Override
        public void run() {
            Thread self = Thread.currentThread();
            ClassLoader before = self.getContextClassLoader();
            T value = null;
            Throwable error = null;
            synchronized (this) {
                thread = self;
                beganNanos = System.nanoTime();
            }
            try {
                self.setContextClassLoader(loader);
                value = task.call();
            } catch (Throwable e) { // also errors: a plugin's LinkageError or StackOverflowError is the plugin's fault
                error = e;
            } finally {
                self.setContextClassLoader(before);
                synchronized (this) {
                    result = value;
                    thrown = error;
                    done = true;
                    thread = null;
                    if (givenUp) {
                        overdue.decrementAndGet();
                    }
                }
                Thread.interrupted();
                inFlight.decrementAndGet();
                turns.release();
                ended.countDown();
            }
        }

        /** Waits until the call has ended or is late; whether it has ended. */
        boolean await() throws InterruptedException {
            if (ended.await(limitNanos, TimeUnit.NANOSECONDS)) {
                return true;
            }
            @Nullable Overrun overrun = null;
            while (true) {
                synchronized (this) {
                    if (done) {
                        return true;
                    }
                    if (thread != null) {
                        if (overrun == null) {
                            overrun = new Overrun(thread, limitNanos);
                        }
                        if (overrun.isLate(System.nanoTime() - beganNanos)) {
                            giveUp();
                            return false;
                        }
                    }
                }
                if (ended.await(RECHECK_NANOS, TimeUnit.NANOSECONDS)) {
                    return true;
                }
            }
        }

        /** Interrupts the call and forgets its result. */
        synchronized void giveUp() {
            if (!done && !givenUp && thread != null) {
                givenUp = true;
                overdue.incrementAndGet();
                thread.interrupt();
            }
        }

        T result(String what) throws PluginCallException {
            @Nullable T value;
            @Nullable Throwable error;
            synchronized (this) {
                value = result;
                error = thrown;
            }
            return answer(what, value, error);
        }
    }
}
