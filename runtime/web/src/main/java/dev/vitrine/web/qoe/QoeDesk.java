package dev.vitrine.web.qoe;

import dev.vitrine.api.data.Body;
import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.qoe.QoeReport.PlayPath;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Takes the players' reports and answers what they amount to. Safe from any thread; an event's reports are taken one
 * after the other and in no time.
 *
 * <p>Bounds: {@value EventQoe#MAX_SITTINGS} sittings to an event, each heard at most every
 * {@value EventQoe#LEAST_BETWEEN_MS} ms and forgotten {@value EventQoe#FORGET_MS} ms after its last word. The metrics
 * have no label but the path, which is one of four.
 */
public final class QoeDesk {
    private static final double[] STARTUP_BOUNDS = {0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10};
    private static final double[] DELAY_BOUNDS = {0.025, 0.05, 0.08, 0.12, 0.19, 0.3, 0.5, 0.7, 1, 2, 5, 10};

    private final Map<String, EventQoe> events = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final Meters meters;

    /** The metrics that reports are counted in. */
    record Meters(Counter reports, Counter stalls, Counter stood, Counter dropped, Histogram startup, Histogram delay) {
        static Meters of(PrometheusRegistry registry) {
            return new Meters(
                    counter(registry, "vitrine_qoe_reports_total", "Reports of players."),
                    counter(registry, "vitrine_qoe_stalls_total", "Times a viewer's picture stood still."),
                    counter(registry, "vitrine_qoe_stalled_seconds_total", "How long viewers' pictures stood still."),
                    counter(registry, "vitrine_qoe_dropped_frames_total", "Pictures that players did not show."),
                    histogram(
                            registry,
                            "vitrine_qoe_startup_seconds",
                            "From the wish to play to the first picture, as players say.",
                            STARTUP_BOUNDS),
                    histogram(
                            registry,
                            "vitrine_qoe_delay_seconds",
                            "From newest media received to the picture on the screen, as players say.",
                            DELAY_BOUNDS));
        }

        private static Counter counter(PrometheusRegistry registry, String name, String help) {
            return Counter.builder().name(name).help(help).labelNames("path").register(registry);
        }

        private static Histogram histogram(PrometheusRegistry registry, String name, String help, double[] bounds) {
            return Histogram.builder()
                    .name(name)
                    .help(help)
                    .labelNames("path")
                    .classicOnly()
                    .classicUpperBounds(bounds)
                    .register(registry);
        }
    }

    /**
     * Registers the metrics.
     *
     * @param nanos as {@link System#nanoTime}
     */
    @SuppressWarnings("this-escape") // the gauge only reads
    public QoeDesk(WebMetrics metrics, LongSupplier nanos) {
        this.nanos = nanos;
        this.meters = Meters.of(metrics.registry());
        metrics.gauges(
                "vitrine_qoe_sittings", "Players that reported in the last half minute.", "path", this::sittings);
    }

    /**
     * Takes a report.
     *
     * @return {@code {"everyMs"}}: when the next one is wanted
     */
    public Body take(String event, QoeReport report) {
        return events.computeIfAbsent(event, id -> new EventQoe(meters)).take(report, nanos.getAsLong());
    }

    /** What an event's viewers tell, taken together; see {@link EventQoe#view}. */
    public Body view(String event) {
        EventQoe known = events.get(event);
        return known == null ? EventQoe.nothing() : known.view(nanos.getAsLong());
    }

    private Map<String, Double> sittings() {
        long now = nanos.getAsLong();
        Map<String, Double> counts = new LinkedHashMap<>();
        for (PlayPath path : PlayPath.values()) {
            counts.put(path.text(), 0.0);
        }
        events.values().forEach(event -> event.countInto(counts, now));
        return counts;
    }
}
