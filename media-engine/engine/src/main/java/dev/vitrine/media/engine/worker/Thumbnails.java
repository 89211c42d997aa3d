package dev.vitrine.media.engine.worker;

import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Pictures of one stream, made on demand, at most one a second, however many ask. Safe from any thread. */
public final class Thumbnails {
    private static final Logger LOG = System.getLogger(Thumbnails.class.getName());
    private static final int MAX_WIDTH = 640;
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final long MIN_PAUSE_NANOS = 1_000_000_000L;

    private final Stream stream;
    private final WorkerPool pool;
    private final LongSupplier nanoTime;
    private final ReentrantLock making = new ReentrantLock();
    private long madeOf = -1;
    private long triedNanos;
    private byte @Nullable [] jpeg;

    /** No picture yet. */
    public Thumbnails(Stream stream, WorkerPool pool, LongSupplier nanoTime) {
        this.stream = stream;
        this.pool = pool;
        this.nanoTime = nanoTime;
    }

    /** The newest key frame as JPEG; empty while there is no picture. Waits for the worker, up to 3 s. */
    public Optional<byte[]> newest() {
        making.lock();
        try {
            Optional<Stream.KeyFrame> frame = stream.newestKeyFrame();
            if (frame.isEmpty()) {
                return Optional.empty();
            }
            long number = frame.get().packet().number();
            long now = nanoTime.getAsLong();
            boolean due = madeOf < 0 || now - triedNanos >= MIN_PAUSE_NANOS;
            if (number != madeOf && due) {
                triedNanos = now;
                madeOf = number;
                make(frame.get());
            }
            return Optional.ofNullable(jpeg);
        } finally {
            making.unlock();
        }
    }

    private void make(Stream.KeyFrame frame) {
        byte[] data = frame.packet().data();
        byte[] sample = Arrays.copyOfRange(data, frame.packet().offset(), data.length);
        try {
            Response answer = pool.ask(
                            id -> new Request.Thumbnail(
                                    id, frame.config().fourCc(), frame.config().configRecord(), sample, MAX_WIDTH),
                            LIMIT)
                    .join();
            if (answer instanceof Response.Jpeg made) {
                jpeg = made.jpeg();
            } else if (answer instanceof Response.Failed failed) {
                LOG.log(Level.DEBUG, "No thumbnail of event \"{0}\": {1}", stream.event(), failed.message());
            }
        } catch (CompletionException noWorker) {
            LOG.log(Level.DEBUG, "No thumbnail of event \"{0}\": {1}", stream.event(), noWorker.getCause());
        }
    }
}
