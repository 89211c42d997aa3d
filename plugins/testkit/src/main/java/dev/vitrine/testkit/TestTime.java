package dev.vitrine.testkit;

import dev.vitrine.api.plugin.PluginContext.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until a test moves it, and the timers that hang on it. One thread. */
public final class TestTime implements InstantSource {
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::number));
    private Instant now = Instant.parse("2026-11-20T18:00:00Z");
    private long numbers;

    private record Timer(Instant due, long number, Runnable task) {}

    /** Starts on a Friday evening. */
    public TestTime() {}

    @Override
    public Instant instant() {
        return now;
    }

    /** Hangs up a timer; a negative delay is none. */
    public Cancellable after(Duration delay, Runnable task) {
        Timer timer = new Timer(delay.isNegative() ? now : now.plus(delay), numbers++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Moves the clock and runs what falls due, each at its own time. */
    public void advance(Duration span) {
        Instant end = now.plus(span);
        for (Timer next = timers.peek(); next != null && !next.due().isAfter(end); next = timers.peek()) {
            timers.remove(next);
            now = next.due().isAfter(now) ? next.due() : now;
            next.task().run();
        }
        now = end;
    }

    /** Moves the clock but runs no timer, as when the host's timers are late. */
    public void stall(Duration span) {
        now = now.plus(span);
    }

    /** Runs what is due now. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** How many timers hang. */
    public int pending() {
        return timers.size();
    }
}
