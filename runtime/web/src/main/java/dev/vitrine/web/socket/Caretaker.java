package dev.vitrine.web.socket;

import dev.vitrine.web.metrics.WebMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** So late a round means that the machine cannot keep up; three in a row are no accident. */
    private static final long LATE_NANOS = 2_000_000_000;

    private static final int LATE_ROUNDS = 3;

    private static final System.Logger LOG = System.getLogger(Caretaker.class.getName());

    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private final SocketLimits limits;
    private final Rates handshakes;
    private final Writers writers = new Writers();
    private final WebMetrics metrics;
    private final Thread thread;
    private final List<LongConsumer> chores = new CopyOnWriteArrayList<>();
    private final Set<Class<?>> told = ConcurrentHashMap.newKeySet();
    /** Written by the caretaker's thread alone. */
    private volatile long longestStallNanos;

    private volatile int lateRounds;
    private volatile boolean closed;

    /** Why a handshake is refused. */
    enum Refusal {
        /** The server takes no more sockets. */
        FULL("full", "Too many sockets are open; try again shortly."),
        /** The address has too many. */
        ADDRESS("address", "Too many sockets are open from this address; close one first."),
        /** The address knocks too often. */
        RATE("rate", "Too many sockets are being opened from this address; wait a moment."),
        /** The server is going down. */
        DRAINING("draining", "The server is going down; try again shortly.");

        private final String reason;
        private final String detail;

        Refusal(String reason, String detail) {
            this.reason = reason;
            this.detail = detail;
        }

        String reason() {
            return reason;
        }

        String detail() {
            return detail;
        }
    }

    /** Starts looking, with the usual rates. */
    public Caretaker(int maxLinks, int maxPerAddress, WebMetrics metrics) {
        this(SocketLimits.of(maxLinks, maxPerAddress), metrics);
    }

    /** Starts looking. */
    public Caretaker(SocketLimits limits, WebMetrics metrics) {
        this.limits = limits;
        this.handshakes = new Rates(limits.handshakesPerSecond(), limits.handshakeBurst());
        this.metrics = metrics;
        metrics.gauge(
                "vitrine_ws_longest_stall_seconds",
                "Longest that a write was blocked when its socket was cut for it.",
                () -> longestStallNanos / 1e9);
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

    /** Most open links. */
    public int maxLinks() {
        return limits.maxLinks();
    }

    /** Whether the machine has not kept up for some seconds: this thread, like all others, gets its turn too late. */
    public boolean overloaded() {
        return lateRounds >= LATE_ROUNDS;
    }

    Writers writers() {
        return writers;
    }

    SocketLimits limits() {
        return limits;
    }

    /** Counts a new link of that address in, or says why not. */
    Optional<Refusal> admit(String address) {
        Optional<Refusal> refusal = refusal(address);
        refusal.ifPresent(why -> metrics.refused(why.reason()));
        return refusal;
    }

    private Optional<Refusal> refusal(String address) {
        if (closed) {
            return Optional.of(Refusal.DRAINING);
        }
        boolean exempt = exempt(address);
        if (!exempt && !handshakes.take(address, System.nanoTime())) {
            return Optional.of(Refusal.RATE);
        }
        if (admitted.incrementAndGet() > limits.maxLinks()) {
            admitted.decrementAndGet();
            return Optional.of(Refusal.FULL);
        }
        if (exempt) {
            return Optional.empty();
        }
        boolean[] admit = {false};
        perAddress.compute(address, (key, count) -> {
            AtomicInteger counter = count == null ? new AtomicInteger() : count;
            admit[0] = counter.get() < limits.maxPerAddress();
            if (admit[0]) {
                counter.incrementAndGet();
            }
            return counter;
        });
        if (!admit[0]) {
            admitted.decrementAndGet();
            return Optional.of(Refusal.ADDRESS);
        }
        return Optional.empty();
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

    void stalled(long blockedNanos) {
        longestStallNanos = Math.max(longestStallNanos, blockedNanos);
        metrics.slowCut();
    }

    /** A handler failed and its socket is being cut: a bug, told once for each kind of failure. */
    void unexpected(Throwable failure) {
        LOG.log(
                told.add(failure.getClass()) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "A socket was cut because what writes to it failed; others of the kind go to DEBUG.",
                failure);
    }

    void closing(int code) {
        metrics.closed(code);
    }

    void foreignOrigin() {
        metrics.refused("origin");
    }

    /** Whether what counts by address counts for this one. */
    public boolean exempt(String address) {
        return limits.exemptLoopback()
                && (address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1"));
    }

    private void rounds() {
        long due = System.nanoTime() + ROUND_NANOS;
        while (!closed) {
            LockSupport.parkNanos(ROUND_NANOS);
            long now = System.nanoTime();
            lateRounds = now - due > LATE_NANOS ? lateRounds + 1 : 0;
            for (Link link : links) {
                link.tend(now);
            }
            handshakes.sweep(now);
            chores.forEach(chore -> chore.accept(now));
            due = System.nanoTime() + ROUND_NANOS;
        }
    }

    /**
     * Tells every peer to come back later, one after the other so that they do not come back all at once, and waits a
     * moment for the last close frames to leave. The window is a millisecond for each peer, within limits.
     */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        List<Link> all = new ArrayList<>(links);
        long windowMs = Math.min(limits.drainMs(), all.size());
        all.forEach(link -> link.handler().draining((int) windowMs));
        long begun = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            long due = begun + windowMs * 1_000_000 * i / all.size();
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            all.get(i).close(3001, "shutdown");
        }
        long end = System.nanoTime() + GOODBYE_MS * 1_000_000;
        while (!links.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
        links.forEach(Link::abort);
    }
}
