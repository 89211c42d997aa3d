package dev.vitrine.media.engine.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between the packet bus and a reader that takes its time: a bounded queue, emptied by a virtual thread of its
 * own. When the reader falls behind, packets are dropped up to the next key frame for which there is room; the bus
 * never waits.
 */
public final class QueuedSubscriber implements PacketSubscriber, AutoCloseable {
    private static final Logger LOG = System.getLogger(QueuedSubscriber.class.getName());
    private static final int MAX_CALLS = 4_096;

    private record Item(Runnable call, long bytes) {}

    private final String name;
    private final PacketSubscriber reader;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> queue = new ArrayDeque<>();
    private final Thread thread;
    private long queuedBytes;
    private boolean dropping;
    private long dropped;
    private boolean closed;

    /** Starts the thread that calls {@code reader}, which then needs no lock of its own. */
    public QueuedSubscriber(String name, PacketSubscriber reader, long maxBytes) {
        this.name = name;
        this.reader = reader;
        this.maxBytes = maxBytes;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    @Override
    public void begin(Segment segment) {
        enqueue(new Item(() -> reader.begin(segment), 0));
    }

    @Override
    public void packet(Packet packet) {
        take(packet, () -> reader.packet(packet));
    }

    @Override
    public void other(String sound, Packet packet) {
        take(packet, () -> reader.other(sound, packet));
    }

    private void take(Packet packet, Runnable call) {
        lock.lock();
        try {
            if (dropping && packet.startsGop() && queuedBytes <= maxBytes / 2 && queue.size() <= MAX_CALLS / 2) {
                dropping = false;
            }
            if (!dropping && (queuedBytes + packet.length() > maxBytes || queue.size() >= MAX_CALLS)) {
                dropping = true;
                LOG.log(Level.WARNING, "{0} is too slow and loses packets up to a key frame.", name);
            }
            if (dropping) {
                dropped++;
                return;
            }
        } finally {
            lock.unlock();
        }
        enqueue(new Item(call, packet.length()));
    }

    @Override
    public void pause() {
        enqueue(new Item(reader::pause, 0));
    }

    /** Runs something on the reader's thread, after everything that is queued. */
    public CompletableFuture<Void> run(Runnable call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        enqueue(new Item(
                () -> {
                    call.run();
                    done.complete(null);
                },
                0));
        return done;
    }

    /** How many packets were lost. */
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the reader finish what is queued and pause, and ends the thread. Waits for it. */
    @Override
    public void close() {
        pause();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(Item item) {
        lock.lock();
        try {
            if (!closed) {
                queue.add(item);
                queuedBytes += item.bytes();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            Item item = next();
            while (item != NONE) {
                try {
                    item.call().run();
                } catch (RuntimeException bug) {
                    LOG.log(Level.ERROR, name + " failed on a packet.", bug);
                }
                item = next();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static final Item NONE = new Item(() -> {}, 0);

    private Item next() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.await();
            }
            Item item = queue.isEmpty() ? NONE : queue.remove();
            queuedBytes -= item.bytes();
            return item;
        } finally {
            lock.unlock();
        }
    }
}
