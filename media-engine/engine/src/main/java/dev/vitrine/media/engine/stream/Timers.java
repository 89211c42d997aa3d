package dev.vitrine.media.engine.stream;

import java.time.Duration;

/** Runs something later. */
@FunctionalInterface
public interface Timers {
    /** Runs a short task once, after a delay, on another thread. */
    void after(Duration delay, Runnable task);
}
