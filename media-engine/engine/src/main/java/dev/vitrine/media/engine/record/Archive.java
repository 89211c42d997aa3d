package dev.vitrine.media.engine.record;

import dev.vitrine.media.engine.stream.QueuedSubscriber;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The recording of one stream at work: reads the packet bus, and gives out what it has. Safe from any thread. */
public final class Archive implements AutoCloseable {
    /** Ten seconds at 50 Mbit/s, for a disk that takes a breath. */
    private static final long MAX_QUEUED_BYTES = 64 << 20;

    private static final long FLUSH_LIMIT_MS = 2_000;

    private final Stream stream;
    private final Recording recording;
    private final Recorder recorder;
    private final QueuedSubscriber queue;

    /** Begins to record a stream. */
    public Archive(Stream stream, Recording recording) {
        this.stream = stream;
        this.recording = recording;
        this.recorder = new Recorder(stream.event(), recording);
        this.queue =
                new QueuedSubscriber("The recording of event \"" + stream.event() + "\"", recorder, MAX_QUEUED_BYTES);
        stream.attach(queue);
    }

    /** The recording, with everything in it that has come until now, as far as the disk keeps up. */
    Recording upToNow() throws InterruptedException {
        try {
            queue.run(recorder::flush).get(FLUSH_LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            // What is on disk will have to do.
        }
        return recording;
    }

    @Override
    public void close() throws IOException {
        stream.detach(queue);
        queue.close();
        recording.close();
    }
}
