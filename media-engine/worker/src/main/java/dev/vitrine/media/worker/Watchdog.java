package dev.vitrine.media.worker;

import dev.vitrine.media.worker.av.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process when a job does not heed its deadline: nothing else ends a native call that does not return, and the
 * engine has a spare worker.
 */
final class Watchdog {
    /** Exit status of a worker that has ended itself so. */
    static final int EXIT_HUNG = 70;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watchdog").factory());
    private final Map<Deadline, ScheduledFuture<?>> watched = new ConcurrentHashMap<>();

    /** Returns a deadline that far from now; the process ends shortly after it unless {@link #done} is called. */
    Deadline limit(Duration limit) {
        Deadline deadline = Deadline.in(limit);
        watched.put(
                deadline,
                timer.schedule(
                        () -> {
                            System.err.println("media worker: a job ignores its time limit; giving up");
                            Runtime.getRuntime().halt(EXIT_HUNG);
                        },
                        limit.plus(GRACE).toMillis(),
                        TimeUnit.MILLISECONDS));
        return deadline;
    }

    /** The job is done. */
    void done(Deadline deadline) {
        ScheduledFuture<?> alarm = watched.remove(deadline);
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
