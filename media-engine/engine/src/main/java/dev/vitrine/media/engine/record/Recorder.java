package dev.vitrine.media.engine.record;

import dev.vitrine.media.engine.hls.History.Piece;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the parts that the packager cuts to the recording, on a thread of its own: a disk that takes a breath delays
 * nobody. When it takes too long, parts are left out up to the next segment, which then lacks in the recording.
 */
final class Recorder implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Recorder.class.getName());

    /** Ten seconds at 50 Mbit/s. */
    private static final long MAX_QUEUED_BYTES = 64 << 20;

    private final String event;
    private final Recording recording;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Thread thread;
    private long left = -1; // of the caller's thread: the segment of which parts are left out
    private long lost = -1; // of the own thread: the segment that could not be written
    private boolean failing;

    private interface Step {
        void run() throws IOException;
    }

    private record Work(long msn, int bytes, Step step) {}

    Recorder(String event, Recording recording) {
        this.event = event;
        this.recording = recording;
        this.thread = Thread.ofVirtual().name("recorder-" + event).start(this::run);
    }

    /** See {@link dev.vitrine.media.engine.hls.History#part}. */
    void part(Piece piece, byte[] init, byte[] bytes) {
        if (left == piece.msn()) {
            return;
        }
        if (queuedBytes.get() + bytes.length > MAX_QUEUED_BYTES) {
            left = piece.msn();
            LOG.log(
                    Level.WARNING,
                    "The recording of event \"{0}\" is too slow and loses the rest of a segment.",
                    event);
            return;
        }
        offer(new Work(piece.msn(), bytes.length, () -> recording.grow(piece, init, bytes)));
    }

    /** See {@link dev.vitrine.media.engine.hls.History#end}. */
    void end(Piece piece) {
        if (left == piece.msn()) {
            return;
        }
        offer(new Work(piece.msn(), 0, () -> recording.end(piece)));
    }

    /** See {@link dev.vitrine.media.engine.hls.History#gap}. */
    void gap(Piece piece) {
        offer(new Work(piece.msn(), 0, () -> recording.gap(piece)));
    }

    /** Completes when everything is written that has come until now. */
    CompletableFuture<Void> upToNow() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        offer(new Work(-1, 0, () -> done.complete(null)));
        return done;
    }

    /** Writes what is queued and ends. */
    @Override
    public void close() {
        try {
            offer(new Work(-1, 0, thread::interrupt));
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void offer(Work work) {
        queuedBytes.addAndGet(work.bytes());
        queue.add(work);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Work work = queue.take();
                queuedBytes.addAndGet(-work.bytes());
                if (work.msn() < 0 || work.msn() != lost) {
                    write(work);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Work work) {
        try {
            work.step().run();
            failing = failing && work.bytes() == 0;
        } catch (IOException failed) {
            lost = work.msn(); // what follows in it refers to what is lost
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.WARNING,
                        "The recording of event \"{0}\" cannot be written ({1}); clips and rewinding will lack this"
                                + " time. Free some space or check the directory; it goes on by itself.",
                        event,
                        failed);
            }
        }
    }
}
