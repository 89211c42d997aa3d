package dev.vitrine.web.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Counters of the doors. Names follow Prometheus' conventions: base units, {@code _total}, {@code _seconds}. */
public final class WebMetrics {
    private final PrometheusRegistry registry;
    private final Counter deliveries;
    private final Counter bytes;
    private final Counter slow;
    private final Counter closes;
    private final Counter refusals;
    private final Counter errors;
    private final Counter sampled;
    private final Counter waiting;
    private final Counter chat;
    private final Counter commands;
    private final Counter requests;
    private final Counter webhooks;
    private final Histogram chatAck;
    private final Histogram mediaDelay;
    private final Counter mediaSkips;
    private final Histogram fanout;
    private final Map<String, DistributionDataPoint> mediaDelays = new ConcurrentHashMap<>();

    /** Registers everything once. */
    public WebMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        deliveries = counter("vitrine_ws_deliveries_total", "Publications given to sockets.");
        bytes = counter("vitrine_ws_sent_bytes_total", "Bytes written to WebSockets, frames included.");
        slow = counter("vitrine_ws_slow_cut_total", "Sockets closed because the peer did not read.");
        closes = counter("vitrine_ws_closes_total", "Sockets closed by the server, by code.", "code");
        refusals = counter("vitrine_ws_refused_total", "Handshakes refused, by reason.", "reason");
        errors = counter("vitrine_ws_errors_total", "Commands of the hub's clients refused, by error code.", "code");
        sampled =
                counter("vitrine_chat_sampled_total", "Chat messages that viewers of a very busy room were not shown.");
        waiting = counter("vitrine_ws_sent_to_wait_total", "Connections sent to the waiting room.");
        chat = counter("vitrine_chat_accept_total", "Chat messages by outcome.", "result");
        commands = counter("vitrine_commands_total", "Commands from REST by type and result.", "type", "result");
        webhooks =
                counter("vitrine_webhook_deliveries_total", "Tries to deliver outgoing events, by result.", "result");
        requests = counter("vitrine_http_requests_total", "HTTP requests by kind and status class.", "kind", "status");
        chatAck = histogram(
                "vitrine_chat_ack_seconds", "Time from a chat message's arrival to its durable acknowledgement.");
        mediaDelay = histogram(
                "vitrine_media_ingest_to_write_seconds",
                "Time from a packet's last byte from the publisher to the end of its write to a viewer's socket.",
                "format");
        mediaSkips = counter("vitrine_media_skips_total", "Jumps of lagging viewers to the next key frame.", "format");
        fanout = histogram(
                "vitrine_fanout_wait_seconds", "Time a durable publication waits before its frame is on the ring.");
    }

    /** Shows a number that is read at each scrape. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /** Shows a number for each value of a label, read at each scrape. */
    public void gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(callback -> values.get().forEach((key, value) -> callback.call(value, key)))
                .register(registry);
    }

    /** The registry that {@code /metrics} shows. */
    public PrometheusRegistry registry() {
        return registry;
    }

    /** Publications that one session took. */
    public void delivered(int publications) {
        deliveries.inc(publications);
    }

    /** Bytes written to a WebSocket. */
    public void bytesSent(int count) {
        bytes.inc(count);
    }

    /** A peer that did not read was cut. */
    public void slowCut() {
        slow.inc();
    }

    /** The server closed a socket. */
    public void closed(int code) {
        closes.labelValues(Integer.toString(code)).inc();
    }

    /** A handshake was refused. */
    public void refused(String reason) {
        refusals.labelValues(reason).inc();
    }

    /** A command was answered with an error. */
    public void error(int code) {
        errors.labelValues(Integer.toString(code)).inc();
    }

    /** So many messages were left out of what the viewers of a room see. */
    public void sampled(int messages) {
        sampled.inc(messages);
    }

    /** Somebody was told to wait. */
    public void waiting() {
        waiting.inc();
    }

    /** A chat message was shown, held or refused, after that long. */
    public void chat(String result, double seconds) {
        chat.labelValues(result).inc();
        chatAck.observe(seconds);
    }

    /**
     * A delivery to a receiver of outgoing events ended: {@code delivered}, {@code failed}, {@code dead}, {@code gone}.
     */
    public void webhook(String result) {
        webhooks.labelValues(result).inc();
    }

    /** A command from REST ended. */
    public void command(String type, String result) {
        commands.labelValues(type, result).inc();
    }

    /** A request was answered. */
    public void request(String kind, int status) {
        requests.labelValues(kind, status / 100 + "xx").inc();
    }

    /** A media frame reached the operating system that long after its packet had arrived. */
    public void mediaDelay(String format, double seconds) {
        mediaDelays.computeIfAbsent(format, mediaDelay::labelValues).observe(seconds);
    }

    /** A viewer jumped to the next key frame. */
    public void mediaSkip(String format) {
        mediaSkips.labelValues(format).inc();
    }

    /** A publication waited that long before its frame was built. */
    public void fanout(double seconds) {
        fanout.observe(seconds);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private Histogram histogram(String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
                .register(registry);
    }
}
