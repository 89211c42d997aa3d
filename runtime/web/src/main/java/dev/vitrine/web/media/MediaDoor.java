package dev.vitrine.web.media;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.Rung;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.Snapshot;
import dev.vitrine.core.room.Rooms;
import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Handshake;
import dev.vitrine.web.socket.LinkHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The door {@code /live/EVENT/ws?format=FORMAT&rung=RUNG&audio=ID}: the picture of each event. Safe from any thread.
 */
public final class MediaDoor implements Handshake.Door, AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/live/([^/]+)/ws");
    /** Publishers change, and their sounds with them; but there are never more than eight. */
    private static final Pattern AUDIO = Pattern.compile("[0-7]");

    private static final Duration RUNGS_LIMIT = Duration.ofSeconds(1);
    /** A feed nobody watches is kept so long, so that a reload starts at once. */
    private static final long LINGER_NANOS = 30_000_000_000L;

    private final Rooms rooms;
    private final ContributionRegistry contributions;
    private final WebMetrics metrics;
    private final Map<Key, MediaFeed> feeds = new ConcurrentHashMap<>();
    private final ContributionRegistry.Handle changes;

    /** What a viewer asks for. */
    record Key(String event, String rung, String audio, MediaFormat format) {}

    /** Takes media from the engine in service. */
    @SuppressWarnings("this-escape") // the listener only touches the map
    public MediaDoor(Rooms rooms, ContributionRegistry contributions, WebMetrics metrics) {
        this.rooms = rooms;
        this.contributions = contributions;
        this.metrics = metrics;
        this.changes = contributions.onChange(snapshot -> Thread.startVirtualThread(this::follow));
    }

    @Override
    public Optional<LinkHandler> open(Handshake handshake) {
        Matcher path = PATH.matcher(handshake.path());
        if (!path.matches()
                || path.group(1).equals(Command.HOUSE)
                || rooms.room(path.group(1)).isEmpty()) {
            return Optional.empty();
        }
        String event = path.group(1);
        String rung = handshake.query().getOrDefault("rung", Rung.SOURCE);
        String audio = handshake.query().getOrDefault("audio", MediaEngine.FIRST_AUDIO);
        if (!AUDIO.matcher(audio).matches()) {
            throw new Handshake.Refused(
                    404, "Not Found", "There is no audio of that name; the configuration lists those there are.");
        }
        return format(handshake.query().getOrDefault("format", "fmp4")).map(format -> {
            Optional<InService> engine = engine(contributions.snapshot());
            if (!rung.equals(Rung.SOURCE)) {
                checkRung(event, rung, engine);
            }
            return new MediaViewer(this, new Key(event, rung, audio, format), metrics);
        });
    }

    /**
     * Seats a viewer at the feed of what it asks for, which is made if there is none. A feed is found, made, joined and
     * forgotten under its key's lock alone, so nobody ever sits at one that is forgotten.
     */
    MediaFeed join(Key key, MediaViewer viewer) {
        MediaFeed joined = feeds.compute(key, (same, present) -> {
            MediaFeed feed =
                    present == null ? new MediaFeed(key.event(), key.rung(), key.audio(), key.format()) : present;
            feed.join(viewer);
            return feed;
        });
        joined.engine(engine(contributions.snapshot()));
        return joined;
    }

    /** Feeds are made for rungs that there are, so nobody can fill the server with feeds for invented ones. */
    private static void checkRung(String event, String rung, Optional<InService> engine) {
        List<String> names = engine.map(version -> rungs(event, version)).orElseGet(List::of);
        if (!names.contains(rung)) {
            throw new Handshake.Refused(
                    404,
                    "Not Found",
                    "This event has no rung of that name; it has: "
                            + (names.isEmpty() ? Rung.SOURCE : String.join(", ", names)) + ".");
        }
    }

    private static List<String> rungs(String event, InService version) {
        try {
            MediaEngine engine = version.contributions().engine().orElseThrow();
            return version.calls().call("media rungs", RUNGS_LIMIT, () -> engine.rungs(event)).stream()
                    .map(Rung::name)
                    .toList();
        } catch (PluginCallException unanswered) {
            return List.of();
        }
    }

    /** Number of sockets that watch an event. */
    public int watching(String event) {
        int watching = 0;
        for (MediaFeed feed : feeds.values()) {
            if (feed.event().equals(event)) {
                watching += feed.viewers().size();
            }
        }
        return watching;
    }

    /** Number of sockets that watch. */
    public int watching() {
        return feeds.values().stream().mapToInt(feed -> feed.viewers().size()).sum();
    }

    /** Returns the version whose engine is in service. */
    public static Optional<InService> engine(Snapshot snapshot) {
        return snapshot.plugins().stream()
                .filter(version -> version.contributions().engine().isPresent())
                .findFirst();
    }

    /** Once a second: forgets feeds that nobody watches, and asks again for those that the engine did not give. */
    public void tend(long nowNanos) {
        feeds.forEach((key, feed) -> {
            feed.tend(nowNanos);
            if (feed.asksAgain(nowNanos)) {
                Thread.startVirtualThread(() -> feed.engine(engine(contributions.snapshot())));
            }
        });
        forget(LINGER_NANOS);
    }

    /** Forgets each feed that nobody has watched for so long. */
    void forget(long lingerNanos) {
        for (Key key : feeds.keySet()) {
            feeds.computeIfPresent(key, (same, feed) -> feed.endIfEmpty(lingerNanos) ? null : feed);
        }
    }

    private void follow() {
        Optional<InService> engine = engine(contributions.snapshot());
        feeds.values().forEach(feed -> feed.engine(engine));
    }

    private static Optional<MediaFormat> format(String name) {
        return switch (name) {
            case "fmp4" -> Optional.of(MediaFormat.FMP4);
            case "frames" -> Optional.of(MediaFormat.FRAMES);
            default -> Optional.empty();
        };
    }

    @Override
    public void close() {
        changes.close();
        feeds.values().forEach(MediaFeed::finish);
    }
}
