package dev.vitrine.web.qoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.web.metrics.WebMetrics;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QoeDeskTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final QoeDesk desk = new QoeDesk(new WebMetrics(registry), nanos::get);

    private static Body report(String sitting) {
        return Body.of("sid", sitting, "sta", "p", "com.vitrine-path", "frames", "com.vitrine-rung", "source");
    }

    private void take(Body body) {
        desk.take("drop", QoeReport.of(body));
    }

    private void pass(long seconds) {
        nanos.addAndGet(seconds * 1_000_000_000);
    }

    private String metrics() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eventNobodySpokeOf_isEmpty() {
        Body view = desk.view("drop");
        assertThat(view.integer("sittings")).isZero();
        assertThat(view.bodies("worst")).isEmpty();
        assertThat(view.body("delayMs").has("p50")).isFalse();
    }

    @Test
    void reports_areTakenTogether() {
        for (int i = 0; i < 20; i++) {
            take(report("sitting-" + i).with("ltc", 50 + i * 10).with("msd", 100 + i));
        }
        take(report("sitting-x").with("com.vitrine-path", "mse").with("com.vitrine-rung", "480p"));
        Body view = desk.view("drop");
        assertThat(view.integer("sittings")).isEqualTo(21);
        assertThat(view.body("paths").integer("frames")).isEqualTo(20);
        assertThat(view.body("paths").integer("mse")).isEqualTo(1);
        assertThat(view.body("rungs").integer("480p")).isEqualTo(1);
        assertThat(view.body("startupMs").integer("p50")).isEqualTo(110);
        assertThat(view.body("delayMs").integer("p95")).isEqualTo(230);
        assertThat(desk.view("other").integer("sittings")).isZero();
    }

    @Test
    void stalls_areCountedByTheMinute_andTheWorstNamed() {
        take(report("good-sitting").with("com.vitrine-stalls", 0));
        take(report("poor-sitting").with("com.vitrine-stalls", 2));
        pass(20);
        take(report("good-sitting").with("com.vitrine-stalls", 0));
        take(report("poor-sitting").with("com.vitrine-stalls", 5).with("ltc", 900));
        Body view = desk.view("drop");
        assertThat(view.bodies("worst").getFirst().text("sitting")).isEqualTo("poor-sit");
        assertThat(view.bodies("worst").getFirst().integer("stalls")).isEqualTo(3);
        assertThat(view.values().get("stallsPerMinute")).isEqualTo(4.5);
    }

    @Test
    void sittingThatFallsSilentOrLeaves_isForgotten() {
        take(report("leaves-soon"));
        take(report("falls-silent"));
        pass(5);
        take(report("leaves-soon").with("sta", "q"));
        assertThat(desk.view("drop").integer("sittings")).isEqualTo(1);
        pass(31);
        assertThat(desk.view("drop").integer("sittings")).isZero();
    }

    @Test
    void sittingThatSpeaksTooOften_isNotHeard() throws IOException {
        for (int i = 0; i < 50; i++) {
            take(report("chatterbox").with("com.vitrine-stalls", i));
        }
        assertThat(metrics()).contains("vitrine_qoe_reports_total{path=\"frames\"} 1.0");
    }

    @Test
    void moreSittingsThanTheBound_areAskedToSpeakSeldom_andCostNothing() {
        for (int i = 0; i < EventQoe.MAX_SITTINGS; i++) {
            take(report("sitting-" + i));
        }
        Body answer = desk.take("drop", QoeReport.of(report("one-too-many")));
        assertThat(answer.integer("everyMs")).isEqualTo(60_000);
        assertThat(desk.view("drop").integer("sittings")).isEqualTo(EventQoe.MAX_SITTINGS);
        pass(31);
        assertThat(desk.take("drop", QoeReport.of(report("one-too-many"))).integer("everyMs"))
                .isEqualTo(10_000);
    }

    @Test
    void metrics_countWhatIsNew_andHaveNoLabelFromOutside() throws IOException {
        take(report("sitting-1")
                .with("com.vitrine-dropped", 100)
                .with("msd", 180)
                .with("com.vitrine-rung", "a b\"c"));
        pass(10);
        take(report("sitting-1")
                .with("com.vitrine-dropped", 107)
                .with("com.vitrine-stalls", 1)
                .with("bsd", 250)
                .with("msd", 180));
        assertThat(metrics())
                .contains("vitrine_qoe_dropped_frames_total{path=\"frames\"} 7.0")
                .contains("vitrine_qoe_stalls_total{path=\"frames\"} 1.0")
                .contains("vitrine_qoe_stalled_seconds_total{path=\"frames\"} 0.25")
                .contains("vitrine_qoe_startup_seconds_count{path=\"frames\"} 1")
                .contains("vitrine_qoe_sittings{path=\"frames\"} 1.0")
                .doesNotContain("sitting-1");
        assertThat(desk.view("drop").body("rungs").has("source")).isTrue();
    }

    @Test
    void numbersOutOfAllBounds_areBroughtWithin() {
        QoeReport report = QoeReport.of(report("sitting-1")
                .with("ltc", Long.MAX_VALUE)
                .with("mtp", -5)
                .with("com.vitrine-rung", "<script>")
                .with("msd", -1));
        assertThat(report.delayMs()).isEqualTo(600_000);
        assertThat(report.kbps()).isZero();
        assertThat(report.startupMs()).contains(0L);
        assertThat(report.rung()).isEqualTo("other");
    }

    @Test
    void bodyThatIsNoReport_isRefused() {
        for (Body body : new Body[] {
            Body.empty(),
            report("short"),
            report("with space"),
            report("sitting-1").with("sta", "playing"),
            report("sitting-1").with("com.vitrine-path", "carrier-pigeon"),
        }) {
            assertThatThrownBy(() -> QoeReport.of(body)).isInstanceOf(BadBody.class);
        }
    }
}
