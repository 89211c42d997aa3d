package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.IngestConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Segments of MPEG-TS as one connection: each segment's bytes are passed on over as long as it lasts. */
final class TsFeed extends InputStream implements IngestConnection {
    /** Who is later than this goes on from there. */
    private static final long MAX_BEHIND_NANOS = 1_000_000_000L;

    private static final long STEP_MS = 20;

    private final HlsFetch fetch;
    private final String name;
    private final CountDownLatch stopped;
    private HlsFetch.Piece current;
    private int given;
    private long beganNanos = System.nanoTime();
    private volatile boolean closed;
    private boolean ended;

    /** Segments from a first one on. */
    TsFeed(HlsFetch fetch, HlsFetch.Piece first, String name, CountDownLatch stopped) {
        this.fetch = fetch;
        this.current = first;
        this.name = name;
        this.stopped = stopped;
    }

    /** Whether it has come to its end, rather than having been closed. */
    boolean hasEnded() {
        return ended;
    }

    private boolean next() throws IOException, InterruptedException {
        Optional<HlsFetch.Piece> there = fetch.next(STEP_MS);
        while (there.isEmpty()) {
            if (closed || stopped.getCount() == 0) {
                return false;
            }
            there = fetch.next(STEP_MS);
        }
        HlsFetch.Piece piece = there.get();
        if (piece.failure() != null) {
            throw piece.failure();
        }
        long endNanos = beganNanos + current.durationMs() * 1_000_000;
        long late = System.nanoTime() - endNanos;
        beganNanos = late > MAX_BEHIND_NANOS ? System.nanoTime() : endNanos;
        current = piece;
        given = 0;
        ended = piece.isEnd();
        return !ended;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            while (!closed && stopped.getCount() > 0) {
                if (given == current.bytes().length) {
                    if (!next()) {
                        return -1;
                    }
                }
                double done = (System.nanoTime() - beganNanos) / 1e6 / current.durationMs();
                int due = (int) Math.ceil(Math.clamp(done, 0, 1) * current.bytes().length) - given;
                if (due > 0) {
                    int count = Math.min(due, length);
                    System.arraycopy(current.bytes(), given, target, offset, count);
                    given += count;
                    return count;
                }
                if (stopped.await(STEP_MS, TimeUnit.MILLISECONDS)) {
                    return -1;
                }
            }
            return -1;
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public InputStream in() {
        return this;
    }

    @Override
    public OutputStream out() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public String remote() {
        return name;
    }

    @Override
    public void close() {
        closed = true;
    }
}
