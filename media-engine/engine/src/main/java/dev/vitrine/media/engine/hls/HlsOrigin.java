package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.QueuedSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Live Streaming of one event. It reads the packet bus as long as there is an engine, whether or not anybody
 * watches: that costs one copy of each frame and the memory of some 40 s, and in return the first viewer, a rewind and
 * a player without low latency find everything there, and the recording gets its parts from here. Playlists are written
 * only when somebody asks. Safe from any thread.
 */
public final class HlsOrigin implements AutoCloseable {
    /** The one rendition that every stream has: what the publisher sends. */
    static final String SOURCE = "source";

    /** A query of this, {@code =1}, asks for a playlist that reaches back over the whole recording. */
    static final String PAST = "dvr";

    private static final long MAX_QUEUED_BYTES = 16 << 20;
    private static final long PACKAGE_LIMIT_MS = 2_000;
    private static final int MAX_DIGITS = 15;
    private static final int PARTS_PER_SECOND = 10;
    private static final Duration NO_PICTURE_YET = Duration.ofSeconds(2);

    /**
     * Media sequence numbers go on where the recording ends. Without one they begin at the seconds since then, and part
     * numbers at ten for each, so that neither comes twice, whatever happens to this process.
     */
    private static final Instant NUMBERS_FROM = Instant.parse("2026-01-01T00:00:00Z");

    private final Stream stream;
    private final Cues cues;
    private final Timers timers;
    private final InstantSource clock;
    private final QueuedSubscriber queue;
    private volatile @Nullable Rendition source;
    private volatile History history = History.NONE;
    private volatile boolean closed;

    /** Begins to package a stream. */
    public HlsOrigin(Stream stream, Cues cues, Timers timers, InstantSource clock) {
        this.stream = stream;
        this.cues = cues;
        this.timers = timers;
        this.clock = clock;
        this.queue = new QueuedSubscriber(
                "The HLS packager of event \"" + stream.event() + "\"", new Intake(), MAX_QUEUED_BYTES);
        stream.attach(queue);
    }

    /** Tells a history of everything from now on, and lists what it has for those who ask for the past. */
    public void keep(History keeper) {
        history = keeper;
    }

    /** Waits until everything is packaged that has been published until now, within reason. */
    public void upToNow() throws InterruptedException {
        try {
            queue.run(() -> {}).get(PACKAGE_LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            // What is packaged will have to do.
        }
    }

    /** Answers a request; never blocks. */
    public HlsAnswer answer(HlsRequest request) {
        Rendition rendition = source;
        if (rendition == null) {
            return new HlsAnswer.Refused(
                    404, "Event \"" + stream.event() + "\" has no picture yet.", Optional.of(NO_PICTURE_YET));
        }
        String file = request.file();
        if (file.equals(HlsRequest.INDEX)) {
            return index(rendition, request.query());
        }
        if (file.equals(Names.playlist(rendition.name()))) {
            return playlist(rendition, request.query());
        }
        return rendition.file(file);
    }

    @Override
    public void close() {
        closed = true;
        stream.detach(queue);
        queue.close();
        Rendition rendition = source;
        if (rendition != null) {
            rendition.close();
        }
    }

    private static HlsAnswer playlist(Rendition rendition, Map<String, String> query) {
        String skip = query.getOrDefault("_HLS_skip", "");
        Extent extent = new Extent(skip.equals("YES") || skip.equals("v2"), past(query));
        String msn = query.get("_HLS_msn");
        String part = query.get("_HLS_part");
        if (msn == null) {
            return part == null
                    ? rendition.playlist(extent)
                    : new HlsAnswer.Refused(400, "_HLS_part says nothing without _HLS_msn.");
        }
        OptionalLong wantedMsn = number(msn);
        OptionalLong wantedPart = part == null ? OptionalLong.of(-1) : number(part);
        if (wantedMsn.isEmpty() || wantedPart.isEmpty() || wantedPart.getAsLong() > Integer.MAX_VALUE) {
            return new HlsAnswer.Refused(400, "_HLS_msn and _HLS_part are whole numbers.");
        }
        return rendition.await(wantedMsn.getAsLong(), (int) wantedPart.getAsLong(), extent);
    }

    private static boolean past(Map<String, String> query) {
        return "1".equals(query.get(PAST));
    }

    private static OptionalLong number(String text) {
        boolean digits =
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private HlsAnswer index(Rendition rendition, Map<String, String> query) {
        Optional<Playlist> version = rendition.version();
        Optional<Rendition.Rate> rate = rendition.rate();
        if (version.isEmpty() || rate.isEmpty()) {
            return new HlsAnswer.Refused(
                    404, "Event \"" + stream.event() + "\" has no picture yet.", Optional.of(NO_PICTURE_YET));
        }
        Codecs codecs = version.get().last().stretch().codecs().orElseThrow();
        VideoConfig video = codecs.video();
        double fps = video.fps() >= 1 ? video.fps() : stream.status().fps();
        StringBuilder text = new StringBuilder(512);
        text.append("#EXTM3U\n#EXT-X-VERSION:6\n");
        text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(rate.get().peak() * 11 / 10 + 1);
        text.append(",AVERAGE-BANDWIDTH=").append(rate.get().mean() + 1);
        text.append(",CODECS=\"").append(codecs.rfc6381()).append('"');
        text.append(",RESOLUTION=").append(video.width()).append('x').append(video.height());
        if (fps > 0) {
            text.append(",FRAME-RATE=").append(String.format(Locale.ROOT, "%.3f", fps));
        }
        text.append("\nhls/").append(Names.playlist(rendition.name()));
        text.append(past(query) ? "?" + PAST + "=1\n" : "\n");
        return Playlist.of(text.toString(), HlsAnswer.Caching.NONE);
    }

    private Rendition open(Segment first) {
        long seconds =
                Math.max(0, Duration.between(NUMBERS_FROM, clock.instant()).toSeconds());
        return new Rendition(
                SOURCE,
                HlsRules.partTargetUs(first.codecs().video().fps()),
                history.nextMsn().orElse(seconds),
                seconds * PARTS_PER_SECOND,
                this::notes,
                () -> history);
    }

    private Playlist.Notes notes(Playlist playlist) {
        return new Playlist.Notes(cues.lines(stream.event(), playlist.segments(), playlist.open()), List.of());
    }

    /** While the publisher is away the playlist goes on with gaps, so that nobody who waits is turned away. */
    private void nothingComes(Rendition rendition, long pause) {
        timers.after(Duration.ofSeconds(HlsRules.TARGET_SECONDS), () -> {
            if (!closed) {
                queue.run(() -> {
                    if (rendition.nothing(pause)) {
                        nothingComes(rendition, pause);
                    }
                });
            }
        });
    }

    /**
     * The queue's reader: makes the rendition when its first stretch begins, since only then the frame rate is known.
     */
    private final class Intake implements PacketSubscriber {
        private @Nullable Packager packager;

        @Override
        public void begin(Segment segment) {
            Packager at = packager;
            if (at == null) {
                Rendition opened = open(segment);
                at = new Packager(
                        opened, HlsRules.partTargetUs(segment.codecs().video().fps()));
                packager = at;
                source = opened;
            }
            at.begin(segment);
        }

        @Override
        public void packet(Packet packet) {
            if (packager != null) {
                packager.packet(packet);
            }
        }

        @Override
        public void pause() {
            Rendition rendition = source;
            if (packager != null && rendition != null) {
                packager.pause();
                nothingComes(rendition, rendition.currentPause());
            }
        }
    }
}
