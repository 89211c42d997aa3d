package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.codec.CaptionChannels;
import dev.vitrine.media.engine.codec.ClosedCaptions;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.QueuedSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Sound;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.Timers;
import dev.vitrine.media.engine.stream.Track;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Live Streaming of one event. It reads the packet bus as long as there is an engine, whether or not anybody
 * watches: that costs one copy of each frame and the memory of some 40 s, and in return the first viewer, a rewind and
 * a player without low latency find everything there, and the recording gets its parts from here. Playlists are written
 * only when somebody asks. Safe from any thread.
 */
public final class HlsOrigin implements AutoCloseable {
    /** The one rendition that every stream has: what the publisher sends. */
    static final String SOURCE = Rung.SOURCE;

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

    /** A rung that nobody has asked for this long is not encoded for us any more. */
    private static final Duration RUNG_IDLE = Duration.ofSeconds(30);

    private static final Duration RUNG_CHECK = Duration.ofSeconds(10);

    private final Stream stream;
    private final Rungs rungs;
    private final Supplier<Lengths> lengths;
    private final Cues cues;
    private final Timers timers;
    private final InstantSource clock;
    private final QueuedSubscriber queue;
    private final Marks marks = new Marks(); // of the queue's thread
    private final CaptionChannels captions = new CaptionChannels(); // of the queue's thread
    private final Apart apart = new Apart(SOURCE, new Following());
    private final Map<String, RungFeed> feeds = new ConcurrentHashMap<>();
    private volatile @Nullable Rendition source;
    private volatile History history = History.NONE;
    private volatile boolean closed;

    /**
     * Begins to package a stream; its rungs only when they are asked for.
     *
     * @param rungs what else there is
     * @param lengths asked once, when the first picture comes: what a playlist says of its parts never changes
     */
    public HlsOrigin(
            Stream stream, Rungs rungs, Supplier<Lengths> lengths, Cues cues, Timers timers, InstantSource clock) {
        this.stream = stream;
        this.rungs = rungs;
        this.lengths = lengths;
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
        String name = file.substring(0, Math.max(0, file.indexOf('.')));
        boolean playlist = file.equals(Names.playlist(name));
        if (name.equals(SOURCE)) {
            return playlist ? playlist(rendition, request.query()) : rendition.file(file);
        }
        Optional<Rendition> rung = apart.rendition(name).or(() -> rung(name, playlist, rendition));
        if (rung.isEmpty()) {
            return new HlsAnswer.Refused(404, "There is no \"" + file + "\", or no longer.");
        }
        return playlist ? playlist(rung.get(), request.query()) : rung.get().file(file);
    }

    /** A rung's rendition; who asks for its playlist has it made. */
    private Optional<Rendition> rung(String name, boolean make, Rendition like) {
        String encoding = Apart.rung(name).orElse(name);
        long now = System.nanoTime();
        RungFeed feed = feeds.get(name);
        if (feed == null
                && make
                && !closed
                && others().anyMatch(rung -> rung.name().equals(encoding))) {
            feed = feeds.computeIfAbsent(name, wanted -> {
                timers.after(RUNG_CHECK, () -> leaveIdle(wanted));
                return open(wanted, like);
            });
        }
        if (feed == null) {
            return Optional.empty();
        }
        feed.asked(now);
        return Optional.of(feed.rendition());
    }

    private RungFeed open(String name, Rendition like) {
        Rendition rendition = follow(name, like.parts());
        Optional<String> ofPicture = Apart.rung(name);
        Packager packager = new Packager(
                rendition,
                Packager.Cuts.alike(marks),
                ofPicture.isPresent() ? Packager.Content.PICTURE : Packager.Content.ALL,
                like.parts().targetUs());
        return new RungFeed(ofPicture.orElse(name), rungs, rendition, packager, queue, System.nanoTime());
    }

    private Rendition follow(String name, PartTiming parts) {
        return new Rendition(name, parts, 0, firstPart(), this::notes, () -> History.NONE, marks, false);
    }

    /** What is made beside the source's own rendition, which is there when these are wanted. */
    private final class Following implements Apart.Renditions {
        @Override
        public Rendition following(String name) {
            Rendition like = source;
            return follow(name, like == null ? PartTiming.of(HlsRules.PART_TARGET_US) : like.parts());
        }

        @Override
        public Packager packager(Rendition rendition, Packager.Content content) {
            return new Packager(
                    rendition,
                    Packager.Cuts.alike(marks),
                    content,
                    rendition.parts().targetUs());
        }
    }

    private void leaveIdle(String name) {
        RungFeed feed = feeds.get(name);
        if (feed == null) {
            return;
        }
        if (closed || feed.idleNanos(System.nanoTime()) > RUNG_IDLE.toNanos()) {
            feeds.remove(name, feed);
            feed.close();
        } else {
            timers.after(RUNG_CHECK, () -> leaveIdle(name));
        }
    }

    private java.util.stream.Stream<Rung> others() {
        return rungs.rungs().stream().filter(rung -> !rung.name().equals(Rung.SOURCE));
    }

    @Override
    public void close() {
        closed = true;
        feeds.values().forEach(RungFeed::close);
        stream.detach(queue);
        queue.close();
        apart.close();
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
        List<Sound> sounds = past(query) ? List.of() : apart.sounds();
        Multivariant text = new Multivariant(past(query) ? "?" + PAST + "=1" : "", captions.known());
        long soundPeak = 0;
        for (Sound sound : sounds) {
            soundPeak = Math.max(
                    soundPeak,
                    apart.rendition(Apart.sound(sound.id()))
                            .flatMap(Rendition::rate)
                            .map(Rendition.Rate::peak)
                            .orElse(0L));
        }
        text.hear(sounds, soundPeak);
        text.add(SOURCE, codecs(version.get()), rate.get(), stream.status().fps());
        if (!past(query)) {
            others().forEach(rung -> variant(text, rung));
        }
        return Playlist.of(text.text(), HlsAnswer.Caching.NONE);
    }

    private void variant(Multivariant text, Rung rung) {
        String name = text.named(rung.name());
        Optional<Rendition> active = Optional.ofNullable(feeds.get(name)).map(RungFeed::rendition);
        Optional<Playlist> version = active.flatMap(Rendition::version);
        Optional<Rendition.Rate> rate = active.flatMap(Rendition::rate);
        if (version.isPresent() && rate.isPresent()) {
            text.add(rung.name(), codecs(version.get()), rate.get(), rung.fps());
        } else {
            text.add(rung);
        }
    }

    private static Codecs codecs(Playlist version) {
        return version.last().stretch().codecs().orElseThrow();
    }

    private Rendition open(Segment first, Lengths wanted) {
        return new Rendition(
                SOURCE,
                wanted.parts(first.codecs().video().fps()),
                history.nextMsn().orElse(secondsNow()),
                firstPart(),
                this::notes,
                () -> history,
                marks,
                true);
    }

    private long secondsNow() {
        return Math.max(0, Duration.between(NUMBERS_FROM, clock.instant()).toSeconds());
    }

    private long firstPart() {
        return secondsNow() * PARTS_PER_SECOND;
    }

    private Playlist.Notes notes(Playlist playlist) {
        boolean inParts = Apart.isApart(playlist.name());
        java.util.stream.Stream<String> pictures =
                rungs.rungs().stream().map(Rung::name).map(name -> inParts ? Apart.picture(name) : name);
        java.util.stream.Stream<String> heard = inParts
                ? apart.sounds().stream().map(sound -> Apart.sound(sound.id()))
                : java.util.stream.Stream.empty();
        List<String> reports = java.util.stream.Stream.concat(pictures, heard)
                .filter(name -> !name.equals(playlist.name()))
                .map(name -> report(name, playlist))
                .toList();
        return new Playlist.Notes(cues.lines(stream.event(), playlist.segments(), playlist.open()), reports);
    }

    /** Where a rendition stands; one that is not made yet will count as the one that is asked for. */
    private String report(String name, Playlist like) {
        Optional<Rendition> other = name.equals(SOURCE)
                ? Optional.ofNullable(source)
                : apart.rendition(name)
                        .or(() -> Optional.ofNullable(feeds.get(name)).map(RungFeed::rendition));
        Playlist version = other.flatMap(Rendition::version).orElse(like);
        return "#EXT-X-RENDITION-REPORT:URI=\"" + Names.playlist(name) + "\",LAST-MSN=" + version.lastMsn()
                + ",LAST-PART=" + Math.max(0, version.lastPart());
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
        private @Nullable VideoConfig video;

        @Override
        public void begin(Segment segment) {
            captions.forget();
            video = segment.codecs().video();
            Packager at = packager;
            if (at == null) {
                Lengths wanted = lengths.get();
                Rendition opened = open(segment, wanted);
                at = new Packager(
                        opened,
                        Packager.Cuts.own(wanted.leastSegmentUs()),
                        Packager.Content.ALL,
                        opened.parts().targetUs());
                packager = at;
                source = opened;
            }
            at.begin(segment);
            apart.begin(segment);
        }

        @Override
        public void packet(Packet packet) {
            VideoConfig config = video;
            if (config != null && packet.track() == Track.VIDEO) {
                captions.take(ClosedCaptions.in(config, packet.data(), packet.offset()));
            }
            if (packager != null) {
                packager.packet(packet);
                apart.packet(packet);
            }
        }

        @Override
        public void other(String sound, Packet packet) {
            apart.other(sound, packet);
        }

        @Override
        public void pause() {
            Rendition rendition = source;
            if (packager != null && rendition != null) {
                packager.pause();
                apart.pause();
                nothingComes(rendition, rendition.currentPause());
            }
        }
    }
}
