package dev.vitrine.media.engine.record;

import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.MediaException;
import dev.vitrine.media.engine.worker.WorkerPool;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/** Makes clips of recordings in a media worker. Safe from any thread; {@link #make} takes its time. */
public final class ClipMaker {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MAX_CLIP_MS = Duration.ofHours(1).toMillis();

    /** Clips at once; one is made in a fraction of a second, so more than this is a fault of who asks. */
    private static final int MAX_CLIPS = 8;

    /** A worker that dies over a clip gets a second try in another one; the clip may not be to blame. */
    private static final int TRIES = 2;

    private final WorkerPool pool;
    private final Semaphore running = new Semaphore(MAX_CLIPS);

    /** A maker that uses a pool's workers. */
    public ClipMaker(WorkerPool pool) {
        this.pool = pool;
    }

    /**
     * Writes a clip; its file appears whole or not at all.
     *
     * @throws MediaException if it cannot be; the message says why
     */
    public ClipFile make(ClipRequest request, Archive archive) throws MediaException, InterruptedException {
        if (request.fromMs() >= request.toMs() || request.toMs() - request.fromMs() > MAX_CLIP_MS) {
            throw new MediaException("A clip is longer than nothing and no longer than an hour; asked for was "
                    + request.fromMs() + " to " + request.toMs() + " ms.");
        }
        if (!running.tryAcquire()) {
            throw new MediaException(MAX_CLIPS + " clips are being made; try again in a moment.");
        }
        Path target = request.target().toAbsolutePath();
        Path draft = target.resolveSibling("." + target.getFileName() + "-" + System.nanoTime() + ".mp4");
        try {
            Recording recording = archive.upToNow();
            Optional<Recording.Selection> selection =
                    recording.select(request.epoch(), request.fromMs() * 1_000, request.toMs() * 1_000);
            if (selection.isEmpty()) {
                throw new MediaException(nothingThere(request, recording));
            }
            try (Recording.Selection parts = selection.get()) {
                Response.Clipped clipped = cut(request, parts, draft);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return new ClipFile(
                        target, clipped.fromUs() / 1_000, (clipped.toUs() + 999) / 1_000, Files.size(target));
            }
        } catch (IOException failed) {
            throw new MediaException("The clip could not be written: " + failed.getMessage() + ".", failed);
        } finally {
            running.release();
            delete(draft);
        }
    }

    private Response.Clipped cut(ClipRequest request, Recording.Selection parts, Path draft)
            throws MediaException, InterruptedException {
        List<Request.Piece> pieces = parts.parts().stream()
                .map(part -> new Request.Piece(parts.file(part).toAbsolutePath().toString(), 0, part.bytes()))
                .toList();
        String why = "";
        for (int attempt = 0; attempt < TRIES; attempt++) {
            try {
                Response answer = pool.ask(
                                id -> new Request.Clip(
                                        id,
                                        parts.init(),
                                        pieces,
                                        request.fromMs() * 1_000,
                                        request.toMs() * 1_000,
                                        draft.toString()),
                                LIMIT)
                        .get();
                if (answer instanceof Response.Clipped clipped) {
                    return clipped;
                }
                why = answer instanceof Response.Failed failed ? failed.message() : "it answered " + answer;
            } catch (ExecutionException noWorker) {
                why = String.valueOf(noWorker.getCause());
            }
        }
        throw new MediaException("The media worker made no clip: " + why);
    }

    private static String nothingThere(ClipRequest request, Recording recording) {
        return "Event \"" + request.event() + "\" has no recording from " + request.fromMs() + " to " + request.toMs()
                + " ms of epoch " + request.epoch()
                + recording
                        .range(request.epoch())
                        .map(range -> "; there is " + range[0] / 1_000 + " to " + range[1] / 1_000 + " ms.")
                        .orElse(".");
    }

    private static void delete(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException left) {
            // A draft that cannot be deleted harms nobody; it begins with a dot.
        }
    }
}
