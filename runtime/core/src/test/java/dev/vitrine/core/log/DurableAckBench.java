package dev.vitrine.core.log;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Durable acknowledgements per second: writers that each append a record, wait until it is on disk, and append the
 * next.
 *
 * <pre>
 * mvn -q -Pquick -pl runtime/core -am test-compile
 * mvn -q -Pquick -pl runtime/core exec:exec … or java -cp … dev.vitrine.core.log.DurableAckBench [writers=64] [seconds=5] [bytes=300] [dir]
 * </pre>
 */
public final class DurableAckBench {
    private DurableAckBench() {}

    /** Runs it and prints one line per second thread kind. */
    public static void main(String[] args) throws Exception {
        int writers = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int bytes = args.length > 2 ? Integer.parseInt(args[2]) : 300;
        Path base = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("vitrine-bench");
        for (int round = 0; round < 2; round++) {
            run("platform writer", Thread.ofPlatform().daemon().factory(), writers, seconds, bytes, base);
            run("virtual writer ", Thread.ofVirtual().factory(), writers, seconds, bytes, base);
        }
    }

    private static void run(String name, ThreadFactory threads, int writers, int seconds, int bytes, Path base)
            throws Exception {
        Path dir = Files.createTempDirectory(base, "log");
        Histogram latencies = new Histogram(60_000_000_000L, 3);
        try (EventLog log = EventLog.open(DirectoryStorage.open(dir), LogOptions.defaults(), threads)) {
            long start = System.nanoTime();
            long warm = start + 2_000_000_000L;
            long end = warm + seconds * 1_000_000_000L;
            List<Thread> all = new ArrayList<>();
            AtomicLong acked = new AtomicLong();
            for (int i = 0; i < writers; i++) {
                all.add(Thread.ofVirtual().start(() -> write(log, bytes, warm, end, latencies, acked)));
            }
            for (Thread thread : all) {
                thread.join();
            }
            System.out.printf(
                    "%s, %d writers, %d B: %,.0f acks/s, p50 %.2f ms, p99 %.2f ms, max %.1f ms%n",
                    name,
                    writers,
                    bytes,
                    acked.get() / (double) seconds,
                    latencies.getValueAtPercentile(50) / 1e6,
                    latencies.getValueAtPercentile(99) / 1e6,
                    latencies.getMaxValue() / 1e6);
            if (!log.verify().whole()) {
                throw new IllegalStateException("The log is damaged: " + log.verify());
            }
        } finally {
            try (Stream<Path> files = Files.walk(dir)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void write(EventLog log, int bytes, long warm, long end, Histogram latencies, AtomicLong acked) {
        Waiting waiting = new Waiting(Thread.currentThread());
        byte[] payload = new byte[bytes];
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
                    acked.incrementAndGet();
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
