package dev.vitrine.media.engine.worker;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.Timers;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration on a stream: a worker of its own makes it, and it publishes like any encoder, but gives way to a
 * real one. When its worker dies, another takes over by itself.
 */
public final class DemoSource implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DemoSource.class.getName());
    private static final Duration RESTART_PAUSE = Duration.ofMillis(250);
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int FPS = 30;
    private static final int GOP_FRAMES = 30;
    private static final int VIDEO_KBPS = 1_800;
    private static final int AUDIO_KBPS = 128;

    private final Stream stream;
    private final WorkerPool pool;
    private final Timers timers;
    private final InstantSource clock;
    private final Path cache;
    private volatile boolean closed;
    private volatile @Nullable WorkerProcess worker;
    private volatile @Nullable Publication publication;

    /**
     * A demonstration that does not run yet.
     *
     * @param cache directory where the encoded show is kept
     */
    public DemoSource(Stream stream, WorkerPool pool, Timers timers, InstantSource clock, Path cache) {
        this.stream = stream;
        this.pool = pool;
        this.timers = timers;
        this.clock = clock;
        this.cache = cache;
    }

    /** Starts it. Returns at once. */
    public void start() {
        if (closed) {
            return;
        }
        pool.lease().whenComplete((leased, failed) -> {
            if (leased == null) {
                again();
            } else {
                run(leased);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        WorkerProcess running = worker;
        if (running != null) {
            running.kill("the demonstration ends.");
        }
    }

    private void run(WorkerProcess leased) {
        worker = leased;
        if (closed) {
            leased.kill("the demonstration ends.");
            return;
        }
        leased.request(
                id -> new Request.StartDemo(
                        id, "", WIDTH, HEIGHT, FPS, GOP_FRAMES, VIDEO_KBPS, AUDIO_KBPS, cache.toString()),
                answer -> take(leased, answer));
    }

    private void take(WorkerProcess from, Response answer) {
        try {
            switch (answer) {
                case Response.DemoConfig config -> begin(from, config);
                case Response.DemoPacket packet -> pass(packet);
                case Response.Failed failed -> end(from, failed.message());
                default -> end(from, "The demonstration has ended.");
            }
        } catch (IOException refused) {
            end(from, String.valueOf(refused.getMessage()));
        }
    }

    private void begin(WorkerProcess from, Response.DemoConfig config) throws IOException {
        Publication next = publish(from);
        next.configure(AvcConfig.parse(config.avcC()));
        if (config.asc().length > 0) {
            next.configure(AacConfig.parse(config.asc()));
        } else {
            next.expectAudio(false);
        }
        publication = next;
    }

    private Publication publish(WorkerProcess from) throws PublisherRefusedException {
        return stream.publish(new Publisher(
                "demonstration",
                "media worker " + from.pid(),
                clock.instant(),
                false,
                true,
                () -> Thread.ofVirtual().start(() -> from.kill("the demonstration is to stop."))));
    }

    private void pass(Response.DemoPacket packet) throws IOException {
        Publication current = publication;
        if (current == null) {
            return;
        }
        long now = System.nanoTime();
        if (packet.video()) {
            current.video(packet.key(), packet.dtsUs(), packet.ptsUs() - packet.dtsUs(), packet.payload(), 0, now);
        } else {
            current.audio(packet.ptsUs(), packet.payload(), 0, now);
        }
    }

    private void end(WorkerProcess from, String why) {
        Publication current = publication;
        publication = null;
        if (current != null) {
            current.end(why);
        }
        if (closed) {
            return;
        }
        LOG.log(Level.INFO, "The demonstration of event \"{0}\" is interrupted: {1}", stream.event(), why);
        if (from.isAlive()) {
            Thread.ofVirtual().start(() -> from.kill("its demonstration has ended."));
        }
        again();
    }

    private void again() {
        timers.after(RESTART_PAUSE, this::start);
    }
}
