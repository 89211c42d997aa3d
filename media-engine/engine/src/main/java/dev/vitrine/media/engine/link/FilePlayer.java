package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.worker.WorkerPool;
import dev.vitrine.media.engine.worker.WorkerProcess;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plays files of the media folder: a worker of its own takes them apart and keeps the time. */
final class FilePlayer implements Pull.Player {
    private static final Duration WORKER_LIMIT = Duration.ofSeconds(60);

    private final Stream stream;
    private final PullSource source;
    private final Files files;
    private final WorkerPool pool;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private volatile @Nullable WorkerProcess worker;
    private volatile boolean stopped;

    /** Finds files. */
    @FunctionalInterface
    interface Files {
        /** As {@link dev.vitrine.api.media.MediaHost#mediaFile}. */
        Path find(String name) throws IOException;
    }

    FilePlayer(
            Stream stream,
            PullSource source,
            Files files,
            WorkerPool pool,
            Supplier<IngestPolicy> policy,
            InstantSource wall) {
        this.stream = stream;
        this.source = source;
        this.files = files;
        this.pool = pool;
        this.policy = policy;
        this.wall = wall;
    }

    @Override
    public void play(Pull.Stage stage) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        IOException missing = new IOException("There is no file to play.");
        for (String name : source.files()) {
            try {
                paths.add(files.find(name).toString());
                names.add(name);
            } catch (IOException gone) {
                missing = gone;
            }
        }
        if (paths.isEmpty()) {
            throw missing;
        }
        WorkerProcess leased = lease();
        worker = leased;
        boolean whole = names.size() == source.files().size();
        Take take = new Take(leased, names, stage, whole ? "" : " " + missing.getMessage());
        try {
            if (stopped) {
                return;
            }
            leased.request(id -> new Request.PlayFiles(id, paths, source.loop()), take::accept);
            take.over.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException known ? known : new IOException(failed.getCause());
        } finally {
            worker = null;
            leased.kill("its files have been played.");
            take.end();
        }
    }

    private WorkerProcess lease() throws IOException, InterruptedException {
        try {
            return pool.lease().get(WORKER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException none) {
            throw new IOException("There is no media worker to play files with; see \"vitrine doctor\".", none);
        }
    }

    @Override
    public void stop() {
        stopped = true;
        WorkerProcess current = worker;
        if (current != null) {
            Thread.ofVirtual().start(() -> current.kill("its source is cleared."));
        }
    }

    /** One play; called by the worker's reading thread. */
    private final class Take {
        private final WorkerProcess from;
        private final List<String> names;
        private final Pull.Stage stage;
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private volatile @Nullable Publication publication;
        private String problem;

        Take(WorkerProcess from, List<String> names, Pull.Stage stage, String problem) {
            this.problem = problem;
            this.from = from;
            this.names = names;
            this.stage = stage;
        }

        void accept(Response answer) {
            try {
                switch (answer) {
                    case Response.Playing turn -> turn(turn);
                    case Response.DemoConfig config -> configure(config);
                    case Response.DemoPacket packet -> pass(packet);
                    case Response.Failed failed -> over.completeExceptionally(new IOException(failed.message()));
                    default -> over.complete(null);
                }
            } catch (IOException refused) {
                over.completeExceptionally(refused);
            }
        }

        private void turn(Response.Playing turn) {
            if (!turn.problem().isEmpty()) {
                problem = " " + turn.problem();
                return;
            }
            stage.now(State.PLAYING, "Plays \"" + names.get(turn.index()) + "\"." + problem);
            problem = "";
        }

        private void configure(Response.DemoConfig config) throws IOException {
            Publication current = publication;
            if (current == null) {
                current = stream.publish(
                        new Publisher(
                                "source " + source.name(),
                                "media worker " + from.pid(),
                                wall.instant(),
                                source.backup(),
                                false,
                                () -> over.completeExceptionally(new IOException("it was silent for too long"))),
                        policy.get().refusing());
                publication = current;
            }
            current.configure(AvcConfig.parse(config.avcC()));
            boolean sound = config.asc().length > 0;
            current.expectAudio(sound);
            if (sound) {
                current.configure(AacConfig.parse(config.asc()));
            }
        }

        private void pass(Response.DemoPacket packet) throws IOException {
            Publication current = publication;
            if (current == null || over.isDone()) {
                return;
            }
            long now = System.nanoTime();
            if (packet.video()) {
                current.video(packet.key(), packet.dtsUs(), packet.ptsUs() - packet.dtsUs(), packet.payload(), 0, now);
            } else {
                current.audio(packet.ptsUs(), packet.payload(), 0, now);
            }
        }

        void end() {
            Publication current = publication;
            if (current != null) {
                current.end("Source " + source.name() + " has ended.");
            }
        }
    }
}
