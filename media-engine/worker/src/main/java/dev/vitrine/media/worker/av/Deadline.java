package dev.vitrine.media.worker.av;

import java.time.Duration;

/**
 * Until when a job may run, and whether it has been told to stop. FFmpeg asks {@link #over()} through its read
 * callbacks and between packets, so that no input can hold a job for ever. Safe for use by several threads.
 */
public final class Deadline {
    private final long endNanos;
    private final boolean bounded;
    private volatile boolean cancelled;

    private Deadline(long endNanos, boolean bounded) {
        this.endNanos = endNanos;
        this.bounded = bounded;
    }

    /** A deadline that far from now. */
    public static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos(), true);
    }

    /** A deadline that only {@link #cancel} brings about. */
    public static Deadline none() {
        return new Deadline(0, false);
    }

    /** Makes the job stop at its next look. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel} was called. */
    public boolean cancelled() {
        return cancelled;
    }

    /** Whether the job has to stop. */
    public boolean over() {
        return cancelled || (bounded && System.nanoTime() - endNanos > 0);
    }

    /**
     * Does nothing while there is time.
     *
     * @throws AvException if there is none left
     */
    public void check() throws AvException {
        if (cancelled) {
            throw new AvException("The job was cancelled.");
        }
        if (over()) {
            throw new AvException("The job took longer than its time limit and was stopped.");
        }
    }
}
