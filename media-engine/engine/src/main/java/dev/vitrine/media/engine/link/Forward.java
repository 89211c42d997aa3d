package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.RestreamTarget;
import dev.vitrine.media.engine.rtmp.RtmpOutlet;
import dev.vitrine.media.engine.stream.Outlet;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSource;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.QueuedSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.ts.TsOutlet;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the packets of a stream to one destination, as they are. A queue and its thread stand in between: a
 * destination that is slow, stalls or refuses costs itself packets up to a key frame and nobody else anything.
 *
 * <p>It connects at a key frame and not before there is a picture. What fails is tried again, at the first key frame
 * after a wait that grows.
 */
final class Forward implements PacketSubscriber {
    private static final Logger LOG = System.getLogger(Forward.class.getName());

    /** Some 10 s of a good picture. */
    private static final long QUEUED_BYTES = 8 << 20;

    /** What has gone well for this long has recovered. */
    private static final long STEADY_NANOS = 20_000_000_000L;

    /**
     * SRT lets a caller in before its stream id is looked at, and may hang up a moment later: that it sends is told
     * when it has done so for this long.
     */
    private static final long CERTAIN_NANOS = 2_000_000_000L;

    private static final long METER_NANOS = 2_000_000_000L;

    private final PacketSource source;
    private final String event;
    private final RestreamTarget target;
    private final Dialler dialler;
    private final Supplier<LinkPolicy> policy;
    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final Consumer<MediaLink> listener;
    private final QueuedSubscriber queue;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final AtomicLong sentBytes = new AtomicLong();

    // The queue's thread alone.
    private @Nullable Segment segment;
    private @Nullable Outlet outlet;
    private long sendingSinceNanos;
    private boolean uncertain;

    private volatile @Nullable OutboundConnection connection;
    private volatile long writingSinceNanos;
    private volatile @Nullable String stalled;
    private volatile boolean closed;
    private volatile long retryNanos;
    private volatile MediaLink state;
    private String told = "";

    // The timer's thread alone.
    private long meteredNanos;
    private long meteredBytes;
    private volatile int kbps;

    /** Connects to an address outside. */
    @FunctionalInterface
    interface Dialler {
        /** As {@link dev.vitrine.api.media.MediaHost#dial}. */
        OutboundConnection dial(String url) throws IOException;
    }

    Forward(
            PacketSource source,
            String event,
            RestreamTarget target,
            Dialler dialler,
            Supplier<LinkPolicy> policy,
            InstantSource wall,
            LongSupplier nanoTime,
            Consumer<MediaLink> listener) {
        this.source = source;
        this.event = event;
        this.target = target;
        this.dialler = dialler;
        this.policy = policy;
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.retryNanos = nanoTime.getAsLong();
        this.meteredNanos = retryNanos;
        this.state = link(State.IDLE, "Waits for the next key frame of the event's picture.", Optional.empty());
        this.queue = new QueuedSubscriber(
                "Restream target \"" + target.id() + "\" of event \"" + event + "\"", this, QUEUED_BYTES);
    }

    RestreamTarget target() {
        return target;
    }

    void start() {
        source.attach(queue);
    }

    /** How it stands, with figures. */
    MediaLink link() {
        MediaLink now = state;
        return new MediaLink(
                now.event(),
                now.id(),
                now.kind(),
                now.state(),
                now.why(),
                now.since(),
                now.retryAt(),
                now.state() == State.SENDING ? kbps : 0,
                queue.dropped());
    }

    /** Ends a connection that takes nothing, and reads the meter; called about twice a second. */
    void watch() {
        long now = nanoTime.getAsLong();
        long writing = writingSinceNanos;
        OutboundConnection current = connection;
        if (writing != 0
                && current != null
                && now - writing > policy.get().stalled().toNanos()) {
            long seconds = policy.get().stalled().toSeconds();
            stalled = state.state() == State.SENDING
                    ? "The destination has taken nothing for " + seconds + " s."
                    : "The destination does not answer within " + seconds + " s.";
            current.close();
        }
        if (now - meteredNanos >= METER_NANOS) {
            long sent = sentBytes.get();
            kbps = (int) ((sent - meteredBytes) * 8 * 1_000_000 / (now - meteredNanos));
            meteredBytes = sent;
            meteredNanos = now;
        }
    }

    /** Forwards nothing more. Returns at once; the connection ends in a moment. */
    void close(Runnable after) {
        closed = true;
        source.detach(queue);
        Thread.ofVirtual().name("restream-end").start(() -> {
            hangUp();
            queue.close();
            after.run();
        });
    }

    /** How it stands once it is over. */
    MediaLink ended() {
        return link(State.ENDED, "Nothing is sent there any more.", Optional.empty());
    }

    @Override
    public void begin(Segment next) {
        segment = next;
        Outlet current = outlet;
        if (current != null) {
            guarded(() -> current.begin(next.codecs()));
            if (outlet != null) {
                tellSending(current);
            }
        }
    }

    @Override
    public void packet(Packet packet) {
        if (closed) {
            return;
        }
        if (outlet == null) {
            boolean due = nanoTime.getAsLong() - retryNanos >= 0;
            if (!due || !packet.startsGop() || !connect()) {
                return;
            }
        }
        Outlet current = outlet;
        if (current != null) {
            guarded(() -> current.send(packet));
            sentBytes.addAndGet(packet.length());
            long now = nanoTime.getAsLong();
            if (uncertain && outlet != null && now - sendingSinceNanos > CERTAIN_NANOS) {
                uncertain = false;
                tell(state);
            }
            if (now - sendingSinceNanos > STEADY_NANOS) {
                backoff.worked();
            }
        }
    }

    @Override
    public void pause() {
        // The connection stays for as long as the other side likes; the slate follows, or the publisher comes back.
    }

    /** Something that writes. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void guarded(Writing writing) {
        writingSinceNanos = Math.max(1, nanoTime.getAsLong());
        try {
            writing.run();
        } catch (IOException broken) {
            lost(sentence(broken));
        } finally {
            writingSinceNanos = 0;
        }
    }

    private boolean connect() {
        Segment current = segment;
        if (current == null) {
            return false;
        }
        tell(link(State.CONNECTING, "Connecting to " + target.url() + ".", Optional.empty()));
        stalled = null;
        try {
            OutboundConnection made = dialler.dial(address());
            connection = made;
            writingSinceNanos = Math.max(1, nanoTime.getAsLong());
            if (closed) {
                made.close();
                return false;
            }
            Outlet opened = isSrt() ? new TsOutlet(made.out()) : RtmpOutlet.open(made, target.url(), target.key());
            outlet = opened;
            opened.begin(current.codecs());
            sendingSinceNanos = nanoTime.getAsLong();
            uncertain = isSrt();
            LOG.log(Level.INFO, "Event \"{0}\" is forwarded to {1}.", event, target.url());
            tellSending(opened);
        } catch (IOException failed) {
            lost(sentence(failed));
            return false;
        } finally {
            writingSinceNanos = 0;
        }
        return true;
    }

    private boolean isSrt() {
        return target.url().startsWith("srt:");
    }

    /** What is called: SRT says with its first packet whose stream it is. */
    private String address() {
        return isSrt() && !target.key().isEmpty()
                ? target.url() + (target.url().indexOf('?') < 0 ? "?" : "&") + target.key()
                : target.url();
    }

    private void tellSending(Outlet to) {
        String sentence = "Sends the picture to " + target.url() + ". " + to.leftOut();
        MediaLink sending = link(State.SENDING, sentence.strip(), Optional.empty());
        if (uncertain) {
            state = sending;
        } else {
            tell(sending);
        }
    }

    private void lost(String why) {
        hangUp();
        if (closed) {
            return;
        }
        LinkPolicy rules = policy.get();
        Duration wait = backoff.failed(rules.firstRetry(), rules.longestRetry());
        retryNanos = nanoTime.getAsLong() + wait.toNanos();
        LOG.log(Level.INFO, "Event \"{0}\" is not forwarded to {1}: {2}", event, target.url(), why);
        tell(link(State.WAITING, why, Optional.of(wall.instant().plus(wait))));
    }

    private void hangUp() {
        outlet = null;
        OutboundConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    /** Keeps the state, and tells of what is news: a target that fails again and again in one way fails once. */
    private void tell(MediaLink next) {
        state = next;
        String what = next.state() + next.why();
        if (next.state() != State.CONNECTING && !what.equals(told)) {
            told = what;
            listener.accept(next);
        }
    }

    private MediaLink link(State next, String why, Optional<Instant> retryAt) {
        return new MediaLink(event, target.id(), MediaLink.Kind.RESTREAM, next, why, wall.instant(), retryAt, 0, 0);
    }

    private String sentence(IOException failed) {
        String known = stalled;
        if (known != null) {
            return known;
        }
        String message = failed.getMessage();
        if (message == null || message.isEmpty()) {
            return "The connection broke.";
        }
        String capital = Character.toUpperCase(message.charAt(0)) + message.substring(1);
        return capital.endsWith(".") ? capital : capital + ".";
    }
}
