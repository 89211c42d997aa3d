package dev.vitrine.web.socket;

import dev.vitrine.web.metrics.WebMetrics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Looks after every open link once a second, admits new ones up to the limits, and says goodbye to all at the end. One
 * thread for all of them, since a timer per socket costs more than the look.
 */
public final class Caretaker implements AutoCloseable {
    private static final long ROUND_NANOS = 1_000_000_000;
    private static final long GOODBYE_MS = 1_500;

    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private final int maxLinks;
    private final int maxPerAddress;
    private final WebMetrics metrics;
    private final Thread thread;
    private final List<LongConsumer> chores = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * Starts looking.
     *
     * @param maxLinks open sockets in all
     * @param maxPerAddress open sockets of one peer address; the loopback is exempt, since a reverse proxy stands there
     */
    public Caretaker(int maxLinks, int maxPerAddress, WebMetrics metrics) {
        this.maxLinks = maxLinks;
        this.maxPerAddress = maxPerAddress;
        this.metrics = metrics;
        this.thread = Thread.ofVirtual().name("web-caretaker").start(this::rounds);
    }

    /** Does this once a second as well; it gets {@code System.nanoTime()} and must not block. */
    public void also(LongConsumer chore) {
        chores.add(chore);
    }

    /** Looks now and not at the end of the second: somebody may have to go. Returns at once. */
    public void nudge() {
        LockSupport.unpark(thread);
    }

    /** Number of open links. */
    public int links() {
        return links.size();
    }

    boolean admit(String address) {
        if (closed || admitted.incrementAndGet() > maxLinks) {
            admitted.decrementAndGet();
            return false;
        }
        if (exempt(address)) {
            return true;
        }
        boolean[] admit = {false};
        perAddress.compute(address, (key, count) -> {
            AtomicInteger counter = count == null ? new AtomicInteger() : count;
            admit[0] = counter.get() < maxPerAddress;
            if (admit[0]) {
                counter.incrementAndGet();
            }
            return counter;
        });
        if (!admit[0]) {
            admitted.decrementAndGet();
        }
        return admit[0];
    }

    void release(String address) {
        admitted.decrementAndGet();
        if (!exempt(address)) {
            perAddress.computeIfPresent(address, (key, count) -> count.decrementAndGet() <= 0 ? null : count);
        }
    }

    void born(Link link) {
        links.add(link);
        if (closed) {
            link.close(3001, "shutdown");
        }
    }

    void gone(Link link) {
        if (links.remove(link)) {
            release(link.remoteAddress());
        }
    }

    void sent(int bytes) {
        metrics.bytesSent(bytes);
    }

    void slow(Link link) {
        metrics.slowCut();
        link.close(3008, "slow");
    }

    void stalled() {
        metrics.slowCut();
    }

    void closing(int code) {
        metrics.closed(code);
    }

    private static boolean exempt(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }

    private void rounds() {
        while (!closed) {
            LockSupport.parkNanos(ROUND_NANOS);
            long now = System.nanoTime();
            for (Link link : links) {
                link.tend(now);
            }
            chores.forEach(chore -> chore.accept(now));
        }
    }

    /** Tells every peer to come back later and waits a moment for the close frames to leave. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        for (Link link : links) {
            link.close(3001, "shutdown");
        }
        long end = System.nanoTime() + GOODBYE_MS * 1_000_000;
        while (!links.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
        links.forEach(Link::abort);
    }
}
