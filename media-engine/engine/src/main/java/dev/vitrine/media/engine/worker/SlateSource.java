package dev.vitrine.media.engine.worker;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The picture that takes the publisher's place while it is away: a loop with silence that a worker has made in advance,
 * in the size of the publisher's picture, so that nothing has to be encoded, and no worker has to live, when it is
 * needed. Safe from any thread.
 */
public final class SlateSource implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SlateSource.class.getName());
    private static final String LINE = "We’ll be right back.";
    private static final int FPS = 15;

    /** Two seconds: the lights breathe once. */
    private static final int FRAMES = 2 * FPS;

    private static final int KBPS = 600;

    /** The source has the processor for itself at first. */
    private static final long START_PAUSE_MS = 1_000;

    private static final Executor SHOWER =
            task -> Thread.ofVirtual().name("slate").start(task);

    private static final Executor MAKER = CompletableFuture.delayedExecutor(
            START_PAUSE_MS,
            TimeUnit.MILLISECONDS,
            task -> Thread.ofVirtual().name("slate-maker").start(task));

    /** What a slate has to fit; the source may change everything else. */
    private record Shape(int width, int height, int sampleRate, int channels) {
        static Shape of(Codecs codecs) {
            return new Shape(
                    codecs.video().width(),
                    codecs.video().height(),
                    codecs.audio().map(audio -> audio.sampleRate()).orElse(0),
                    codecs.audio()
                            .map(audio -> Math.clamp(audio.channels(), 1, 2))
                            .orElse(0));
        }
    }

    /** A loop that is ready, its packets in the order of their times. */
    private record Reel(
            Shape shape, VideoConfig video, @Nullable AacConfig audio, List<Response.DemoPacket> packets) {}

    private final Stream stream;
    private final WorkerPool pool;
    private final Supplier<String> title;
    private final CompletableFuture<Void> first = new CompletableFuture<>(); // there is a reel from now on
    private volatile @Nullable Shape wanted;
    private volatile @Nullable Reel reel;
    private volatile boolean closed;

    /**
     * A slate that will be made once there is a picture.
     *
     * @param title of the event, asked when a slate is made
     */
    @SuppressWarnings("this-escape") // hears of nothing before the first packet
    public SlateSource(Stream stream, WorkerPool pool, Supplier<String> title) {
        this.stream = stream;
        this.pool = pool;
        this.title = title;
        stream.attach(new Watcher());
        stream.whenSlate(() -> first.thenRunAsync(this::show, SHOWER));
    }

    /** Whether a slate is ready to be shown. */
    public boolean isReady() {
        return reel != null;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void prepare(Shape shape) {
        Reel ready = reel;
        if (closed || !shape.equals(wanted) || ready != null && ready.shape.equals(shape)) {
            return;
        }
        Making making = new Making(shape);
        pool.series(
                id -> new Request.MakeSlate(
                        id,
                        title.get(),
                        LINE,
                        shape.width,
                        shape.height,
                        FPS,
                        FRAMES,
                        KBPS,
                        shape.sampleRate,
                        shape.channels),
                making::take);
    }

    /** Collects what the worker sends. */
    private final class Making {
        private final Shape shape;
        private final List<Response.DemoPacket> packets = new ArrayList<>();
        private @Nullable VideoConfig video;
        private @Nullable AacConfig audio;

        Making(Shape shape) {
            this.shape = shape;
        }

        void take(Response answer) {
            try {
                switch (answer) {
                    case Response.DemoConfig config -> {
                        video = AvcConfig.parse(config.avcC());
                        audio = config.asc().length == 0 ? null : AacConfig.parse(config.asc());
                    }
                    case Response.DemoPacket packet -> packets.add(packet);
                    case Response.Done done -> ready();
                    case Response.Failed failed -> failed(failed.message());
                    default -> {}
                }
            } catch (IOException unreadable) {
                failed(String.valueOf(unreadable.getMessage()));
            }
        }

        private void ready() {
            VideoConfig made = video;
            if (made == null || packets.isEmpty() || !shape.equals(wanted)) {
                return;
            }
            packets.sort(Comparator.comparingLong(Response.DemoPacket::dtsUs)
                    .thenComparing(packet -> packet.video() ? 0 : 1));
            reel = new Reel(shape, made, audio, List.copyOf(packets));
            first.complete(null);
            LOG.log(
                    Level.DEBUG,
                    "The slate of event \"{0}\" is ready: {1}x{2}.",
                    stream.event(),
                    shape.width,
                    shape.height);
        }

        private void failed(String why) {
            if (shape.equals(wanted)) {
                wanted = null; // the next stretch tries again
            }
            LOG.log(
                    Level.INFO,
                    "There is no slate of {0}x{1} for event \"{2}\": {3}",
                    shape.width,
                    shape.height,
                    stream.event(),
                    why);
        }
    }

    /** Shows the loop at the pace of the clock until the stream shows something else. */
    private void show() {
        Reel shown = reel;
        if (shown == null) {
            return;
        }
        Publication publication = stream.fill();
        publication.configure(shown.video);
        if (shown.audio == null) {
            publication.expectAudio(false);
        } else {
            publication.configure(shown.audio);
        }
        long beganNanos = System.nanoTime();
        long loopUs = FRAMES * 1_000_000L / FPS;
        try {
            for (long round = 0; !closed; round++) {
                for (Response.DemoPacket packet : shown.packets) {
                    long us = round * loopUs + packet.dtsUs();
                    await(beganNanos, us);
                    if (closed || !stream.isFilling(publication)) {
                        return;
                    }
                    if (packet.video()) {
                        publication.video(packet.key(), us, 0, packet.payload(), 0, System.nanoTime());
                    } else {
                        publication.audio(us, packet.payload(), 0, System.nanoTime());
                    }
                }
            }
        } catch (IOException over) {
            LOG.log(Level.DEBUG, "The slate ends: {0}", over.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            publication.close();
        }
    }

    private static void await(long beganNanos, long us) throws InterruptedException {
        long aheadUs = us - (System.nanoTime() - beganNanos) / 1_000;
        if (aheadUs > 0) {
            TimeUnit.MICROSECONDS.sleep(aheadUs);
        }
    }

    /** Has a slate made whenever the source takes another shape. Under the stream's lock. */
    private final class Watcher implements PacketSubscriber {
        @Override
        public void begin(Segment segment) {
            Shape shape = Shape.of(segment.codecs());
            if (!shape.equals(wanted)) {
                wanted = shape;
                MAKER.execute(() -> prepare(shape));
            }
        }

        @Override
        public void packet(Packet packet) {}

        @Override
        public void pause() {}
    }
}
