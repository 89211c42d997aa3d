package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.ts.TsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an HLS stream of MPEG-TS segments. The host fetches, our own demuxer takes them apart, and each segment's
 * bytes are passed on over as long as it lasts.
 */
final class HlsPlayer implements Pull.Player {
    private static final int MAX_PLAYLIST_BYTES = 2 << 20;
    private static final int MAX_SEGMENT_BYTES = 32 << 20;

    /** As far behind the newest segment as players begin (RFC 8216, 6.3.3). */
    private static final int SEGMENTS_BEHIND = 3;

    /** A live playlist that has nothing new for so many of its longest segments has ended without saying so. */
    private static final int PATIENCE = 4;

    private static final int TRIES = 3;

    /** Who is later than this goes on from there. */
    private static final long MAX_BEHIND_NANOS = 1_000_000_000L;

    private static final long STEP_MS = 20;

    private final Stream stream;
    private final PullSource source;
    private final Web web;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Fetches files. */
    @FunctionalInterface
    interface Web {
        /** As {@link dev.vitrine.api.media.MediaHost#fetch}. */
        FetchedFile fetch(String url, int maxBytes) throws IOException;
    }

    /** What the fetching thread hands on: bytes, or the end with its reason. */
    private record Piece(
            byte[] bytes, long durationMs, @Nullable IOException failure) {
        static final Piece END = new Piece(new byte[0], 0, null);
    }

    HlsPlayer(Stream stream, PullSource source, Web web, Supplier<IngestPolicy> policy, InstantSource wall) {
        this.stream = stream;
        this.source = source;
        this.web = web;
        this.policy = policy;
        this.wall = wall;
    }

    @Override
    public void play(Pull.Stage stage) throws IOException, InterruptedException {
        BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(2);
        Thread fetching = Thread.ofVirtual().name("hls-fetch").start(() -> fetch(pieces));
        try (Feed feed = new Feed(pieces)) {
            if (!feed.first()) {
                throw new IOException("The HLS source has no segment to play.");
            }
            Publication publication = stream.publish(
                    new Publisher(
                            "source " + source.name(),
                            "its server",
                            wall.instant(),
                            source.backup(),
                            false,
                            feed::close),
                    policy.get().refusing());
            stage.now(State.PLAYING, "Gets " + source.name() + ".");
            new TsSession(feed, publication, System::nanoTime).run();
            if (!feed.ended && stopped.getCount() > 0) {
                throw new IOException("The source was silent for too long.");
            }
        } finally {
            fetching.interrupt();
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    // the fetching thread

    private void fetch(BlockingQueue<Piece> pieces) {
        try {
            try {
                follow(pieces);
                pieces.put(Piece.END);
            } catch (IOException failed) {
                pieces.put(new Piece(new byte[0], 0, failed));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(BlockingQueue<Piece> pieces) throws IOException, InterruptedException {
        String url = source.url();
        HlsSource playlist = playlist(url);
        if (!playlist.variant().isEmpty()) {
            url = playlist.variant();
            playlist = playlist(url);
        }
        int skipped = playlist.ended() ? 0 : Math.max(0, playlist.segments().size() - SEGMENTS_BEHIND);
        long next = playlist.segments().isEmpty()
                ? 0
                : playlist.segments().get(skipped).number();
        long newNanos = System.nanoTime();
        while (true) {
            long before = next;
            for (HlsSource.Segment segment : playlist.segments()) {
                if (segment.number() >= next) {
                    pieces.put(new Piece(segment(segment.url()), Math.max(1, segment.durationMs()), null));
                    next = segment.number() + 1;
                }
            }
            if (playlist.ended()) {
                return;
            }
            if (next > before) {
                newNanos = System.nanoTime();
            } else if (System.nanoTime() - newNanos > PATIENCE * playlist.targetMs() * 1_000_000) {
                throw new IOException("The HLS source has had nothing new for " + PATIENCE * playlist.targetMs() / 1_000
                        + " s; is it still live?");
            }
            if (stopped.await(Math.max(250, playlist.targetMs() / 2), TimeUnit.MILLISECONDS)) {
                return;
            }
            playlist = playlist(url);
        }
    }

    private HlsSource playlist(String url) throws IOException {
        FetchedFile file = web.fetch(url, MAX_PLAYLIST_BYTES);
        return HlsSource.parse(file.url(), new String(file.body(), StandardCharsets.UTF_8));
    }

    private byte[] segment(String url) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return web.fetch(url, MAX_SEGMENT_BYTES).body();
            } catch (IOException failed) {
                if (tries == TRIES) {
                    throw failed;
                }
            }
        }
    }

    /** The segments as one connection, at the pace of the clock. */
    private final class Feed extends InputStream implements IngestConnection {
        private final BlockingQueue<Piece> pieces;
        private Piece current = Piece.END;
        private int given;
        private long beganNanos = System.nanoTime();
        private volatile boolean closed;
        private boolean ended;

        Feed(BlockingQueue<Piece> pieces) {
            this.pieces = pieces;
        }

        /** Waits for the first segment, before anybody is told of a picture. */
        boolean first() throws IOException, InterruptedException {
            boolean there = next();
            beganNanos = System.nanoTime();
            return there;
        }

        private boolean next() throws IOException, InterruptedException {
            Piece piece = pieces.poll(STEP_MS, TimeUnit.MILLISECONDS);
            while (piece == null) {
                if (closed || stopped.getCount() == 0) {
                    return false;
                }
                piece = pieces.poll(STEP_MS, TimeUnit.MILLISECONDS);
            }
            if (piece.failure() != null) {
                throw piece.failure();
            }
            long endNanos = beganNanos + current.durationMs() * 1_000_000;
            long late = System.nanoTime() - endNanos;
            beganNanos = late > MAX_BEHIND_NANOS ? System.nanoTime() : endNanos;
            current = piece;
            given = 0;
            ended = piece.bytes().length == 0;
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
            return source.name();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
