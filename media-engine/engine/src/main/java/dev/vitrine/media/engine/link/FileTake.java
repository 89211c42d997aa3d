package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.worker.WorkerProcess;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one worker plays, as one publication: rounds of files, one after another on one timeline, so that files of the
 * same encoding follow each other without a break across rounds too. Rounds are ordered by one thread, and their media
 * comes on the worker's.
 */
final class FileTake implements AutoCloseable {
    /** A worker looks at its orders several times a second. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(20);

    private final WorkerProcess from;
    private final Stream stream;
    private final PullSource source;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private final Pull.Stage stage;
    private final long beganNanos = System.nanoTime();
    private volatile @Nullable Publication publication;
    private volatile @Nullable Round round;
    private long request;

    // The worker's thread alone.
    private long lastUs;

    FileTake(
            WorkerProcess from,
            Stream stream,
            PullSource source,
            Supplier<IngestPolicy> policy,
            InstantSource wall,
            Pull.Stage stage) {
        this.from = from;
        this.stream = stream;
        this.source = source;
        this.policy = policy;
        this.wall = wall;
        this.stage = stage;
    }

    /**
     * Begins a round; the one before is over.
     *
     * @param skipUs how far into the files to begin
     * @param remark sentences with a blank in front, said of each of its files
     */
    void play(FilePlayer.Found found, boolean loop, long skipUs, String remark) {
        String missing = found.missing().isEmpty() ? "" : " " + found.missing();
        Round next = new Round(found.names(), remark + missing);
        round = next;
        request = from.request(id -> new Request.PlayFiles(id, found.paths(), loop, skipUs), next::accept);
    }

    /** Waits for the round's end. */
    void await() throws IOException, InterruptedException {
        Round current = current();
        try {
            current.over.get();
        } catch (ExecutionException failed) {
            throw known(failed);
        }
        if (!current.failure.isEmpty()) {
            throw new IOException(current.failure);
        }
    }

    /**
     * Waits a moment for the round's end; false if it plays on.
     *
     * @throws IOException if no round can be played: the worker is gone, or another publisher is there
     */
    boolean over(Duration moment) throws IOException, InterruptedException {
        try {
            current().over.get(moment.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException playing) {
            return false;
        } catch (ExecutionException failed) {
            throw known(failed);
        }
    }

    /** Why nothing of the round that is over could be played: a sentence with a blank in front, or nothing. */
    String failure() {
        String failure = current().failure;
        return failure.isEmpty() ? "" : " " + failure;
    }

    /** Ends the round that plays. */
    void cancel() throws IOException, InterruptedException {
        from.tell(new Request.Cancel(request));
        if (!over(CANCEL_LIMIT)) {
            throw new IOException("The media worker does not end its play.");
        }
    }

    /** Ends the publication; a later round begins another one. */
    void pause(String why) {
        Publication current = publication;
        publication = null;
        if (current != null) {
            current.end(why);
        }
    }

    @Override
    public void close() {
        pause("Source " + source.name() + " has ended.");
    }

    private Round current() {
        Round current = round;
        if (current == null) {
            throw new IllegalStateException("no round has begun");
        }
        return current;
    }

    private static IOException known(ExecutionException failed) {
        return failed.getCause() instanceof IOException known ? known : new IOException(failed.getCause());
    }

    /** Files in their turn; called by the worker's reading thread. */
    private final class Round {
        private final List<String> names;
        private final String remark;
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private volatile String failure = "";
        private String problem = "";
        private boolean begun;
        private long shiftUs;

        Round(List<String> names, String remark) {
            this.names = names;
            this.remark = remark;
        }

        void accept(Response answer) {
            try {
                switch (answer) {
                    case Response.Playing turn -> turn(turn);
                    case Response.DemoConfig config -> configure(config);
                    case Response.DemoPacket packet -> pass(packet);
                    case Response.Failed failed -> fail(failed.message());
                    default -> over.complete(null);
                }
            } catch (IOException refused) {
                over.completeExceptionally(refused);
            }
        }

        /** A worker that lives has files that do not play; one that does not plays nothing. */
        private void fail(String why) {
            failure = why;
            if (from.isAlive()) {
                over.complete(null);
            } else {
                over.completeExceptionally(new IOException(why));
            }
        }

        private void turn(Response.Playing turn) {
            if (!turn.problem().isEmpty()) {
                problem = " " + turn.problem();
                return;
            }
            String also = turn.remark().isEmpty() ? "" : " " + turn.remark();
            stage.now(State.PLAYING, "Plays \"" + names.get(turn.index()) + "\"." + also + remark + problem, also);
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
                                this::silent),
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

        private void silent() {
            current().over.completeExceptionally(new IOException("it was silent for too long"));
        }

        private void pass(Response.DemoPacket packet) throws IOException {
            Publication current = publication;
            if (current == null || over.isDone()) {
                return;
            }
            long now = System.nanoTime();
            if (!begun) {
                // The worker's times begin anew with each round; what was on the way to it is a little gap.
                shiftUs = Math.max(lastUs + 1_000, (now - beganNanos) / 1_000) - packet.dtsUs();
                begun = true;
            }
            long dtsUs = packet.dtsUs() + shiftUs;
            lastUs = Math.max(lastUs, dtsUs);
            if (packet.video()) {
                current.video(packet.key(), dtsUs, packet.ptsUs() - packet.dtsUs(), packet.payload(), 0, now);
            } else {
                current.audio(packet.ptsUs() + shiftUs, packet.payload(), 0, now);
            }
        }
    }
}
