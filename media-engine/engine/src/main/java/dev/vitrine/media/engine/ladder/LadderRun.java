package dev.vitrine.media.engine.ladder;

import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.codec.ClosedCaptions;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.QueuedSubscriber;
import dev.vitrine.media.engine.stream.Rendition;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.Track;
import dev.vitrine.media.engine.worker.WorkerPool;
import dev.vitrine.media.engine.worker.WorkerProcess;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One worker's work on a ladder, from the lease to its end. Packets reach the worker through a queue that loses rather
 * than delays; what comes back goes to the renditions on the worker's reading thread.
 */
final class LadderRun {
    private static final long MAX_QUEUED_BYTES = 32 << 20;
    private static final long MAX_GROUP_BYTES = 16 << 20;
    private static final int REMEMBERED = 512;

    private final Stream source;
    private final Function<String, Rendition> renditions;
    private final String encoder;
    private final long skipKey;
    private final LongSupplier nanoTime;
    private final BiConsumer<LadderRun, String> ended;
    private final Map<Long, Segment> segments = new ConcurrentHashMap<>();
    private final Map<String, Response.RungConfig> configs = new ConcurrentHashMap<>();
    private final Map<Long, Packet> pictures = new LinkedHashMap<>();
    private final Captions captions = new Captions();
    private final Map<String, AvcConfig> encoded = new ConcurrentHashMap<>();
    private volatile List<Request.RungPlan> plans;
    private volatile List<Packet> group = List.of();
    private volatile @Nullable Segment current;
    private volatile @Nullable WorkerProcess worker;
    private volatile @Nullable QueuedSubscriber reader;
    private volatile long id;
    private volatile long sentUs = Long.MIN_VALUE;
    private volatile long markedUs = Long.MIN_VALUE;
    private volatile long waitingSinceNanos;
    private volatile boolean spoken;
    private boolean over; // guarded by this

    /**
     * A run that has not begun.
     *
     * @param skipKey number of a key frame; it and what refers to it are left out, as is everything before
     * @param ended told once, unless {@link #stop} was called
     */
    LadderRun(
            Stream source,
            Function<String, Rendition> renditions,
            String encoder,
            List<Request.RungPlan> plans,
            long skipKey,
            LongSupplier nanoTime,
            BiConsumer<LadderRun, String> ended) {
        this.source = source;
        this.renditions = renditions;
        this.encoder = encoder;
        this.plans = List.copyOf(plans);
        this.skipKey = skipKey;
        this.nanoTime = nanoTime;
        this.ended = ended;
    }

    void start(WorkerPool pool) {
        pool.lease().whenComplete((leased, failed) -> {
            if (leased == null) {
                end(String.valueOf(failed == null ? "no media worker" : failed.getMessage()));
            } else {
                begin(leased);
            }
        });
    }

    /** The rungs it encodes. */
    List<Request.RungPlan> plans() {
        return plans;
    }

    /** Encodes others from the next key frame on; those that stay go on. */
    void rungs(List<Request.RungPlan> changed) {
        plans = List.copyOf(changed);
        WorkerProcess now = worker;
        if (now != null) {
            now.tell(new Request.LadderRungs(id, changed));
        }
    }

    /** The pictures since the last key frame that the worker was given. */
    List<Packet> group() {
        return List.copyOf(group);
    }

    /** What they belong to; null before there was any. */
    @Nullable
    Segment segment() {
        return current;
    }

    /** For how long it has owed an answer; 0 when it owes none. */
    long owedNanos() {
        return sentUs == markedUs ? 0 : nanoTime.getAsLong() - waitingSinceNanos;
    }

    /** Whether it has ever answered; a first answer may take a while. */
    boolean hasSpoken() {
        return spoken;
    }

    /** Whether a signal has stopped its process. */
    boolean isStopped() {
        WorkerProcess now = worker;
        return now != null && now.isStopped();
    }

    void kill(String why) {
        WorkerProcess now = worker;
        if (now != null) {
            now.kill(why);
        }
    }

    /** Ends it without telling. */
    void stop() {
        synchronized (this) {
            over = true;
        }
        leave();
        kill("its ladder ends.");
    }

    private void begin(WorkerProcess leased) {
        worker = leased;
        id = leased.request(number -> new Request.StartLadder(number, encoder, plans), this::take);
        QueuedSubscriber queued =
                new QueuedSubscriber("ladder of \"" + source.event() + "\"", new Feed(leased), MAX_QUEUED_BYTES);
        boolean late;
        synchronized (this) {
            late = over;
            reader = late ? null : queued;
        }
        if (late) {
            queued.close();
            leased.kill("its ladder ends.");
        } else {
            leased.tell(new Request.LadderRungs(id, plans)); // they may have changed since the lease was asked for
            source.attach(queued);
        }
    }

    private void leave() {
        QueuedSubscriber left;
        synchronized (this) {
            left = reader;
            reader = null;
        }
        if (left != null) {
            source.detach(left);
            Thread.ofVirtual().name("ladder-leaves").start(left::close);
        }
    }

    private void end(String why) {
        boolean first;
        synchronized (this) {
            first = !over;
            over = true;
        }
        leave();
        if (first) {
            ended.accept(this, why);
        }
    }

    private void take(Response answer) {
        switch (answer) {
            case Response.RungConfig config -> configs.put(config.rung(), config);
            case Response.RungPacket packet -> pass(packet);
            case Response.LadderMark mark -> {
                spoken = true;
                waitingSinceNanos = nanoTime.getAsLong();
                markedUs = mark.dtsUs();
            }
            case Response.Failed failed -> {
                end(failed.message());
                kill("its ladder has failed.");
            }
            default -> end("The ladder has ended.");
        }
    }

    private void pass(Response.RungPacket packet) {
        Rendition rendition = renditions.apply(packet.rung());
        Response.RungConfig config = configs.remove(packet.rung());
        Segment from = segments.get(packet.epoch());
        if (from == null) {
            return;
        }
        if (config != null) {
            try {
                AvcConfig video = AvcConfig.parse(config.avcC());
                encoded.put(packet.rung(), video);
                rendition.begin(new Segment(
                        packet.epoch(), new Codecs(video, from.codecs().audio()), packet.ptsUs(), from.sounds()));
            } catch (IOException unreadable) {
                kill("its encoder gave parameter sets that cannot be read: " + unreadable.getMessage() + ".");
                return;
            }
        }
        Packet original;
        synchronized (pictures) {
            original = pictures.get(packet.ptsUs());
        }
        long wallUs = original == null ? 0 : original.wallUs();
        long durationUs = original == null ? 0 : original.durationUs();
        byte[] carried = captions.until(packet.rung(), rendition.newestUs(), packet.ptsUs());
        AvcConfig video = encoded.get(packet.rung());
        byte[] frame = carried.length == 0 || video == null
                ? packet.payload()
                : ClosedCaptions.into(video, packet.payload(), carried);
        rendition.picture(new Packet(
                0,
                Track.VIDEO,
                packet.key(),
                packet.ptsUs(),
                packet.ptsUs(),
                durationUs,
                System.nanoTime(),
                wallUs,
                frame,
                0));
    }

    /** What the worker is given, on the queue's thread. */
    private final class Feed implements PacketSubscriber {
        private final WorkerProcess to;
        private final List<Packet> sinceKey = new ArrayList<>();
        private long groupBytes;
        private boolean skipping = true;

        Feed(WorkerProcess to) {
            this.to = to;
        }

        @Override
        public void begin(Segment segment) {
            segments.keySet().removeIf(epoch -> epoch < segment.epoch() - 4);
            segments.put(segment.epoch(), segment);
            current = segment;
            VideoConfig video = segment.codecs().video();
            to.tell(new Request.LadderSource(id, segment.epoch(), video.fourCc(), video.configRecord(), video.fps()));
        }

        @Override
        public void packet(Packet packet) {
            if (packet.track() == Track.AUDIO) {
                for (Request.RungPlan plan : plans) {
                    renditions.apply(plan.name()).sound(packet);
                }
                return;
            }
            if (packet.key()) {
                skipping = packet.number() <= skipKey;
                sinceKey.clear();
                groupBytes = 0;
            }
            if (skipping) {
                return;
            }
            remember(packet);
            byte[] sample = Arrays.copyOfRange(packet.data(), packet.offset(), packet.data().length);
            if (sentUs == markedUs) {
                waitingSinceNanos = nanoTime.getAsLong();
            }
            sentUs = packet.dtsUs();
            to.tell(new Request.LadderPacket(id, packet.key(), packet.ptsUs(), packet.dtsUs(), sample));
        }

        @Override
        public void other(String sound, Packet packet) {
            plans.forEach(plan -> renditions.apply(plan.name()).other(sound, packet));
        }

        private void remember(Packet packet) {
            Segment of = current;
            if (of != null) {
                captions.keep(packet.ptsUs(), ClosedCaptions.in(of.codecs().video(), packet.data(), packet.offset()));
            }
            groupBytes += packet.length();
            if (groupBytes <= MAX_GROUP_BYTES) {
                sinceKey.add(packet);
                group = List.copyOf(sinceKey);
            }
            synchronized (pictures) {
                pictures.put(packet.ptsUs(), packet);
                if (pictures.size() > REMEMBERED) {
                    pictures.remove(pictures.keySet().iterator().next());
                }
            }
        }

        @Override
        public void pause() {
            plans.forEach(plan -> renditions.apply(plan.name()).pause());
        }
    }
}
