package dev.vitrine.core.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Durable acknowledgements per second: writers that each append a record, wait until it is on disk, and append the
 * next. {@code mvn -Pquick -pl runtime/core -am test -Dtest=DurableAckBench -Dsurefire.failIfNoSpecifiedTests=false};
 * asserts nothing about time.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DurableAckBench {
    private static final int RECORD_BYTES = 300;
    private static final long WARM_NANOS = 2_000_000_000L;
    private static final long MEASURE_NANOS = 4_000_000_000L;

    @TempDir
    Path dir;

    @Test
    void durableAcknowledgements() throws Exception {
        for (int writers : new int[] {64, 8, 1}) {
            run("on a platform thread", Thread.ofPlatform().daemon().factory(), writers);
            run("on a virtual thread", Thread.ofVirtual().factory(), writers);
        }
    }

    private void run(String name, ThreadFactory threads, int writers) throws Exception {
        Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        AtomicLong acknowledged = new AtomicLong();
        Path logDir = dir.resolve(writers + threads.getClass().getSimpleName());
        try (EventLog log = EventLog.open(DirectoryStorage.open(logDir), LogOptions.defaults(), threads)) {
            long warm = System.nanoTime() + WARM_NANOS;
            long end = warm + MEASURE_NANOS;
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                all.add(Thread.ofVirtual().start(() -> write(log, warm, end, latencies, acknowledged)));
            }
            for (Thread thread : all) {
                thread.join();
            }
            System.out.printf(
                    "%d writers, log %s: %,.0f acknowledgements/s, p50 %.2f ms, p99 %.2f ms, max %.1f ms; verified"
                            + " %s%n",
                    writers,
                    name,
                    acknowledged.get() * 1e9 / MEASURE_NANOS,
                    latencies.getValueAtPercentile(50) / 1e6,
                    latencies.getValueAtPercentile(99) / 1e6,
                    latencies.getMaxValue() / 1e6,
                    log.verify().whole());
        }
    }

    private static void write(EventLog log, long warm, long end, Histogram latencies, AtomicLong acknowledged) {
        Waiting waiting = new Waiting(Thread.currentThread());
        byte[] payload = new byte[RECORD_BYTES];
        try {
            for (long begin = System.nanoTime(); begin < end; ) {
                waiting.done = false;
                log.append(payload, waiting);
                while (!waiting.done) {
                    LockSupport.park();
                }
                long now = System.nanoTime();
                if (begin > warm) {
                    synchronized (latencies) {
                        latencies.recordValue(now - begin);
                    }
                    acknowledged.incrementAndGet();
                }
                begin = now;
            }
        } catch (LogException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Waiting implements Completion {
        private final Thread thread;
        private volatile boolean done;

        Waiting(Thread thread) {
            this.thread = thread;
        }

        @Override
        public void durable(long seq) {
            done = true;
            LockSupport.unpark(thread);
        }

        @Override
        public void failed(long seq, LogUnavailable why) {
            throw new IllegalStateException(why);
        }
    }
}
