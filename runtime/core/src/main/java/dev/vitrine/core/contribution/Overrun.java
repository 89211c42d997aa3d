package dev.vitrine.core.contribution;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/**
 * Tells a plugin that takes too long from a machine that is too busy to run it. A thread that waits past its limit is
 * late at once. One that is runnable gets the limit again as processor time, so that a burst elsewhere on the machine
 * does not turn healthy plugins away; {@link #LENIENT_NANOS} of wall time end that leniency.
 */
final class Overrun {
    /**
     * Longer than a busy machine keeps a thread from its processor; shorter than people wait for a message to appear.
     */
    static final long LENIENT_NANOS = TimeUnit.SECONDS.toNanos(1);

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
        return isWaiting() || runningNanos >= limitNanos + LENIENT_NANOS || cpuNanosPastLimit() >= limitNanos;
    }

    /** Whether the thread waits for something and not for a processor. */
    boolean isWaiting() {
        return thread.isVirtual() || thread.getState() != Thread.State.RUNNABLE;
    }

    /** Processor time the thread has used since this was first asked. */
    long cpuNanosPastLimit() {
        long cpu = THREADS.getThreadCpuTime(thread.threadId());
        if (cpuAtLimit < 0) {
            cpuAtLimit = cpu;
        }
        return cpu < 0 ? Long.MAX_VALUE : cpu - cpuAtLimit;
    }
}
