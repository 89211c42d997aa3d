package dev.vitrine.web;

import dev.vitrine.core.House;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The doors of the server: pages, REST, sockets and media on one HTTP port. Safe from any thread. */
public final class VitrineWeb implements AutoCloseable {
    private VitrineWeb() {}

    /**
     * Opens the doors. Media come from the engine among {@code house.contributions()}, also after a swap.
     *
     * @param config where and how
     * @param house what is behind them
     * @param roots the pages
     * @param plugins the plugin manager
     * @param metrics what {@code /metrics} shows; ours are registered there too, once per registry
     * @throws java.io.UncheckedIOException if a port is taken or a certificate cannot be read; the message says which
     */
    public static VitrineWeb start(
            WebConfig config, House house, StaticRoots roots, PluginAdmin plugins, PrometheusRegistry metrics) {
        throw new UnsupportedOperationException("Not built yet.");
    }

    /** Port of plain HTTP. */
    public int port() {
        return 0;
    }

    /** Port of HTTPS; -1 without a certificate. */
    public int tlsPort() {
        return -1;
    }

    /** From now on {@code /health/ready} is 200: everything is up. Before, it is 503. */
    public void ready() {}

    /** From now on {@code /health/ready} is 503, so that a load balancer sends nobody new; sockets stay. */
    public void draining() {}

    /** Number of open WebSockets. */
    public int sockets() {
        return 0;
    }

    /** Tells every socket to come back later, waits a moment, and closes the ports. */
    @Override
    public void close() {}
}
