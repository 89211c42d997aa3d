package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.link.HlsFetch.Listing;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.ts.TsSession;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an HLS stream, of MPEG-TS or of fragmented MP4. The host fetches, and our own demuxers take the segments
 * apart: no FFmpeg is in the way.
 */
final class HlsPlayer implements Pull.Player {
    private static final long STEP_MS = 20;

    private final Stream stream;
    private final PullSource source;
    private final HlsFetch.Web web;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private final CountDownLatch stopped = new CountDownLatch(1);

    HlsPlayer(Stream stream, PullSource source, HlsFetch.Web web, Supplier<IngestPolicy> policy, InstantSource wall) {
        this.stream = stream;
        this.source = source;
        this.web = web;
        this.policy = policy;
        this.wall = wall;
    }

    @Override
    public void play(Pull.Stage stage) throws IOException, InterruptedException {
        Listing listing = Listing.fetch(web, source.url());
        String soundUrl = "";
        if (!listing.playlist().variant().isEmpty()) {
            soundUrl = listing.playlist().sound();
            listing = Listing.fetch(web, listing.playlist().variant());
        }
        if (listing.playlist().segments().isEmpty()) {
            throw new IOException("The HLS source has no segment to play.");
        }
        try (HlsFetch fetch = new HlsFetch(web, stopped, listing)) {
            Optional<HlsFetch.Piece> first = first(fetch);
            if (first.isEmpty()) {
                return;
            }
            if (first.get().init().length == 0) {
                transportStream(stage, fetch, first.get(), soundUrl.isEmpty());
            } else if (soundUrl.isEmpty() || soundUrl.equals(listing.url())) {
                fragments(stage, fetch, first.get(), null);
            } else {
                try (HlsFetch sound = new HlsFetch(web, stopped, Listing.fetch(web, soundUrl))) {
                    fragments(stage, fetch, first.get(), sound);
                }
            }
        }
    }

    /** Waits for the first segment, before anybody is told of a picture; empty when it is over. */
    private Optional<HlsFetch.Piece> first(HlsFetch fetch) throws IOException, InterruptedException {
        Optional<HlsFetch.Piece> first = fetch.next(STEP_MS);
        while (first.isEmpty() && stopped.getCount() > 0) {
            first = fetch.next(STEP_MS);
        }
        if (first.isPresent() && first.get().failure() != null) {
            throw first.get().failure();
        }
        if (first.isPresent() && first.get().isEnd()) {
            throw new IOException("The HLS source's segments are empty.");
        }
        return first;
    }

    private void transportStream(Pull.Stage stage, HlsFetch fetch, HlsFetch.Piece first, boolean whole)
            throws IOException {
        try (TsFeed feed = new TsFeed(fetch, first, source.name(), stopped)) {
            Publication publication = open(stage, feed::close, whole);
            new TsSession(feed, publication, System::nanoTime).run();
            over(feed.hasEnded());
        }
    }

    private void fragments(Pull.Stage stage, HlsFetch fetch, HlsFetch.Piece first, @Nullable HlsFetch sound)
            throws IOException, InterruptedException {
        FragmentFeed feed = new FragmentFeed(fetch, first, sound, stopped);
        over(feed.run(open(stage, feed::close, true)));
    }

    private Publication open(Pull.Stage stage, Runnable disconnect, boolean whole) throws PublisherRefusedException {
        Publication publication = stream.publish(
                new Publisher(
                        "source " + source.name(), "its server", wall.instant(), source.backup(), false, disconnect),
                policy.get().refusing());
        stage.now(
                State.PLAYING,
                "Gets " + source.name() + "."
                        + (whole
                                ? ""
                                : " Sound in a playlist of its own is left out beside MPEG-TS; give a variant with"
                                        + " both in one."));
        return publication;
    }

    private void over(boolean ended) throws IOException {
        if (!ended && stopped.getCount() > 0) {
            throw new IOException("The source was silent for too long.");
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
    }
}
