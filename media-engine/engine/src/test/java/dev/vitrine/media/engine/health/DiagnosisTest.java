package dev.vitrine.media.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHealth.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final Vitals WELL = new Vitals(0.01, 0.05, -6, 0, -23, 20);
    private final Diagnosis diagnosis = new Diagnosis("drop");

    @Test
    void wellStream_saysNothing() {
        assertThat(look(WELL, 100)).isEmpty();
    }

    @Test
    void blackPicture_warnsThenIsBad_onceEach_andIsWellAgainAfterThreeSeconds() {
        Vitals black = new Vitals(1, 0.05, -6, 0, -23, 20);
        assertThat(look(black, 2)).as("a cut to black is no alarm").isEmpty();
        assertThat(look(black, 20)).extracting(MediaHealth::state).containsExactly(State.WARN, State.BAD);
        assertThat(look(WELL, 2)).as("not at the first flicker").isEmpty();
        List<MediaHealth> well = look(WELL, 5);
        assertThat(well).hasSize(1);
        assertThat(well.getFirst().state()).isEqualTo(State.OK);
        assertThat(well.getFirst().sentence()).isEqualTo("The picture is no longer black.");
    }

    @Test
    void eachProbe_hasItsName_itsSentence_andItsRunbookStep() {
        List<MediaHealth> all = new ArrayList<>();
        all.addAll(look(new Vitals(1, 0, Double.NEGATIVE_INFINITY, 0.5, Double.NEGATIVE_INFINITY, 900), 12));
        all.addAll(look(new Vitals(0, 0.2, -3, 0, -50, 0), 20));
        all.addAll(look(new Vitals(0, 0.2, -3, 0, -3, 0), 20));
        assertThat(all)
                .filteredOn(health -> health.state() != State.OK)
                .extracting(MediaHealth::probe)
                .contains("black", "frozen", "silence", "clipping", "av-offset", "quiet", "loud");
        assertThat(all).allSatisfy(health -> {
            assertThat(health.value()).isFinite();
            assertThat(health.sentence()).endsWith(".");
            assertThat(health.runbook()).isEqualTo(health.state() == State.OK ? "" : "media/" + health.probe());
        });
    }

    @Test
    void whatIsNotThereToMeasure_isNeverAVerdict() {
        Vitals nothing = new Vitals(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        look(new Vitals(1, 0.05, -6, 0, -23, 20), 5);
        assertThat(look(nothing, 100)).as("neither bad nor well").isEmpty();
    }

    @Test
    void readings_areTheNewestFigureOfEachProbe_withASentenceOnlyForWhatIsNotWell() {
        assertThat(diagnosis.readings()).isEmpty();
        look(new Vitals(1, 0.05, -6, 0, -23, 20), 4);
        assertThat(diagnosis.readings())
                .extracting(MediaHealth::probe, MediaHealth::state, MediaHealth::value, MediaHealth::threshold)
                .contains(tuple("black", State.WARN, 100.0, 98.0), tuple("av-offset", State.OK, 20.0, 300.0))
                .hasSize(7);
        assertThat(diagnosis.readings())
                .allSatisfy(reading -> assertThat(reading.sentence().isEmpty()).isEqualTo(reading.state() == State.OK));

        look(new Vitals(0.01, 0.05, Double.NaN, Double.NaN, Double.NaN, Double.NaN), 1);
        assertThat(diagnosis.readings())
                .as("what is not there to measure has no reading")
                .extracting(MediaHealth::probe)
                .containsExactly("black", "frozen");
    }

    private List<MediaHealth> look(Vitals vitals, int seconds) {
        List<MediaHealth> changes = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            changes.addAll(diagnosis.take(vitals, HealthLimits.DEFAULT));
        }
        return changes;
    }
}
