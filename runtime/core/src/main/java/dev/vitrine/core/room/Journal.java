package dev.vitrine.core.room;

import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.log.Completion;
import dev.vitrine.core.log.EventLog;
import dev.vitrine.core.log.LogFull;
import dev.vitrine.core.log.LogState;
import dev.vitrine.core.log.LogUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Puts a room's records on its log in order and tells when they are there. Appends come from the room's lane.
 *
 * <p>When the disk fails, records that were under way have been applied to views already, and a view cannot forget. So
 * they are kept, in order, and are put on the log first once it takes records again; until then every new one is
 * refused. Their askers are told at once that the outcome is open.
 */
final class Journal {
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final long RETRY_NANOS = 500_000_000;
    private static final long FULL_WAIT_NANOS = 1_000_000;

    private final String event;
    private final EventLog log;
    private final Lane lane;
    private final Executor background;
    private final Sink sink;
    private final Deque<Entry> pending = new ArrayDeque<>();
    private final Queue<Entry> unpublished = new ConcurrentLinkedQueue<>();
    private final AtomicInteger publishing = new AtomicInteger();
    private final AtomicBoolean recovering = new AtomicBoolean();
    private volatile @Nullable LogUnavailable failure;
    private volatile boolean closed;
    private volatile long appliedSeq;
    private long nextSeq;

    /**
     * Hears of records that are durable and that every view has, in order, one at a time: on the log's writer thread,
     * or on the lane when the disk was quicker than the views.
     */
    interface Sink {
        void publish(LogRecord record, Optional<Publication> publication);
    }

    /** A record ready to be put on the log. */
    record Item(LogRecord record, byte[] payload, Optional<Publication> publication) {}

    Journal(String event, EventLog log, Lane lane, Executor background, Sink sink) {
        this.event = event;
        this.log = log;
        this.lane = lane;
        this.background = background;
        this.sink = sink;
        this.nextSeq = log.lastSeq() + 1;
        this.appliedSeq = log.lastSeq();
    }

    long nextSeq() {
        return nextSeq;
    }

    /** Throws what an append would throw now, before any work is done for it. */
    void requireWritable() {
        LogUnavailable why = failure;
        if (why != null) {
            throw new NotStored(notStored(why, "Nothing has changed; try again once this is mended."));
        }
        if (log.state() instanceof LogState.Damaged damaged) {
            throw new NotStored(Problem.of("not-stored", 507, damaged.damage().sentence()));
        }
    }

    /** Says that every view has the records up to this one: whoever is told of a record finds it in every view. */
    void applied(long seq) {
        appliedSeq = seq;
        publish();
    }

    /** Publishes what is due; whoever comes while another is at it leaves it to that one. */
    private void publish() {
        if (publishing.getAndIncrement() != 0) {
            return;
        }
        int asked = 1;
        do {
            for (Entry head = unpublished.peek(); head != null && head.isDue(); head = unpublished.peek()) {
                unpublished.poll();
                sink.publish(head.item.record(), head.item.publication());
                head.group.done();
            }
            asked = publishing.addAndGet(-asked);
        } while (asked != 0);
    }

    /**
     * Appends records that belong together; {@code nextSeq} is the first one's number. They are published once they are
     * durable and {@link #applied}.
     *
     * @throws NotStored if none was appended
     */
    void append(List<Item> items, Stored stored) {
        requireWritable();
        Group group = new Group(items.size(), stored);
        boolean first = true;
        for (Item item : items) {
            Entry entry = new Entry(item, group);
            synchronized (pending) {
                pending.add(entry);
            }
            unpublished.add(entry);
            try {
                put(entry, !first);
            } catch (LogFull e) {
                forget(entry);
                throw new NotStored(Problem.of(
                        "overloaded",
                        503,
                        "The disk is behind for event \"" + event + "\"; nothing has changed, try again in a moment."));
            } catch (LogUnavailable e) {
                if (first) {
                    forget(entry);
                    fail(e);
                    throw new NotStored(notStored(e, "Nothing has changed; try again once this is mended."));
                }
                // The ones before it are under way; this one follows them when the log takes records again.
                group.fail(e);
                fail(e);
            }
            nextSeq++;
            first = false;
        }
    }

    private void forget(Entry entry) {
        synchronized (pending) {
            pending.remove(entry);
        }
        unpublished.remove(entry);
    }

    private void put(Entry entry, boolean wait) throws LogFull, LogUnavailable {
        while (true) {
            try {
                long seq = log.append(entry.item.payload(), entry);
                if (seq != entry.item.record().seq()) {
                    throw new IllegalStateException("Log \"%s\" gave record %d the number %d."
                            .formatted(event, entry.item.record().seq(), seq));
                }
                return;
            } catch (LogFull e) {
                if (!wait) {
                    throw e;
                }
                LockSupport.parkNanos(FULL_WAIT_NANOS);
            }
        }
    }

    private void fail(LogUnavailable why) {
        failure = why;
        if (recovering.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Event \"{0}\" cannot store anything: {1} It tries again by itself.",
                    event,
                    why.getMessage());
            background.execute(this::recover);
        }
    }

    private void recover() {
        while (!closed) {
            LockSupport.parkNanos(RETRY_NANOS);
            try {
                log.recover();
                lane.control(this::appendAgain);
                return;
            } catch (LogUnavailable e) {
                failure = e;
                if (e.reason() == LogUnavailable.Reason.CLOSED || e.reason() == LogUnavailable.Reason.DAMAGED) {
                    return;
                }
            }
        }
    }

    private void appendAgain() {
        List<Entry> again;
        synchronized (pending) {
            again = new ArrayList<>(pending);
        }
        recovering.set(false);
        failure = null;
        for (Entry entry : again) {
            try {
                put(entry, true);
            } catch (LogUnavailable e) {
                fail(e);
                return;
            } catch (LogFull e) {
                throw new IllegalStateException("Waits for room instead.", e);
            }
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Event \"{0}\" stores again; {1} records that were under way are on the log.",
                event,
                again.size());
    }

    void close() {
        closed = true;
    }

    private static Problem notStored(LogUnavailable why, String next) {
        return Problem.of("not-stored", 507, "This could not be stored. " + why.getMessage() + " " + next);
    }

    /** One record under way. */
    private final class Entry implements Completion {
        private final Item item;
        private final Group group;
        private volatile boolean durable;

        Entry(Item item, Group group) {
            this.item = item;
            this.group = group;
        }

        boolean isDue() {
            return durable && item.record().seq() <= appliedSeq;
        }

        @Override
        public void durable(long seq) {
            synchronized (pending) {
                pending.remove(this);
            }
            durable = true;
            publish();
        }

        @Override
        public void failed(long seq, LogUnavailable why) {
            group.fail(why);
            fail(why);
        }
    }

    /** Records that one asker waits for. */
    private final class Group {
        private final Stored stored;
        private int left;
        private boolean open;

        Group(int size, Stored stored) {
            this.left = size;
            this.stored = stored;
        }

        synchronized void done() {
            if (--left == 0) {
                background.execute(stored::durable);
            }
        }

        synchronized void fail(LogUnavailable why) {
            if (!open) {
                open = true;
                Problem problem = notStored(
                        why,
                        "Whether it will be is open: ask again with the same Idempotency-Key once this is mended.");
                background.execute(() -> stored.open(problem));
            }
        }
    }
}
