package dev.vitrine.media.engine;

import dev.vitrine.media.engine.stream.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** Time that stands still until it is moved: nanoseconds, wall clock and timers in one. For one thread. */
public final class ManualTime implements LongSupplier, InstantSource, Timers {
    private static final Instant START = Instant.parse("2026-11-22T10:02:00Z");

    private record Timer(long atNanos, Runnable task) {}

    private final List<Timer> timers = new ArrayList<>();
    private long nanos;

    @Override
    public long getAsLong() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(nanos + delay.toNanos(), task));
    }

    /** Moves on, running the timers that become due. */
    public void passMs(long ms) {
        long until = nanos + ms * 1_000_000;
        while (true) {
            Timer next = timers.stream()
                    .filter(timer -> timer.atNanos() <= until)
                    .min(Comparator.comparingLong(Timer::atNanos))
                    .orElse(null);
            if (next == null) {
                break;
            }
            timers.remove(next);
            nanos = Math.max(nanos, next.atNanos());
            next.task().run();
        }
        nanos = until;
    }
}
