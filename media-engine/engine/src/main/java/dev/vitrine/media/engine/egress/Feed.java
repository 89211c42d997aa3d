package dev.vitrine.media.engine.egress;

import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream in one format: builds each message once and gives it to every sink. Keeps the messages since the last key
 * frame for sinks that join. Guarded by the stream's lock.
 */
final class Feed implements PacketSubscriber {
    private static final Logger LOG = System.getLogger(Feed.class.getName());

    /** As much as the stream's own GOP cache keeps. */
    private static final long MAX_KEPT_BYTES = 16 << 20;

    private final Packaging.Factory factory;
    private final Supplier<Offer> offer;
    private final List<MediaSink> sinks = new ArrayList<>();
    private final List<MediaUnit> head = new ArrayList<>();
    private final List<MediaUnit> sinceKey = new ArrayList<>();
    private long keptBytes;
    private @Nullable Packaging packaging;
    private Offer offered = new Offer("", List.of(), "", new Cushion(0, 0));

    Feed(Packaging.Factory factory, Supplier<Offer> offer) {
        this.factory = factory;
        this.offer = offer;
    }

    void add(MediaSink sink) {
        sinks.add(sink);
        for (MediaUnit unit : head) {
            give(sink, unit);
        }
        for (MediaUnit unit : sinceKey) {
            give(sink, unit);
        }
    }

    void remove(MediaSink sink) {
        sinks.remove(sink);
    }

    boolean isUnused() {
        return sinks.isEmpty();
    }

    @Override
    public void begin(Segment segment) {
        Packaging next = factory.of(segment);
        packaging = next;
        announce(next, segment.fromUs());
    }

    /** Sends the head anew: with a new stretch, and with a key frame once another profile is in force. */
    private void announce(Packaging next, long ptsUs) {
        head.clear();
        forget();
        long now = System.nanoTime();
        offered = offer.get();
        byte[] text = next.config(offered).getBytes(StandardCharsets.UTF_8);
        head.add(unit(MediaUnit.Kind.CONFIG, false, ptsUs, now, text));
        next.init().ifPresent(init -> head.add(unit(MediaUnit.Kind.INIT, false, ptsUs, now, init)));
        head.forEach(this::giveAll);
    }

    @Override
    public void packet(Packet packet) {
        Packaging current = packaging;
        if (current == null) {
            return;
        }
        if (packet.startsGop() && !offer.get().sameAs(offered)) {
            announce(current, packet.ptsUs());
        }
        MediaUnit unit = unit(
                MediaUnit.Kind.MEDIA, packet.startsGop(), packet.ptsUs(), packet.arrivedNanos(), current.media(packet));
        keep(unit);
        giveAll(unit);
    }

    @Override
    public void pause() {
        // the last picture stays; the page learns of the state from the event's log
    }

    private void keep(MediaUnit unit) {
        if (unit.key()) {
            forget();
        } else if (sinceKey.isEmpty()) {
            return;
        }
        sinceKey.add(unit);
        keptBytes += unit.payload().remaining();
        if (keptBytes > MAX_KEPT_BYTES) {
            forget();
        }
    }

    private void forget() {
        sinceKey.clear();
        keptBytes = 0;
    }

    private void giveAll(MediaUnit unit) {
        for (int i = 0; i < sinks.size(); i++) {
            give(sinks.get(i), unit);
        }
    }

    private static void give(MediaSink sink, MediaUnit unit) {
        try {
            sink.accept(unit);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "A media sink failed; it misses a message.", bug);
        }
    }

    private static MediaUnit unit(MediaUnit.Kind kind, boolean key, long ptsUs, long arrivedNanos, byte[] bytes) {
        return new MediaUnit(
                kind, key, ptsUs, arrivedNanos, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
}
