package dev.vitrine.core.contribution;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Tells a plugin that takes too long from a machine that is too busy to run it. A thread that waits past its limit is
 * late at once. One that is runnable gets the limit again as processor time, so that a burst elsewhere on the machine
 * does not turn healthy filters away; {@link #MOST_TIMES} its limit of wall time ends that leniency.
 */
final class Overrun {
    static final int MOST_TIMES = 10;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread thread;
    private final long limitNanos;
    private long cpuAtLimit = -1;

    Overrun(Thread thread, long limitNanos) {
        this.thread = thread;
        this.limitNanos = limitNanos;
    }

    /** Whether the call is late, given how long it has been running; ask again after a few milliseconds if not. */
    boolean isLate(long runningNanos) {
        if (runningNanos < limitNanos) {
            return false;
        }
        if (thread.isVirtual()
                || thread.getState() != Thread.State.RUNNABLE
                || runningNanos >= MOST_TIMES * limitNanos) {
            return true;
        }
        long cpu = THREADS.getThreadCpuTime(thread.threadId());
        if (cpu < 0) {
            return true;
        }
        if (cpuAtLimit < 0) {
            cpuAtLimit = cpu;
        }
        return cpu - cpuAtLimit >= limitNanos;
    }
}
