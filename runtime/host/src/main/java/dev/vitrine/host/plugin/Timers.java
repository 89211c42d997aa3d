package dev.vitrine.host.plugin;

import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.PluginCalls;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The timers of one version of one plugin. They run on virtual threads of the host and end with the version. */
final class Timers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Timers.class.getName());
    private static final Duration RUN_LIMIT = Duration.ofSeconds(1);

    private final ScheduledExecutorService clockwork;
    private final PluginCalls calls;
    private final Set<Timer> timers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Timers(ScheduledExecutorService clockwork, PluginCalls calls) {
        this.clockwork = clockwork;
        this.calls = calls;
    }

    /**
     * The one thread that tells every plugin's timers and watches when to run; it never runs them. Once ended it takes
     * further tasks without a word and runs none: a timer that was at its work when the house closed must not fail
     * there.
     */
    static ScheduledThreadPoolExecutor clockwork() {
        var clockwork = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("plugin-clockwork").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        clockwork.setRemoveOnCancelPolicy(true);
        clockwork.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return clockwork;
    }

    PluginContext.Cancellable after(Duration delay, Runnable task) {
        return new Timer(task, delay, false).start();
    }

    PluginContext.Cancellable every(Duration pause, Runnable task) {
        return new Timer(task, pause, true).start();
    }

    @Override
    public void close() {
        closed = true;
        timers.forEach(Timer::cancel);
    }

    private final class Timer implements PluginContext.Cancellable {
        private final Runnable task;
        private final Duration pause;
        private final boolean again;
        private volatile boolean cancelled;
        private volatile Future<?> next = java.util.concurrent.CompletableFuture.completedFuture(null);

        Timer(Runnable task, Duration pause, boolean again) {
            this.task = task;
            this.pause = pause;
            this.again = again;
        }

        Timer start() {
            timers.add(this);
            schedule();
            return this;
        }

        @Override
        public void cancel() {
            cancelled = true;
            next.cancel(false);
            timers.remove(this);
        }

        private void schedule() {
            if (closed || cancelled) {
                timers.remove(this);
                return;
            }
            next = clockwork.schedule(
                    () -> {
                        Thread.ofVirtual().name("plugin-timer").start(this::run);
                    },
                    pause.toMillis(),
                    TimeUnit.MILLISECONDS);
            if (closed || cancelled) {
                cancel();
            }
        }

        private void run() {
            if (closed || cancelled) {
                return;
            }
            try {
                calls.call("timer", RUN_LIMIT, () -> {
                    task.run();
                    return true;
                });
            } catch (PluginCallException e) {
                LOG.log(System.Logger.Level.DEBUG, e.getMessage());
            }
            if (again) {
                schedule();
            } else {
                timers.remove(this);
            }
        }
    }
}
