package dev.vitrine.web;

import dev.vitrine.core.House;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.web.hook.WebhookSender;
import dev.vitrine.web.http.Doors;
import dev.vitrine.web.http.Health;
import dev.vitrine.web.http.HttpDoor;
import dev.vitrine.web.hub.Hub;
import dev.vitrine.web.hub.HubLimits;
import dev.vitrine.web.media.MediaDoor;
import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Caretaker;
import dev.vitrine.web.socket.SocketUpgrade;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The doors of the server: pages, REST, sockets and media on one HTTP port. Safe from any thread. */
public final class VitrineWeb implements AutoCloseable {
    private static final String TLS = "https";
    /** Connections the system may queue before we take them: a herd comes back at once. */
    private static final int BACKLOG = 4096;
    /** Plain HTTP requests beside the sockets. */
    private static final int SPARE_CONNECTIONS = 4096;
    /**
     * The kernel's share of a socket's queue. Left alone it grows to megabytes, and a viewer that lags by ten seconds
     * looks up to date from here.
     */
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    private final WebServer server;
    private final HttpDoor http;
    private final MediaDoor media;
    private final Caretaker caretaker;
    private final Health health;
    private final AutoCloseable changes;
    private final WebhookSender sender;

    private VitrineWeb(
            WebServer server,
            HttpDoor http,
            MediaDoor media,
            Caretaker caretaker,
            Health health,
            AutoCloseable changes,
            WebhookSender sender) {
        this.server = server;
        this.http = http;
        this.media = media;
        this.caretaker = caretaker;
        this.health = health;
        this.changes = changes;
        this.sender = sender;
    }

    /**
     * Opens the doors. Media come from the engine among {@code house.contributions()}, also after a swap.
     *
     * @param config where and how
     * @param house what is behind them
     * @param roots the pages
     * @param plugins the plugin manager
     * @param registry what {@code /metrics} shows; ours are registered there too, once per registry
     * @throws UncheckedIOException if a port is taken or a certificate cannot be read; the message says which
     */
    public static VitrineWeb start(
            WebConfig config, House house, StaticRoots roots, PluginAdmin plugins, PrometheusRegistry registry) {
        WebMetrics metrics = new WebMetrics(registry);
        Caretaker caretaker = new Caretaker(config.maxSockets(), config.maxSocketsPerAddress(), metrics);
        Hub hub = new Hub(
                house.rooms(),
                house.chat(),
                house.access(),
                HubLimits.defaults(),
                caretaker,
                metrics,
                config.version());
        MediaDoor media = new MediaDoor(house.rooms(), house.contributions(), metrics);
        caretaker.also(media::tend);
        AutoCloseable changes = house.access().onChange(caretaker::nudge);
        Health health = new Health();
        WebhookSender sender = WebhookSender.start(house, InstantSource.system(), metrics);
        HttpDoor http = Doors.http(config, house, roots, plugins, hub, media, health, metrics);
        SocketUpgrade upgrade = new SocketUpgrade(List.of(hub, media), config.origins(), caretaker);
        hub.open();
        metrics.gauge("vitrine_ws_sessions", "Open WebSockets.", caretaker::links);
        metrics.gauge("vitrine_media_viewers", "Open media sockets.", media::watching);
        pluginGauges(metrics, house);
        try {
            requireFree(config.bind(), config.port());
            config.tls().ifPresent(tls -> requireFree(config.bind(), tls.port()));
            WebServer server = server(config, http, upgrade).start();
            if (!server.isRunning()) {
                throw new UncheckedIOException(new IOException("The HTTP server did not start; its log says why."));
            }
            return new VitrineWeb(server, http, media, caretaker, health, changes, sender);
        } catch (RuntimeException e) {
            stop(changes);
            sender.close();
            http.close();
            media.close();
            caretaker.close();
            throw e;
        }
    }

    private static void pluginGauges(WebMetrics metrics, House house) {
        gauge(metrics, house, "vitrine_plugin_calls", "Calls into the version in service.", GuardedCalls::calls);
        gauge(metrics, house, "vitrine_plugin_faults", "Calls that gave no answer.", GuardedCalls::failures);
        gauge(metrics, house, "vitrine_plugin_calls_in_flight", "Calls under way.", GuardedCalls::inFlight);
    }

    private static void gauge(
            WebMetrics metrics, House house, String name, String help, ToDoubleFunction<GuardedCalls> value) {
        metrics.gauges(name, help, "plugin", () -> {
            Map<String, Double> values = new LinkedHashMap<>();
            for (InService version : house.contributions().snapshot().plugins()) {
                if (version.calls() instanceof GuardedCalls calls) {
                    values.put(version.contributions().plugin(), value.applyAsDouble(calls));
                }
            }
            return values;
        });
    }

    private static WebServer server(WebConfig config, HttpDoor http, SocketUpgrade upgrade) {
        WebServerConfig.Builder builder = WebServer.builder().shutdownHook(false);
        listen(builder, config, config.port(), http, upgrade);
        config.tls().ifPresent(tls -> builder.putSocket(TLS, secure(config, tls, http, upgrade)));
        return builder.build();
    }

    private static ListenerConfig secure(WebConfig config, WebConfig.Tls tls, HttpDoor http, SocketUpgrade upgrade) {
        Keys keys = Certificates.keys(tls.certificate(), tls.key());
        ListenerConfig.Builder builder = ListenerConfig.builder()
                .name(TLS)
                .tls(Tls.builder()
                        .privateKey(keys)
                        .privateKeyCertChain(keys)
                        .addApplicationProtocol("h2")
                        .addApplicationProtocol("http/1.1")
                        .build());
        listen(builder, config, tls.port(), http, upgrade);
        return builder.build();
    }

    private static void listen(
            ListenerConfig.BuilderBase<?, ?> builder,
            WebConfig config,
            int port,
            HttpDoor http,
            SocketUpgrade upgrade) {
        builder.address(address(config.bind()))
                .port(port)
                .backlog(BACKLOG)
                // One 8 KiB buffer to a connection and not two, and no second copy of what is written.
                .useNio(false)
                .maxTcpConnections(config.maxSockets() + SPARE_CONNECTIONS)
                .maxPayloadSize(64L << 20)
                .idleConnectionTimeout(Duration.ofMinutes(2))
                .shutdownGracePeriod(Duration.ofMillis(500))
                .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER_BYTES))
                .routing(HttpRouting.builder().any(http))
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(Http1Config.builder()
                                .maxHeadersSize(16 * 1024)
                                .maxPrologueLength(4 * 1024)
                                .validateRequestHeaders(true)
                                .build())
                        .addUpgraders(upgrade.anySpelling())
                        .build());
    }

    private static InetAddress address(String bind) {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("Address \"" + bind + "\" to listen on is unknown here.", e);
        }
    }

    /** Helidon tells of a taken port in its log alone, with a stack trace, and goes on without a listener. */
    private static void requireFree(String bind, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address(bind), port));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    e instanceof BindException && String.valueOf(e.getMessage()).contains("in use")
                            ? "Port " + port + " on " + bind + " is in use; stop what listens there or choose another."
                            : "Port " + port + " on " + bind + " cannot be opened: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Port of plain HTTP. */
    public int port() {
        return server.port();
    }

    /** Port of HTTPS; -1 without a certificate. */
    public int tlsPort() {
        return server.port(TLS);
    }

    /** From now on {@code /health/ready} is 200: everything is up. Before, it is 503. */
    public void ready() {
        health.ready();
    }

    /** From now on {@code /health/ready} is 503, so that a load balancer sends nobody new; sockets stay. */
    public void draining() {
        health.draining();
    }

    /** Sends nothing more to receivers outside. */
    public void stopWebhooks() {
        sender.close();
    }

    /** Number of open WebSockets. */
    public int sockets() {
        return caretaker.links();
    }

    private static void stop(AutoCloseable listening) {
        try {
            listening.close();
        } catch (Exception e) {
            throw new IllegalStateException("To stop listening does not fail.", e);
        }
    }

    /** Tells every socket to come back later, waits a moment, and closes the ports. */
    @Override
    public void close() {
        health.draining();
        stop(changes);
        sender.close();
        caretaker.close();
        server.stop();
        http.close();
        media.close();
    }
}
