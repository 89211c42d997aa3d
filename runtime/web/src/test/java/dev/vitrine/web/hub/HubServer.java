package dev.vitrine.web.hub;

import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Caretaker;
import dev.vitrine.web.socket.SocketLimits;
import dev.vitrine.web.socket.SocketUpgrade;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.List;
import java.util.Set;

/** A hub over a {@link FakeRoom} on a free port, through the true bridge. */
public final class HubServer implements AutoCloseable {
    private final FakeRoom room;
    private final Hub hub;
    private final Caretaker caretaker;
    private final PrometheusRegistry registry;
    private final WebServer server;

    /** Starts it for an event. */
    public HubServer(FakeRoom room) {
        this(room, 0);
    }

    /** Starts it on a port. */
    public HubServer(FakeRoom room, int port) {
        this(room, port, SocketLimits.of(20_000, 20_000), HubLimits.defaults());
    }

    /** Starts it with bounds of its own. */
    public HubServer(FakeRoom room, int port, SocketLimits sockets, HubLimits limits) {
        this.room = room;
        registry = new PrometheusRegistry();
        WebMetrics metrics = new WebMetrics(registry);
        caretaker = new Caretaker(sockets, metrics);
        room.onChange(caretaker::nudge);
        hub = new Hub(room, room, room, limits, caretaker, metrics, "test");
        hub.open();
        SocketUpgrade upgrade = new SocketUpgrade(List.of(hub), Set.of("https://friend.example"), caretaker);
        server = WebServer.builder()
                .shutdownHook(false)
                .host("127.0.0.1")
                .port(port)
                .backlog(4096)
                .useNio(false)
                .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(256 * 1024))
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(io.helidon.webserver.http1.Http1Config.create())
                        .addUpgraders(upgrade.anySpelling())
                        .build())
                .build()
                .start();
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    /** Its room. */
    public FakeRoom room() {
        return room;
    }

    /** Value of a counter, over all values of its labels. */
    public double counter(String name) {
        return registry.scrape(name::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .mapToDouble(point ->
                        point instanceof CounterSnapshot.CounterDataPointSnapshot counter ? counter.getValue() : 0)
                .sum();
    }

    Hub hub() {
        return hub;
    }

    /** Open sockets. */
    public int sockets() {
        return caretaker.links();
    }

    @Override
    public void close() {
        caretaker.close();
        server.stop();
    }
}
