package dev.vitrine.web.hub;

import dev.vitrine.api.log.Channel;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.metrics.WebMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The live end of one channel: the newest batches of publications as ready frames, bounded in number and bytes. The
 * room's thread only adds a publication and goes on; a flusher, a virtual thread started on demand, builds the frame
 * and wakes the sessions. An idle channel is flushed at once; a busy one joins what comes within a window that grows
 * with the audience, up to {@value #MAX_WINDOW_MS} ms, because at many sessions the writes are what costs.
 */
final class ChannelRing {
    /** Power of two. At one flush per 20 ms these are 20 s. */
    static final int SLOTS = 1024;

    static final int MAX_BYTES = 4 << 20;
    static final long MAX_WINDOW_MS = 20;
    private static final int SESSIONS_PER_WINDOW_MS = 25;
    /** Publications to a frame; a page handles them in one task. */
    private static final int MAX_BATCH = 64;

    private static final int MAX_BATCH_BYTES = 32 * 1024;
    /** Past this the room's own thread flushes: the bound on memory comes before its freedom. */
    private static final int MAX_PENDING = 4096;

    private static final long CROWD_NANOS = 1_000_000_000;
    private static final long JOIN_POINT_NANOS = 200_000_000;
    private static final Executor VIRTUAL = task -> Thread.startVirtualThread(task);

    private final Room room;
    private final Channel channel;
    private final String name;
    private final WebMetrics metrics;
    private final HubLimits limits;
    private final Comings comings;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

    private final Object pendingLock = new Object();
    private List<Publication> pending = new ArrayList<>();
    private long pendingSinceNanos;
    private final AtomicInteger flushing = new AtomicInteger();

    private final AtomicReferenceArray<Batch> slots = new AtomicReferenceArray<>(SLOTS);
    private volatile long end;
    private long begin;
    private int bytes;
    private long topOffset;
    private String epoch = "";
    private boolean begun;
    private long lastFlushNanos;
    private @Nullable JoinPoint joinPoint;
    private @Nullable Sampler sampler;
    private volatile ServerReply.Crowd crowd = new ServerReply.Crowd(0, 0, 0);

    ChannelRing(Room room, Channel channel, HubLimits limits, WebMetrics metrics) {
        this.limits = limits;
        this.room = room;
        this.channel = channel;
        this.name = channel.prefix() + ":" + room.event();
        this.metrics = metrics;
        this.comings = new Comings(name);
    }

    /** Finds the channel's newest offset; publications offered meanwhile are told apart by theirs. */
    synchronized void begin() {
        if (!begun) {
            History history = room.latest(channel, 1);
            topOffset = history.topOffset();
            epoch = history.epoch();
            begun = true;
            schedule();
        }
    }

    Room room() {
        return room;
    }

    Channel channel() {
        return channel;
    }

    String name() {
        return name;
    }

    String epoch() {
        return epoch;
    }

    /** Index behind the newest batch. */
    long end() {
        return end;
    }

    /** Returns a batch before {@link #end}, or null when it has left the ring. */
    @Nullable
    Batch batch(long index) {
        Batch batch = slots.get((int) (index & SLOTS - 1));
        return batch != null && batch.index() == index ? batch : null;
    }

    Set<Subscription> subscriptions() {
        return subscriptions;
    }

    Comings comings() {
        return comings;
    }

    /** How many are here; counted at most once a second, however often somebody asks. */
    ServerReply.Crowd crowd() {
        ServerReply.Crowd known = crowd;
        long now = System.nanoTime();
        if (known.countedNanos() != 0
                && now - known.countedNanos() < CROWD_NANOS
                && known.clients() == subscriptions.size()) {
            return known;
        }
        Set<String> users = new HashSet<>();
        int clients = 0;
        for (Subscription subscription : subscriptions) {
            clients++;
            users.add(subscription.session().user());
        }
        ServerReply.Crowd counted = new ServerReply.Crowd(clients, users.size(), now);
        crowd = counted;
        return counted;
    }

    /** Once a second: what has gathered is told. */
    void tend(long nowNanos) {
        comings.tell();
        boolean noticed = false;
        synchronized (this) {
            Sampler sampling = sampler;
            if (sampling != null) {
                Optional<byte[]> notice = sampling.notice(nowNanos);
                noticed = notice.isPresent();
                if (noticed) {
                    add(Batch.sampled(end, name, List.of(), List.of(), notice));
                } else if (subscriptions.size() < limits.sampleSessions()) {
                    sampler = null;
                }
            }
        }
        if (noticed) {
            wakeAll();
        }
    }

    private void wakeAll() {
        for (Subscription subscription : subscriptions) {
            subscription.session().wake();
        }
    }

    /** Takes a publication; on the room's publishing thread. */
    void offer(Publication publication) {
        boolean full;
        synchronized (pendingLock) {
            if (pending.isEmpty()) {
                pendingSinceNanos = System.nanoTime();
            }
            pending.add(publication);
            full = pending.size() >= MAX_PENDING;
        }
        if (full) {
            flush();
        } else {
            schedule();
        }
    }

    /**
     * Returns a place to join at, a recent one if it does for a session that has seen everything up to
     * {@code seenOffset}.
     */
    synchronized JoinPoint joinPoint(long seenOffset) {
        long now = System.nanoTime();
        JoinPoint recent = joinPoint;
        if (recent != null
                && now - recent.madeNanos() < JOIN_POINT_NANOS
                && seenOffset <= recent.offset()
                && recent.cursor() >= begin
                && !recent.data().isCompletedExceptionally()) {
            return recent;
        }
        CompletableFuture<byte[]> data =
                room.snapshot(channel).thenApplyAsync(Json::bytes, VIRTUAL).toCompletableFuture();
        JoinPoint fresh = new JoinPoint(end, topOffset, now, data);
        joinPoint = fresh;
        return fresh;
    }

    private void schedule() {
        int state = flushing.getAndUpdate(now -> now == 0 ? 1 : 2);
        if (state == 0) {
            Thread.startVirtualThread(this::flushLoop);
        }
    }

    private void flushLoop() {
        do {
            flushing.set(1);
            long due = lastFlushNanos + windowNanos();
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            flush();
        } while (!flushing.compareAndSet(1, 0));
    }

    /** Only chat is joined: the other lanes are few and must overtake. */
    private long windowNanos() {
        return channel == Channel.CHAT
                ? Math.min(MAX_WINDOW_MS, subscriptions.size() / SESSIONS_PER_WINDOW_MS) * 1_000_000
                : 0;
    }

    private void flush() {
        synchronized (this) {
            if (!begun) {
                return;
            }
            List<Publication> due;
            long since;
            synchronized (pendingLock) {
                if (pending.isEmpty()) {
                    return;
                }
                due = pending;
                since = pendingSinceNanos;
                pending = new ArrayList<>(Math.min(MAX_BATCH, due.size()));
            }
            lastFlushNanos = System.nanoTime();
            append(due);
            metrics.fanout((System.nanoTime() - since) / 1e9);
        }
        wakeAll();
    }

    private void append(List<Publication> due) {
        List<Publication> batch = new ArrayList<>(Math.min(MAX_BATCH, due.size()));
        int batchBytes = 0;
        for (Publication publication : due) {
            if (publication.offset() <= topOffset) {
                continue;
            }
            topOffset = publication.offset();
            batch.add(publication);
            batchBytes += publication.data().length;
            if (batch.size() == MAX_BATCH || batchBytes >= MAX_BATCH_BYTES) {
                add(batch);
                batch = new ArrayList<>(MAX_BATCH);
                batchBytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            add(batch);
        }
    }

    private void add(List<Publication> publications) {
        if (channel == Channel.CHAT && subscriptions.size() >= limits.sampleSessions()) {
            Sampler sampling = sampler;
            long now = System.nanoTime();
            if (sampling == null) {
                sampling = new Sampler(limits.samplePerSecond(), now);
                sampler = sampling;
            }
            List<Publication> shown = new ArrayList<>(publications.size());
            for (Publication publication : publications) {
                if (sampling.shows(publication, now)) {
                    shown.add(publication);
                }
            }
            Optional<byte[]> notice = sampling.notice(now);
            if (shown.size() < publications.size() || notice.isPresent()) {
                metrics.sampled(publications.size() - shown.size());
                add(Batch.sampled(end, name, List.copyOf(publications), shown, notice));
                return;
            }
        }
        add(new Batch(end, name, List.copyOf(publications)));
    }

    private void add(Batch batch) {
        bytes += batch.bytes();
        while (begin < end && (bytes > MAX_BYTES || end - begin >= SLOTS)) {
            int slot = (int) (begin++ & SLOTS - 1);
            bytes -= slots.get(slot).bytes();
            slots.set(slot, null);
        }
        slots.set((int) (end & SLOTS - 1), batch);
        end = end + 1;
    }
}
