package dev.vitrine.media.engine.link;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.mp4.FragmentReader;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.PublisherProbe;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays segments of fragmented MP4, picture and sound from one playlist or one each, at the pace of their decoding
 * times. For one thread, but {@link #close}, which is for any.
 */
final class FragmentFeed {
    /** Who is later than this goes on from there. */
    private static final long MAX_BEHIND_NANOS = 1_000_000_000L;

    /** A step of the decoding times back or ahead by more is another time altogether. */
    private static final long MAX_BACK_US = 1_000_000;

    private static final long MAX_AHEAD_US = 10_000_000;

    /** How long a frame that is due waits for the other playlist. */
    private static final long MAX_WAIT_NANOS = 1_000_000_000L;

    private static final long STEP_MS = 20;

    private final CountDownLatch stopped;
    private final Side main;
    private final @Nullable Side sound;
    private volatile boolean closed;
    private boolean anchored;
    private long originNanos;
    private long originUs;
    private long lastUs;

    /**
     * Both tracks of one playlist, or the sound of another one.
     *
     * @param first the first segment
     * @param sound playlist of the sound; null if that is with the picture
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed; the message is a clause
     */
    FragmentFeed(HlsFetch fetch, HlsFetch.Piece first, @Nullable HlsFetch sound, CountDownLatch stopped)
            throws IOException {
        this.stopped = stopped;
        this.main = new Side(fetch, true, sound == null);
        this.sound = sound == null ? null : new Side(sound, false, true);
        main.begin(first);
    }

    /** Whether it came to its end, rather than having been closed. */
    boolean run(Publication publication) throws IOException, InterruptedException {
        String why = "The source has been played to its end.";
        try {
            publication.expectAudio(sound != null || main.hasSound());
            main.to = Optional.of(publication);
            if (sound != null) {
                sound.to = Optional.of(publication);
            }
            Optional<Side> next = earliest();
            while (next.isPresent()) {
                Side side = next.get();
                FragmentReader.Frame frame = side.frames.remove();
                if (!await(frame.dtsUs())) {
                    return false;
                }
                long now = System.nanoTime();
                if (frame.video()) {
                    publication.video(frame.key(), frame.dtsUs(), frame.compositionUs(), frame.data(), 0, now);
                } else {
                    publication.audio(frame.dtsUs() + frame.compositionUs(), frame.data(), 0, now);
                }
                next = earliest();
            }
            return !closed && stopped.getCount() > 0;
        } catch (UnsupportedMediaException refused) {
            why = String.valueOf(refused.getMessage());
            publication.reject(refused.tooLarge() ? PublisherProbe.FRAME_SIZE : PublisherProbe.CODEC, why);
            throw refused;
        } catch (IOException broken) {
            why = "The source broke off: " + broken.getMessage();
            throw broken;
        } finally {
            publication.end(why.endsWith(".") ? why : why + ".");
        }
    }

    /** Ends a run that is under way. */
    void close() {
        closed = true;
    }

    /** Whose frame is decoded next; empty at the end. A playlist that is late is waited for, but not for ever. */
    private Optional<Side> earliest() throws IOException, InterruptedException {
        while (!closed && stopped.getCount() > 0) {
            boolean picture = main.fill();
            Side other = sound;
            boolean also = other != null && other.fill();
            if (picture && also && other != null) {
                return Optional.of(other.firstUs() < main.firstUs() ? other : main);
            }
            if (picture && (other == null || other.ended || overdue(main))) {
                return Optional.of(main);
            }
            if (main.ended && main.frames.isEmpty() && !(also && other != null && overdue(other))) {
                return Optional.empty(); // what sound is left has no picture
            }
            if (also && other != null && overdue(other)) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    private boolean overdue(Side side) {
        return anchored && System.nanoTime() - dueNanos(side.firstUs()) > MAX_WAIT_NANOS;
    }

    private long dueNanos(long us) {
        return originNanos + (us - originUs) * 1_000;
    }

    /** Waits until a frame is due; false if it is over. */
    private boolean await(long us) throws InterruptedException {
        if (!anchored || us < lastUs - MAX_BACK_US || us > lastUs + MAX_AHEAD_US) {
            originNanos = System.nanoTime();
            originUs = us;
            anchored = true;
        }
        lastUs = us;
        long late = System.nanoTime() - dueNanos(us);
        if (late > MAX_BEHIND_NANOS) {
            originNanos += late;
        }
        while (!closed && stopped.getCount() > 0) {
            long wait = dueNanos(us) - System.nanoTime();
            if (wait <= 0) {
                return true;
            }
            if (stopped.await(Math.min(wait, STEP_MS * 1_000_000), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return false;
    }

    /** One playlist and the frames that were read of it. */
    private static final class Side {
        private final HlsFetch fetch;
        private final boolean picture;
        private final boolean withSound;
        private final Deque<FragmentReader.Frame> frames = new ArrayDeque<>();
        private Optional<Publication> to = Optional.empty();
        private Optional<FragmentReader> reader = Optional.empty();
        private byte[] init = {};
        private boolean news;
        private boolean ended;

        Side(HlsFetch fetch, boolean picture, boolean withSound) {
            this.fetch = fetch;
            this.picture = picture;
            this.withSound = withSound;
        }

        long firstUs() {
            return frames.element().dtsUs();
        }

        boolean hasSound() {
            return reader.flatMap(FragmentReader::audio).isPresent();
        }

        /** Waits a moment for a frame; whether there is one. */
        boolean fill() throws IOException, InterruptedException {
            if (frames.isEmpty() && !ended) {
                Optional<HlsFetch.Piece> piece = fetch.next(STEP_MS);
                if (piece.isPresent()) {
                    if (piece.get().failure() != null) {
                        throw piece.get().failure();
                    }
                    ended = piece.get().isEnd();
                    if (!ended) {
                        begin(piece.get());
                    }
                }
            }
            if (!frames.isEmpty() && news) {
                configure();
            }
            return !frames.isEmpty();
        }

        void begin(HlsFetch.Piece piece) throws IOException {
            if (piece.init().length == 0) {
                throw new UnsupportedMediaException("The HLS source mixes MPEG-TS with fragmented MP4 in one variant or"
                        + " has its sound in another form than its picture, and that is not played; ask for a variant"
                        + " with both in one.");
            }
            FragmentReader current = reader.orElse(null);
            if (current == null || init != piece.init()) {
                current = FragmentReader.of(piece.init());
                if (picture && current.video().isEmpty()) {
                    throw new UnsupportedMediaException("The HLS source has no picture.");
                }
                reader = Optional.of(current);
                init = piece.init();
                news = true;
            }
            for (FragmentReader.Frame frame : current.read(piece.bytes())) {
                if (frame.video() ? picture : withSound) {
                    frames.add(frame);
                }
            }
        }

        private void configure() {
            news = false;
            if (to.isPresent() && reader.isPresent()) {
                if (picture) {
                    reader.get().video().ifPresent(to.get()::configure);
                }
                if (withSound) {
                    reader.get().audio().ifPresent(to.get()::configure);
                }
            }
        }
    }
}
