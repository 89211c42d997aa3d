package dev.vitrine.media.engine;

import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.IngestGrant;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaException;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHost;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.media.engine.health.HealthLimits;
import dev.vitrine.media.engine.health.HealthProbe;
import dev.vitrine.media.engine.hls.Cues;
import dev.vitrine.media.engine.hls.HlsOrigin;
import dev.vitrine.media.engine.hls.Lengths;
import dev.vitrine.media.engine.hls.Rungs;
import dev.vitrine.media.engine.ladder.Ladder;
import dev.vitrine.media.engine.ladder.Quarantine;
import dev.vitrine.media.engine.link.LinkPolicy;
import dev.vitrine.media.engine.link.Pulls;
import dev.vitrine.media.engine.link.Restreams;
import dev.vitrine.media.engine.record.Archive;
import dev.vitrine.media.engine.record.ClipMaker;
import dev.vitrine.media.engine.rtmp.RtmpSession;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.PacketSource;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.Timers;
import dev.vitrine.media.engine.ts.TsSession;
import dev.vitrine.media.engine.worker.DemoSource;
import dev.vitrine.media.engine.worker.SlateSource;
import dev.vitrine.media.engine.worker.Thumbnails;
import dev.vitrine.media.engine.worker.WorkerCommand;
import dev.vitrine.media.engine.worker.WorkerPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The media engine of this server: see the package for how media flows through it. */
@Component(service = {MediaEngine.class, LogView.class})
public final class VitrineMediaEngine implements MediaEngine, LogView, AutoCloseable {
    private static final Duration WATCH_PAUSE = Duration.ofMillis(500);
    private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);
    private static final Duration LADDER_PAUSE = Duration.ofMillis(100);
    private static final Duration MEASURE_PAUSE = Duration.ofSeconds(2);

    private final MediaHost host;
    private final PluginContext context;
    private final Notifier notifier;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Map<String, DemoSource> demos = new ConcurrentHashMap<>();
    private final WorkerPool pool;
    private final Quarantine quarantine;
    private final ClipMaker clips;
    private final Cues cues;
    private final PluginContext.Cancellable watching;
    private final PluginContext.Cancellable laddering;
    private final PluginContext.Cancellable following;
    private final PluginContext.Cancellable looking;
    private final PluginContext.Cancellable measuring;

    /** Starts with no stream. */
    @Activate
    public VitrineMediaEngine(@Reference MediaHost host, @Reference PluginContext context) {
        this(host, context, WorkerCommand.MAIN_CLASS);
    }

    /** An engine whose workers run another program. */
    VitrineMediaEngine(MediaHost host, PluginContext context, String workerClass) {
        this.host = host;
        this.context = context;
        this.notifier = new Notifier(host);
        this.pool = new WorkerPool(new WorkerCommand(
                host.javaExecutable(),
                host.workerClassPath(),
                workerClass,
                context.directory().resolve("natives").toAbsolutePath()));
        this.quarantine = new Quarantine(context.directory().resolve("quarantine"));
        this.clips = new ClipMaker(pool);
        this.cues = new Cues(context.clock());
        this.watching = context.every(WATCH_PAUSE, () -> streams().forEach(Stream::watch));
        this.laddering = context.every(
                LADDER_PAUSE,
                () -> channels.values().forEach(channel -> channel.ladder().watch()));
        this.following = context.every(
                WATCH_PAUSE,
                () -> channels.forEach((event, channel) -> {
                    channel.ladder().follow(host.profile(event));
                    channel.restreams().follow(host.restreams(event));
                }));
        this.looking = context.every(
                LOOK_PAUSE,
                () -> channels.values().forEach(channel -> channel.health().look()));
        this.measuring = context.every(MEASURE_PAUSE, () -> streams().forEach(Stream::measure));
    }

    /** Disconnects publishers and ends all work. */
    @Override
    @Deactivate
    public void close() {
        watching.cancel();
        laddering.cancel();
        looking.cancel();
        following.cancel();
        measuring.cancel();
        demos.values().forEach(DemoSource::close);
        channels.values().forEach(Channel::close);
        pool.close();
        notifier.close();
    }

    @Override
    public void serveRtmp(IngestConnection connection) throws IOException {
        RtmpSession session = new RtmpSession(connection, this::admit, System::nanoTime);
        session.run();
    }

    @Override
    public void serveTs(IngestConnection connection, String streamKey) throws IOException {
        Publication publication = admit(streamKey, connection.remote(), connection::close);
        new TsSession(connection, publication, System::nanoTime).run();
    }

    @Override
    public Subscription subscribe(String event, String rung, MediaFormat format, MediaSink sink) {
        return subscribe(event, rung, FIRST_AUDIO, format, sink);
    }

    @Override
    public Subscription subscribe(String event, String rung, String audio, MediaFormat format, MediaSink sink) {
        return channel(event).subscribe(rung, audio, format, sink);
    }

    @Override
    public HlsAnswer hls(HlsRequest request) {
        return Optional.ofNullable(channels.get(request.event()))
                .map(channel -> channel.hls().answer(request))
                .orElseGet(() -> MediaEngine.super.hls(request));
    }

    @Override
    public Set<String> recordTypes() {
        return Cues.TYPES;
    }

    /** Offers become date ranges of the event's playlists. */
    @Override
    public void apply(LogRecord record) {
        cues.apply(record);
    }

    @Override
    public Optional<StreamStatus> status(String event) {
        return Optional.ofNullable(channels.get(event))
                .map(channel -> channel.stream().status())
                .filter(status -> status.state() != StreamState.OFFLINE);
    }

    @Override
    public List<Rung> rungs(String event) {
        return channel(event).rungs();
    }

    @Override
    public void pull(String event, List<PullSource> sources) {
        if (sources.isEmpty() && !channels.containsKey(event)) {
            return;
        }
        Channel channel = channel(event);
        if (!sources.isEmpty()) {
            channel.archive();
            pool.warmUp();
        }
        channel.pulls().follow(sources);
    }

    @Override
    public List<MediaLink> links(String event) {
        Channel channel = channels.get(event);
        if (channel == null) {
            return List.of();
        }
        List<MediaLink> links = new ArrayList<>(channel.pulls().links());
        links.addAll(channel.restreams().links());
        return links;
    }

    @Override
    public List<MediaHealth> health(String event) {
        Channel channel = channels.get(event);
        if (channel == null) {
            return List.of();
        }
        List<MediaHealth> health = new ArrayList<>(channel.stream().publisherHealth());
        health.addAll(channel.health().readings());
        return health;
    }

    @Override
    public Optional<byte[]> thumbnail(String event) {
        return Optional.ofNullable(channels.get(event)).flatMap(Channel::thumbnail);
    }

    @Override
    public void startDemoSource(String event) {
        demos.computeIfAbsent(event, id -> {
            Channel channel = channel(id);
            channel.archive();
            DemoSource demo = new DemoSource(
                    channel.stream(),
                    pool,
                    timers(),
                    context.clock(),
                    context.directory().resolve("demo").toAbsolutePath());
            demo.start();
            return demo;
        });
    }

    @Override
    public CompletionStage<ClipFile> clip(ClipRequest request) {
        CompletableFuture<ClipFile> result = new CompletableFuture<>();
        Thread.ofVirtual().name("media-clip").start(() -> {
            try {
                Archive archive = channel(request.event())
                        .archive()
                        .orElseThrow(() -> new MediaException(
                                "Event \"" + request.event() + "\" is not recorded; the log of this server says why."));
                channel(request.event()).hls().upToNow();
                result.complete(clips.make(request, archive));
            } catch (MediaException | InterruptedException | RuntimeException failed) {
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    private Publication admit(String streamKey, String remote, Runnable disconnect) throws PublisherRefusedException {
        IngestGrant grant = host.authorise(streamKey)
                .orElseThrow(() -> new PublisherRefusedException("Stream key \"" + masked(streamKey)
                        + "\" is not known; make one in the console under Stream keys and copy it whole."));
        Publisher publisher = new Publisher(
                "stream key \"" + masked(streamKey) + "\"",
                remote,
                context.clock().instant(),
                grant.backup(),
                false,
                disconnect);
        Channel channel = channel(grant.event());
        channel.archive();
        Publication publication = channel.stream().publish(publisher, IngestPolicy.of(context.policy("ingest")));
        pool.warmUp();
        return publication;
    }

    private Channel channel(String event) {
        return channels.computeIfAbsent(event, this::open);
    }

    private Channel open(String event) {
        Stream stream = new Stream(event, new EngineClock(System::nanoTime), context.clock(), timers(), notifier);
        Ladder ladder = new Ladder(stream, host.profile(event), pool, quarantine, System::nanoTime);
        SlateSource slate = new SlateSource(stream, pool, () -> host.title(event));
        HealthProbe health =
                new HealthProbe(stream, pool, () -> HealthLimits.of(context.policy("health")), host::health);
        return new Channel(
                stream,
                ladder,
                slate,
                health,
                new HlsOrigin(
                        stream, rungs(ladder), () -> Lengths.of(ladder.profile()), cues, timers(), context.clock()),
                new Restreams(
                        stream,
                        event,
                        host,
                        () -> LinkPolicy.of(context.policy("restream")),
                        context.clock(),
                        System::nanoTime),
                new Pulls(
                        stream,
                        host,
                        pool,
                        () -> LinkPolicy.of(context.policy("sources")),
                        () -> IngestPolicy.of(context.policy("ingest")),
                        context.clock()),
                new Thumbnails(stream, pool, System::nanoTime),
                host.recordings(event),
                context.clock());
    }

    /** What HLS sees of a ladder. */
    private static Rungs rungs(Ladder ladder) {
        return new Rungs() {
            @Override
            public List<Rung> rungs() {
                return ladder.rungs();
            }

            @Override
            public Runnable watch(String name, PacketSubscriber reader) {
                PacketSource bus = ladder.rung(name);
                bus.attach(reader);
                return () -> bus.detach(reader);
            }
        };
    }

    private Timers timers() {
        return (delay, task) -> context.after(delay, task);
    }

    private Iterable<Stream> streams() {
        return channels.values().stream().map(Channel::stream).toList();
    }

    /** The ends of a key, enough to tell it from another one and no more. */
    private static String masked(String key) {
        String printable = key.replaceAll("[^ -~]", "?");
        return printable.length() < 8
                ? "…"
                : printable.substring(0, 2) + "…" + printable.substring(printable.length() - 2);
    }
}
