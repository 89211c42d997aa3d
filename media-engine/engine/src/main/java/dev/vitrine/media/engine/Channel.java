package dev.vitrine.media.engine;

import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaEngine.Subscription;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.egress.Cushion;
import dev.vitrine.media.engine.egress.Egress;
import dev.vitrine.media.engine.health.HealthProbe;
import dev.vitrine.media.engine.hls.HlsOrigin;
import dev.vitrine.media.engine.ladder.Ladder;
import dev.vitrine.media.engine.link.Pulls;
import dev.vitrine.media.engine.link.Restreams;
import dev.vitrine.media.engine.record.Archive;
import dev.vitrine.media.engine.record.Recording;
import dev.vitrine.media.engine.record.RecordingLimits;
import dev.vitrine.media.engine.stream.ChosenSound;
import dev.vitrine.media.engine.stream.PacketSource;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.worker.SlateSource;
import dev.vitrine.media.engine.worker.Thumbnails;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A stream and what hangs on it. Safe from any thread. */
final class Channel {
    private static final Logger LOG = System.getLogger(Channel.class.getName());

    private final Stream stream;
    private final Ladder ladder;
    private final SlateSource slate;
    private final HealthProbe health;
    private final HlsOrigin hls;
    private final Restreams restreams;
    private final Pulls pulls;
    private final Map<Shown, Egress> egresses = new ConcurrentHashMap<>();
    private final Thumbnails thumbnails;
    private final Path directory;
    private final InstantSource clock;
    private final ReentrantLock opening = new ReentrantLock();
    private boolean continued;
    private boolean complained;
    private @Nullable Archive archive;

    Channel(
            Stream stream,
            Ladder ladder,
            SlateSource slate,
            HealthProbe health,
            HlsOrigin hls,
            Restreams restreams,
            Pulls pulls,
            Thumbnails thumbnails,
            Path directory,
            InstantSource clock) {
        this.stream = stream;
        this.ladder = ladder;
        this.slate = slate;
        this.health = health;
        this.hls = hls;
        this.restreams = restreams;
        this.pulls = pulls;
        this.thumbnails = thumbnails;
        this.directory = directory;
        this.clock = clock;
    }

    Stream stream() {
        return stream;
    }

    /** What viewers may choose, both by name. */
    private record Shown(String rung, String sound) {}

    /** Gives a sink a rung with one of the sounds; each has feeds of its own. */
    Subscription subscribe(String rung, String sound, MediaFormat format, MediaSink sink) {
        return egresses.computeIfAbsent(new Shown(rung, sound), this::egress).subscribe(format, sink);
    }

    private Egress egress(Shown shown) {
        PacketSource bus = bus(shown.rung());
        boolean first = shown.sound().equals(MediaEngine.FIRST_AUDIO);
        return new Egress(
                first ? bus : new ChosenSound(bus, shown.sound()),
                shown.rung(),
                shown.sound(),
                ladder::rungs,
                () -> Cushion.of(ladder.profile()));
    }

    /** The bus of a rung, or of the source. */
    PacketSource bus(String rung) {
        return rung.equals(Rung.SOURCE) ? stream : ladder.rung(rung);
    }

    HealthProbe health() {
        return health;
    }

    Ladder ladder() {
        return ladder;
    }

    /** The qualities there are. */
    List<Rung> rungs() {
        return ladder.rungs();
    }

    HlsOrigin hls() {
        return hls;
    }

    Pulls pulls() {
        return pulls;
    }

    Restreams restreams() {
        return restreams;
    }

    Optional<byte[]> thumbnail() {
        return thumbnails.newest();
    }

    /**
     * Opens the recording, at the first use, and lets the stream's timeline go on where the recording ends. Without a
     * recording the stream goes on all the same; the next publisher tries again.
     */
    Optional<Archive> archive() {
        opening.lock();
        try {
            if (!continued) {
                Recording.End end = Recording.end(directory);
                stream.continueAfter(end.epoch(), end.us());
                continued = true;
            }
            if (archive == null) {
                archive = new Archive(stream.event(), Recording.open(directory, RecordingLimits.DEFAULT, clock));
                hls.keep(archive);
            }
        } catch (IOException cannot) {
            if (!complained) {
                complained = true;
                LOG.log(
                        Level.WARNING,
                        "Event \"{0}\" is not recorded, so there will be no clips of it: {1}.",
                        stream.event(),
                        cannot.getMessage());
            }
        } finally {
            opening.unlock();
        }
        return Optional.ofNullable(archive);
    }

    void close() {
        slate.close();
        ladder.close();
        restreams.close();
        pulls.close();
        opening.lock();
        try {
            stream.close();
            hls.close();
            if (archive != null) {
                archive.close();
            }
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "The recording of event \"{0}\" did not close: {1}", stream.event(), failed);
        } finally {
            opening.unlock();
        }
    }
}
