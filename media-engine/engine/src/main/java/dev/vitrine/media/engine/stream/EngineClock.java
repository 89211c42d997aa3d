package dev.vitrine.media.engine.stream;

import java.util.function.LongSupplier;

/**
 * The clock all presentation times of a stream are on: microseconds that grow steadily, across publishers and epochs,
 * and across restarts as far as a recording tells where the last run ended.
 */
public final class EngineClock {
    /** The distance a restart leaves to the last recorded picture, so that the two never touch. */
    private static final long RESTART_GAP_US = 1_000_000;

    private final LongSupplier nanoTime;
    private final long originNanos;
    private long baseUs; // guarded by the stream's lock

    /** A clock that starts at zero. */
    public EngineClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.originNanos = nanoTime.getAsLong();
    }

    /** Moves ahead if need be, so as to go on after the last picture of an earlier run. */
    void continueAfter(long lastUs) {
        long aheadUs = lastUs + RESTART_GAP_US - nowUs();
        if (lastUs > 0 && aheadUs > 0) {
            baseUs += aheadUs;
        }
    }

    /** The present moment. */
    public long nowUs() {
        return baseUs + (nanoTime.getAsLong() - originNanos) / 1_000;
    }

    /** {@code System.nanoTime()}, or what a test puts in its place. */
    public long nanos() {
        return nanoTime.getAsLong();
    }
}
