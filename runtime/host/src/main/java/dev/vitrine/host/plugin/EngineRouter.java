package dev.vitrine.host.plugin;

import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaException;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The media engine as everyone else sees it, whichever versions of it there are. The newest in service takes new
 * publishers; an older one keeps those it has until they leave. A subscription hears all of them, so a stream that
 * comes back through the new version reaches the same viewers, as a new configuration.
 */
public final class EngineRouter implements MediaEngine {
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final Set<String> demos = ConcurrentHashMap.newKeySet();
    private final Map<String, List<PullSource>> pulls = new ConcurrentHashMap<>();
    /** Newest first; the first one takes new publishers. */
    private volatile List<Version> versions = List.of();

    /** A version of the engine and the publishers it serves. */
    private record Version(MediaEngine engine, AtomicInteger publishers) {}

    /** Puts a version in front of the others. */
    synchronized void promote(MediaEngine engine) {
        Version version = versions.stream()
                .filter(known -> known.engine() == engine)
                .findFirst()
                .orElseGet(() -> new Version(engine, new AtomicInteger()));
        List<Version> changed = new ArrayList<>(versions);
        changed.remove(version);
        changed.addFirst(version);
        versions = List.copyOf(changed);
        subscribers.forEach(subscriber -> subscriber.hear(engine));
        if (changed.size() == 1) {
            demos.forEach(engine::startDemoSource);
            pulls.forEach(engine::pull);
        }
    }

    /** Forgets a version; its demonstration sources go on in the one in front. */
    synchronized void retire(MediaEngine engine) {
        versions =
                versions.stream().filter(version -> version.engine() != engine).toList();
        subscribers.forEach(subscriber -> subscriber.leave(engine));
        if (!versions.isEmpty()) {
            MediaEngine front = versions.getFirst().engine();
            demos.forEach(front::startDemoSource);
            pulls.forEach(front::pull);
        }
    }

    /** How many publishers a version serves. */
    int publishers(MediaEngine engine) {
        return versions.stream()
                .filter(version -> version.engine() == engine)
                .mapToInt(version -> version.publishers().get())
                .sum();
    }

    /** Whether there is a version that takes publishers. */
    public boolean present() {
        return !versions.isEmpty();
    }

    @Override
    public void serveRtmp(IngestConnection connection) throws IOException {
        inFront(engine -> engine.serveRtmp(connection));
    }

    @Override
    public void serveTs(IngestConnection connection, String streamKey) throws IOException {
        inFront(engine -> engine.serveTs(connection, streamKey));
    }

    /** What a publisher's connection is served by. */
    @FunctionalInterface
    private interface Serving {
        void by(MediaEngine engine) throws IOException;
    }

    private void inFront(Serving serving) throws IOException {
        List<Version> now = versions;
        if (now.isEmpty()) {
            throw new IOException("There is no media engine in service.");
        }
        Version front = now.getFirst();
        front.publishers().incrementAndGet();
        try {
            serving.by(front.engine());
        } finally {
            front.publishers().decrementAndGet();
        }
    }

    @Override
    public Subscription subscribe(String event, String rung, MediaFormat format, MediaSink sink) {
        return subscribe(event, rung, FIRST_AUDIO, format, sink);
    }

    @Override
    public Subscription subscribe(String event, String rung, String audio, MediaFormat format, MediaSink sink) {
        Subscriber subscriber = new Subscriber(event, rung, audio, format, sink);
        synchronized (this) {
            subscribers.add(subscriber);
            versions.forEach(version -> subscriber.hear(version.engine()));
        }
        return subscriber;
    }

    @Override
    public HlsAnswer hls(HlsRequest request) {
        return owner(request.event())
                .map(engine -> engine.hls(request))
                .orElseGet(() -> new HlsAnswer.Refused(503, "There is no media engine in service."));
    }

    @Override
    public Optional<byte[]> thumbnail(String event) {
        return owner(event).flatMap(engine -> engine.thumbnail(event));
    }

    /** The version that fetches goes on with it until it is retired; then the one in front does. */
    @Override
    public synchronized void pull(String event, List<PullSource> sources) {
        if (sources.isEmpty()) {
            pulls.remove(event);
        } else {
            pulls.put(event, sources);
        }
        List<Version> now = versions;
        if (!now.isEmpty()) {
            now.getLast().engine().pull(event, sources);
        }
    }

    @Override
    public List<MediaLink> links(String event) {
        return owner(event).map(engine -> engine.links(event)).orElseGet(List::of);
    }

    @Override
    public List<MediaHealth> health(String event) {
        return owner(event).map(engine -> engine.health(event)).orElseGet(List::of);
    }

    @Override
    public void startDemoSource(String event) {
        demos.add(event);
        List<Version> now = versions;
        if (!now.isEmpty()) {
            now.getFirst().engine().startDemoSource(event);
        }
    }

    @Override
    public Optional<StreamStatus> status(String event) {
        return owner(event).flatMap(engine -> engine.status(event));
    }

    @Override
    public List<Rung> rungs(String event) {
        return owner(event).map(engine -> engine.rungs(event)).orElseGet(List::of);
    }

    @Override
    public CompletionStage<ClipFile> clip(ClipRequest request) {
        return owner(request.event())
                .map(engine -> engine.clip(request))
                .orElseGet(() -> CompletableFuture.failedFuture(new MediaException(
                        "There is no media engine in service, so no clip can be made; see \"vitrine plugins why"
                                + " media-engine\".")));
    }

    /**
     * The version that has the event's stream: the newest with a picture, else the newest that knows it, else the
     * first.
     */
    private Optional<MediaEngine> owner(String event) {
        List<Version> now = versions;
        if (now.size() < 2) {
            return now.stream().map(Version::engine).findFirst();
        }
        Optional<MediaEngine> knows = Optional.empty();
        for (Version version : now) {
            Optional<StreamStatus> status = version.engine().status(event);
            if (status.isPresent() && status.get().state() != StreamState.OFFLINE) {
                return Optional.of(version.engine());
            }
            if (status.isPresent() && knows.isEmpty()) {
                knows = Optional.of(version.engine());
            }
        }
        return knows.or(() -> Optional.of(now.getFirst().engine()));
    }

    /** One asker's subscriptions to all versions. */
    private final class Subscriber implements Subscription {
        private final String event;
        private final String rung;
        private final String audio;
        private final MediaFormat format;
        private final MediaSink sink;
        private final Map<MediaEngine, Subscription> heard = new LinkedHashMap<>();

        Subscriber(String event, String rung, String audio, MediaFormat format, MediaSink sink) {
            this.event = event;
            this.rung = rung;
            this.audio = audio;
            this.format = format;
            this.sink = sink;
        }

        synchronized void hear(MediaEngine engine) {
            if (!heard.containsKey(engine)) {
                heard.put(engine, engine.subscribe(event, rung, audio, format, sink));
            }
        }

        synchronized void leave(MediaEngine engine) {
            Subscription left = heard.remove(engine);
            if (left != null) {
                left.close();
            }
        }

        @Override
        public void close() {
            subscribers.remove(this);
            synchronized (this) {
                heard.values().forEach(Subscription::close);
                heard.clear();
            }
        }
    }
}
