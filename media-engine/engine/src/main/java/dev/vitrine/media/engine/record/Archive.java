package dev.vitrine.media.engine.record;

import dev.vitrine.media.engine.hls.History;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The recording of one stream at work: is told of each part, and gives out what it has. Safe from any thread. */
public final class Archive implements History, AutoCloseable {
    private static final long FLUSH_LIMIT_MS = 2_000;

    private final Recording recording;
    private final Recorder recorder;

    /** Begins to write a recording. */
    public Archive(String event, Recording recording) {
        this.recording = recording;
        this.recorder = new Recorder(event, recording);
    }

    /** The recording, with every part in it that has come until now, as far as the disk keeps up. */
    Recording upToNow() throws InterruptedException {
        try {
            recorder.upToNow().get(FLUSH_LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            // What is on disk will have to do.
        }
        return recording;
    }

    @Override
    public void part(Piece piece, byte[] init, byte[] bytes) {
        recorder.part(piece, init, bytes);
    }

    @Override
    public void end(Piece piece) {
        recorder.end(piece);
    }

    @Override
    public void gap(Piece piece) {
        recorder.gap(piece);
    }

    @Override
    public OptionalLong nextMsn() {
        return recording.nextNumber();
    }

    @Override
    public List<Piece> before(long msn) {
        return recording.before(msn);
    }

    @Override
    public Optional<Stored> segment(long msn) {
        return recording.segment(msn);
    }

    @Override
    public Optional<Stored> init(long epoch) {
        return recording.initFile(epoch);
    }

    @Override
    public void close() throws IOException {
        recorder.close();
        recording.close();
    }
}
