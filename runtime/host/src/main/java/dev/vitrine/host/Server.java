package dev.vitrine.host;

import dev.vitrine.core.House;
import dev.vitrine.core.HouseConfig;
import dev.vitrine.core.HouseException;
import dev.vitrine.host.demo.DemoShow;
import dev.vitrine.host.ingest.IngestListener;
import dev.vitrine.host.ingest.SrtListener;
import dev.vitrine.host.link.Fetcher;
import dev.vitrine.host.link.SrtDialler;
import dev.vitrine.host.plugin.Framework;
import dev.vitrine.host.plugin.PluginDesk;
import dev.vitrine.host.plugin.PluginManager;
import dev.vitrine.host.search.SearchDesk;
import dev.vitrine.web.Certificates;
import dev.vitrine.web.StaticRoots;
import dev.vitrine.web.VitrineWeb;
import dev.vitrine.web.WebConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A running server: house, plugins, doors, ingest and, if wanted, the demo event. Opened in an order in which nothing
 * is reachable before what stands behind it, closed in the opposite one.
 */
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Server.class.getName());
    private static final Executor ON_A_THREAD =
            task -> Thread.ofPlatform().daemon().name("start").start(task);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Settings settings;
    private @Nullable House house;
    private @Nullable VitrineWeb web;
    private @Nullable IngestListener ingest;
    private @Nullable IngestListener secureIngest;
    private @Nullable SrtListener srtIngest;
    private @Nullable PluginManager plugins;

    private Server(Settings settings) {
        this.settings = settings;
    }

    /**
     * Starts a server.
     *
     * @throws HouseException with one sentence if it cannot start; whatever was open is closed again
     */
    public static Server start(Settings settings, Distribution distribution) {
        Server server = new Server(settings);
        boolean started = false;
        try {
            server.open(distribution);
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    private void open(Distribution distribution) {
        InstantSource clock = InstantSource.system();
        CompletableFuture<House> opening = CompletableFuture.supplyAsync(
                () -> House.open(
                        new HouseConfig(settings.data(), distribution.policies(), clock, settings.ownerToken())),
                ON_A_THREAD);
        // The framework's cache lies in the data directory, which is the house's to make, check and lock.
        House opened = join(opening);
        house = opened;
        this.opened.push(opened);
        Framework framework = Framework.boot(settings.data().resolve("cache").resolve("osgi"), distribution.platform());
        this.opened.push(framework);
        PluginManager manager = manager(distribution, clock, opened, framework);
        plugins = manager;
        this.opened.push(manager);
        manager.startInstalled(distribution.bundled());
        IngestListener listener = IngestListener.open(settings.bind(), settings.rtmp(), manager.engines());
        ingest = listener;
        this.opened.push(listener);
        settings.tls().ifPresent(tls -> {
            IngestListener secure = IngestListener.openSecure(
                    settings.bind(), tls.rtmps(), context(tls.certificate(), tls.key()), manager.engines());
            secureIngest = secure;
            this.opened.push(secure);
        });
        settings.srt().ifPresent(srt -> {
            SrtListener caller = SrtListener.open(
                    settings.bind(), srt, Distribution.java(), distribution.worker(), manager.engines());
            srtIngest = caller;
            this.opened.push(caller);
        });
        this.opened.push(Fetcher.start(opened, manager.engines()));
        VitrineWeb doors = doors(distribution, opened, manager, listener.port());
        web = doors;
        this.opened.push(doors);
        RunFile.write(settings, doors.port(), listener.port(), opened.ownerToken());
        this.opened.push(() -> RunFile.delete(settings.data()));
        if (settings.demo()) {
            this.opened.push(DemoShow.start(opened, manager.engines(), clock));
        }
        doors.ready();
        this.opened.push(SearchDesk.start(opened, clock, settings.data().resolve("views")));
    }

    private PluginManager manager(Distribution distribution, InstantSource clock, House house, Framework framework) {
        Path data = settings.data();
        return new PluginManager(
                new PluginManager.Options(
                        data.resolve("plugins"),
                        data.resolve("recordings"),
                        distribution.worker(),
                        Distribution.java(),
                        settings.watch(),
                        settings.failureBudget(),
                        settings.plugins()),
                house,
                clock,
                framework);
    }

    private VitrineWeb doors(Distribution distribution, House house, PluginManager manager, int rtmpPort) {
        WebConfig plain = WebConfig.plain(settings.bind(), settings.http())
                .withOrigins(settings.origins())
                .withIngest(new WebConfig.Ingest(
                        rtmpPort,
                        Math.max(0, srtPort()),
                        settings.srt().filter(Settings.Srt::isEncrypted).isPresent()))
                .withSrt(new SrtDialler(Distribution.java(), distribution.worker())::missing);
        WebConfig secure = settings.tls()
                .map(tls -> plain.withTls(new WebConfig.Tls(tls.https(), tls.certificate(), tls.key())))
                .orElse(plain);
        WebConfig config = settings.oidc().map(secure::withOidc).orElse(secure);
        try {
            return VitrineWeb.start(
                    config, house, roots(), new PluginDesk(manager), PrometheusRegistry.defaultRegistry);
        } catch (UncheckedIOException e) {
            throw new HouseException(Optional.ofNullable(e.getMessage()).orElse("The HTTP port cannot be opened."), e);
        }
    }

    private static SSLContext context(Path certificate, Path key) {
        try {
            return Certificates.context(certificate, key);
        } catch (RuntimeException e) {
            throw new HouseException(
                    "\"" + certificate + "\" and \"" + key + "\" are no PEM certificate and its key: " + e.getMessage(),
                    e);
        }
    }

    /** The pages; from a directory while someone works on them ({@code -Dvitrine.web=web-overlay/dist}). */
    private static StaticRoots roots() {
        return Optional.ofNullable(System.getProperty("vitrine.web"))
                .map(directory -> StaticRoots.directory(Path.of(directory)))
                .orElseGet(StaticRoots::classPath);
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HouseException sentence) {
                throw sentence;
            }
            throw e;
        }
    }

    /** Call once the server has been up for a while; see {@link PluginManager#bootLasted}. */
    public void lasted() {
        plugins().bootLasted();
    }

    /** The port of plain HTTP. */
    public int httpPort() {
        return opened(web).port();
    }

    /** The port of HTTPS; -1 without a certificate. */
    public int httpsPort() {
        return opened(web).tlsPort();
    }

    /** The port of RTMP. */
    public int rtmpPort() {
        return opened(ingest).port();
    }

    /** The port of RTMP over TLS, or -1 without a certificate. */
    public int rtmpsPort() {
        return secureIngest == null ? -1 : secureIngest.port();
    }

    /** The port of SRT, or -1 when it is not offered. */
    public int srtPort() {
        return srtIngest == null ? -1 : srtIngest.port();
    }

    /** The house. */
    public House house() {
        return opened(house);
    }

    /** The plugin manager. */
    public PluginManager plugins() {
        return opened(plugins);
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The server is not up.");
        }
        return part;
    }

    /** Sends nobody new, says goodbye to those who are here, makes everything durable, and stops. */
    @Override
    public void close() {
        if (web != null) {
            web.draining();
        }
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.DEBUG, "A part of the server does not close.", e);
            }
        }
    }
}
