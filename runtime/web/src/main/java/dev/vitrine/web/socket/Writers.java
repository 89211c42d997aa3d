package dev.vitrine.web.socket;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that write to the links. A flush to a thousand sessions is a thousand short writes: a virtual thread for
 * each costs as much as its write, and a thousand of them stand before whoever else wants a turn. So a few writers take
 * the links from one queue, in the order in which they were woken, and step aside now and then.
 *
 * <p>A writer whose peer does not read waits in its write, and nobody waits for it: one that has been in the same write
 * for {@value #BLOCKED_MS} ms no longer counts, and another takes its place at the queue. A sentinel sees to that while
 * there are links in the queue, and ends with it.
 */
final class Writers {
    /** As many as can run at once; more would only take turns. */
    private static final int WRITERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final long BLOCKED_MS = 2;
    /** After so many links a writer lets others have its carrier, such as those who read. */
    private static final int LINKS_TO_A_TURN = 16;

    private final Queue<Link> due = new ConcurrentLinkedQueue<>();
    private final Set<Writer> writers = ConcurrentHashMap.newKeySet();
    /** Writers that count: all but those that wait for a peer. */
    private final AtomicInteger working = new AtomicInteger();

    private final AtomicBoolean watched = new AtomicBoolean();

    /** Sees to it that the link is written to. Never blocks. */
    void submit(Link link) {
        due.add(link);
        startOne();
        if (working.get() >= WRITERS && watched.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::watch);
        }
    }

    private void startOne() {
        int now = working.get();
        while (now < WRITERS) {
            if (working.compareAndSet(now, now + 1)) {
                Thread.startVirtualThread(new Writer());
                return;
            }
            now = working.get();
        }
    }

    private void watch() {
        do {
            while (!due.isEmpty()) {
                LockSupport.parkNanos(BLOCKED_MS * 1_000_000);
                long since = System.nanoTime() - BLOCKED_MS * 1_000_000;
                for (Writer writer : writers) {
                    writer.discountIfBlocked(since);
                }
                if (!due.isEmpty()) {
                    startOne();
                }
            }
            watched.set(false);
        } while (!due.isEmpty() && watched.compareAndSet(false, true));
    }

    /** Takes links until there are none. */
    private final class Writer implements Runnable {
        private static final int WORKING = 0;
        private static final int DISCOUNTED = 1;
        private static final int GONE = 2;

        private final AtomicInteger state = new AtomicInteger(WORKING);
        private final Gather gather = new Gather(Link.WRITE_BYTES);
        private volatile long begunNanos;

        @Override
        public void run() {
            writers.add(this);
            int links = 0;
            while (true) {
                Link link = due.poll();
                if (link == null) {
                    if (!goesOn()) {
                        return;
                    }
                    continue;
                }
                begunNanos = System.nanoTime();
                link.write(gather);
                begunNanos = 0;
                if (state.get() == DISCOUNTED && !counted()) {
                    writers.remove(this);
                    return;
                }
                if (++links % LINKS_TO_A_TURN == 0) {
                    Thread.yield();
                }
            }
        }

        /** Goes home, and comes back if a link came meanwhile for which no writer was started. */
        private boolean goesOn() {
            writers.remove(this);
            // The sentinel may have discounted it in this moment; nobody counts down twice.
            if (state.getAndSet(GONE) == WORKING) {
                working.decrementAndGet();
            }
            if (due.isEmpty() || !counted()) {
                return false;
            }
            writers.add(this);
            return true;
        }

        /** Counts again unless enough others do. */
        private boolean counted() {
            int now = working.get();
            while (now < WRITERS) {
                if (working.compareAndSet(now, now + 1)) {
                    state.set(WORKING);
                    return true;
                }
                now = working.get();
            }
            return false;
        }

        private void discountIfBlocked(long sinceNanos) {
            long begun = begunNanos;
            if (begun != 0 && begun - sinceNanos < 0 && state.compareAndSet(WORKING, DISCOUNTED)) {
                working.decrementAndGet();
            }
        }
    }
}
