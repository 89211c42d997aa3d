package dev.vitrine.web.media;

import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.web.socket.Frames;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One rung of a stream with one of its sounds in one format: a single subscription to the engine, and a ring of ready
 * frames since the last key frames, bounded in number, bytes and seconds. The engine's thread copies a message into its
 * frame and goes on; a virtual thread started on demand wakes the viewers, each of whom has a cursor. Nothing here ever
 * closes a viewer: when the publisher goes, the ring is just quiet.
 *
 * <p>When another engine comes into service the feed subscribes there as well and leaves the old one as soon as the new
 * one speaks, or when the old one has been silent for long.
 */
final class MediaFeed {
    /** Power of two; about 50 s of one video and one audio track. */
    static final int SLOTS = 4096;
    /** Three seconds of the fastest stream we can imagine over a socket, or a minute of a common one. */
    static final int MAX_BYTES = 24 << 20;
    /** Frames before the last key frame stay this long for viewers that lag a little. */
    static final long KEEP_NANOS = 4_000_000_000L;

    /**
     * From so many viewers on a write to each costs more than what a small message, a frame of sound, carries: it waits
     * for the next picture, but not for longer than {@link #JOIN_NANOS}, a picture of 24 a second. That makes of 45
     * writes a second 25; a player has its next picture to show no sooner anyway.
     */
    static final int BUSY_VIEWERS = 256;

    static final int SMALL_BYTES = 1_024;
    static final long JOIN_NANOS = 45_000_000L;

    static final long SILENT_NANOS = 60_000_000_000L;
    private static final long ASK_AGAIN_NANOS = 5_000_000_000L;
    private static final Duration SUBSCRIBE_LIMIT = Duration.ofSeconds(2);
    private static final System.Logger LOG = System.getLogger(MediaFeed.class.getName());

    private final String event;
    private final String rung;
    private final String audio;
    private final MediaFormat format;
    private final Set<MediaViewer> viewers = ConcurrentHashMap.newKeySet();
    private final AtomicReferenceArray<Unit> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger waking = new AtomicInteger();
    private final List<byte[]> held = new ArrayList<>(); // frames of the next unit
    private long heldSinceNanos;
    private boolean joining; // somebody will see to what is held
    private volatile long end;
    private volatile @Nullable Start start;
    private long begin;
    private int bytes;
    private long generation;
    private byte @Nullable [] config;
    private Optional<byte[]> init = Optional.empty();
    private @Nullable Tap current;
    private @Nullable Tap former;
    private boolean ended;
    private long askedNanos = System.nanoTime();
    private volatile long emptySinceNanos = System.nanoTime();

    MediaFeed(String event, String rung, String audio, MediaFormat format) {
        this.event = event;
        this.rung = rung;
        this.audio = audio;
        this.format = format;
    }

    String event() {
        return event;
    }

    MediaFormat format() {
        return format;
    }

    Set<MediaViewer> viewers() {
        return viewers;
    }

    void join(MediaViewer viewer) {
        viewers.add(viewer);
    }

    void leave(MediaViewer viewer) {
        viewers.remove(viewer);
        emptySinceNanos = System.nanoTime();
    }

    /** Ends the feed if nobody has watched for so long; returns whether it did. */
    boolean endIfEmpty(long lingerNanos) {
        boolean empty = viewers.isEmpty() && System.nanoTime() - emptySinceNanos > lingerNanos;
        if (empty) {
            finish();
        }
        return empty;
    }

    /** Leaves the engine, and asks none ever again. */
    synchronized void finish() {
        ended = true;
        closeAll();
    }

    /** Whether it is time to ask again: somebody watches, and no engine has taken a subscription, being too busy. */
    synchronized boolean asksAgain(long nowNanos) {
        return current == null && !ended && !viewers.isEmpty() && nowNanos - askedNanos > ASK_AGAIN_NANOS;
    }

    long end() {
        return end;
    }

    @Nullable
    Start start() {
        return start;
    }

    /** Returns a unit before {@link #end}, or null when it has left the ring. */
    @Nullable
    Unit unit(long index) {
        Unit unit = slots.get((int) (index & SLOTS - 1));
        return unit != null && unit.index() == index ? unit : null;
    }

    /** Subscribes to the engine in service, if this feed has not yet; an absent one ends the picture. */
    void engine(Optional<InService> version) {
        Optional<MediaEngine> engine =
                version.flatMap(present -> present.contributions().engine());
        Tap tap;
        synchronized (this) {
            if (ended) {
                return;
            }
            if (engine.isEmpty()) {
                closeAll();
                return;
            }
            if (current != null && current.engine == engine.get()) {
                return;
            }
            tap = new Tap(engine.get());
            if (current != null) {
                if (former != null) {
                    former.close();
                }
                former = current;
            }
            current = tap;
            askedNanos = System.nanoTime();
        }
        try {
            version.get().calls().call("media subscribe", SUBSCRIBE_LIMIT, () -> {
                // In here, so that a subscription that comes too late is closed and not lost.
                tap.opened(engine.get().subscribe(event, rung, audio, format, tap));
                return true;
            });
        } catch (PluginCallException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The media engine did not take a subscription for event \"" + event + "\": " + e.getMessage());
            tap.close();
            synchronized (this) {
                if (current == tap) {
                    current = null;
                }
            }
        }
    }

    /** Leaves a former engine that has nothing more to say. */
    synchronized void tend(long nowNanos) {
        Tap old = former;
        if (old != null && nowNanos - old.lastNanos > SILENT_NANOS) {
            old.close();
            former = null;
        }
    }

    private void closeAll() {
        for (Tap tap : new Tap[] {current, former}) {
            if (tap != null) {
                tap.close();
            }
        }
        current = null;
        former = null;
    }

    private synchronized void accept(Tap from, MediaUnit unit) {
        if (from != current && from != former) {
            return;
        }
        if (from == current && former != null) {
            former.close();
            former = null;
        }
        byte[] frame = Frames.frame(unit.kind() == MediaUnit.Kind.CONFIG ? Frames.TEXT : Frames.BINARY, unit.payload());
        boolean begins = unit.kind() != MediaUnit.Kind.MEDIA || unit.key();
        if (begins) {
            release(); // whoever starts here gets nothing from before
        }
        switch (unit.kind()) {
            case CONFIG -> {
                generation++;
                config = frame;
                init = Optional.empty();
                start = null;
            }
            case INIT -> init = Optional.of(frame);
            case MEDIA -> {
                byte[] text = config;
                if (unit.key() && text != null) {
                    start = new Start(end, generation, text, init);
                }
            }
        }
        if (held.isEmpty()) {
            heldSinceNanos = unit.arrivedNanos();
        }
        held.add(frame);
        if (begins || frame.length >= SMALL_BYTES || viewers.size() < BUSY_VIEWERS) {
            release();
            wakeAll();
        } else if (!joining) {
            joining = true;
            Thread.startVirtualThread(this::wakeLater);
        }
    }

    /** What waited and what it waited for become one unit, so that it is copied once and not for each viewer. */
    private void release() {
        if (held.isEmpty()) {
            return;
        }
        byte[] frames = held.getFirst();
        if (held.size() > 1) {
            int size = held.stream().mapToInt(frame -> frame.length).sum();
            ByteBuffer all = ByteBuffer.allocate(size);
            held.forEach(all::put);
            frames = all.array();
        }
        held.clear();
        append(new Unit(end, generation, heldSinceNanos, frames));
    }

    private void wakeLater() {
        long nanos = JOIN_NANOS;
        while (nanos > 0) {
            LockSupport.parkNanos(nanos);
            synchronized (this) {
                if (held.isEmpty()) {
                    joining = false;
                    return;
                }
                nanos = heldSinceNanos + JOIN_NANOS - System.nanoTime(); // what is held may be newer than this wait
                if (nanos <= 0) {
                    joining = false;
                    release();
                }
            }
        }
        wakeAll();
    }

    private void wakeAll() {
        if (waking.getAndUpdate(now -> now == 0 ? 1 : 2) == 0) {
            Thread.startVirtualThread(this::wakeLoop);
        }
    }

    private void append(Unit unit) {
        bytes += unit.frame().length;
        while (begin < end && mustGo(unit.arrivedNanos())) {
            int slot = (int) (begin & SLOTS - 1);
            bytes -= slots.get(slot).frame().length;
            slots.set(slot, null);
            begin++;
        }
        Start from = start;
        if (from != null && from.index() < begin) {
            start = null;
        }
        slots.set((int) (end & SLOTS - 1), unit);
        end = end + 1;
    }

    private boolean mustGo(long nowNanos) {
        if (bytes > MAX_BYTES || end - begin >= SLOTS) {
            return true;
        }
        Start from = start;
        return from != null
                && begin < from.index()
                && nowNanos - slots.get((int) (begin & SLOTS - 1)).arrivedNanos() > KEEP_NANOS;
    }

    private void wakeLoop() {
        do {
            waking.set(1);
            for (MediaViewer viewer : viewers) {
                viewer.wake();
            }
        } while (!waking.compareAndSet(1, 0));
    }

    /** What one engine says. */
    private final class Tap implements MediaSink {
        private final MediaEngine engine;
        private MediaEngine.@Nullable Subscription subscription;
        private boolean closed;
        private volatile long lastNanos = System.nanoTime();

        Tap(MediaEngine engine) {
            this.engine = engine;
        }

        @Override
        public void accept(MediaUnit unit) {
            lastNanos = System.nanoTime();
            MediaFeed.this.accept(this, unit);
        }

        synchronized void opened(MediaEngine.Subscription opened) {
            if (closed) {
                opened.close();
            } else {
                subscription = opened;
            }
        }

        /** Closes on a thread of its own: this may be the engine's thread, inside a call to {@link #accept}. */
        synchronized void close() {
            closed = true;
            MediaEngine.Subscription open = subscription;
            subscription = null;
            if (open != null) {
                Thread.startVirtualThread(open::close);
            }
        }
    }
}
