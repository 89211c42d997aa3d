package dev.vitrine.media.engine.health;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHealth.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * Turns looks, one a second, into changes of state: a probe has to be out of its limits for a while, and well again for
 * {@value #WELL_SECONDS} s, so that a cut to black or a pause in speech is no alarm and nothing flickers. One thread.
 */
final class Diagnosis {
    /** How long a probe has to be well before it is said to be. */
    static final int WELL_SECONDS = 3;

    /** EBU R128's short-term loudness looks back three seconds. */
    private static final int SHORT_TERM_SECONDS = 3;

    private enum Probe {
        BLACK,
        FROZEN,
        SILENCE,
        CLIPPING,
        QUIET,
        LOUD,
        OFFSET;

        String id() {
            return this == OFFSET ? "av-offset" : name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Course {
        private State state = State.OK;
        private int badFor;
        private int wellFor;
    }

    private final String event;
    private final Map<Probe, Course> courses = new EnumMap<>(Probe.class);
    private final Map<Probe, MediaHealth> readings = new EnumMap<>(Probe.class);
    private final Deque<Double> energies = new ArrayDeque<>();

    Diagnosis(String event) {
        this.event = event;
    }

    /** Takes a look and returns what has changed. */
    List<MediaHealth> take(Vitals now, HealthLimits limits) {
        List<MediaHealth> changes = new ArrayList<>();
        double lufs = shortTerm(now.lufs());
        look(
                changes,
                Probe.BLACK,
                limits.black(),
                now.black(),
                value -> value >= limits.black().threshold(),
                "%");
        look(
                changes,
                Probe.FROZEN,
                limits.frozen(),
                now.change(),
                value -> value <= limits.frozen().threshold(),
                "%");
        look(
                changes,
                Probe.SILENCE,
                limits.silence(),
                now.peakDb(),
                value -> value <= limits.silence().threshold(),
                "dBFS");
        look(
                changes,
                Probe.CLIPPING,
                limits.clipping(),
                now.clipped(),
                value -> value >= limits.clipping().threshold(),
                "%");
        boolean silent = now.peakDb() <= limits.silence().threshold();
        double audible = silent ? Double.NaN : lufs;
        look(
                changes,
                Probe.QUIET,
                limits.quiet(),
                audible,
                value -> value < limits.quiet().threshold(),
                "LUFS");
        look(
                changes,
                Probe.LOUD,
                limits.loud(),
                audible,
                value -> value > limits.loud().threshold(),
                "LUFS");
        look(
                changes,
                Probe.OFFSET,
                limits.offset(),
                now.offsetMs(),
                value -> Math.abs(value) > limits.offset().threshold(),
                "ms");
        return changes;
    }

    /** Returns how each probe stood at the last look that had something to measure for it. */
    List<MediaHealth> readings() {
        return readings.values().stream()
                .map(reading -> reading.state() == State.OK ? reading.quiet() : reading)
                .toList();
    }

    /** Mean energy of the last three seconds, as loudness. */
    private double shortTerm(double lufs) {
        if (Double.isNaN(lufs)) {
            return Double.NaN;
        }
        energies.addLast(Math.pow(10, lufs / 10));
        if (energies.size() > SHORT_TERM_SECONDS) {
            energies.removeFirst();
        }
        double mean =
                energies.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return 10 * Math.log10(mean);
    }

    private void look(
            List<MediaHealth> changes,
            Probe probe,
            HealthLimits.Limit limit,
            double value,
            DoublePredicate out,
            String unit) {
        if (Double.isNaN(value)) {
            readings.remove(probe);
            return; // no data is never a verdict
        }
        Course course = courses.computeIfAbsent(probe, first -> new Course());
        if (out.test(value)) {
            course.badFor++;
            course.wellFor = 0;
        } else if (++course.wellFor >= WELL_SECONDS) {
            course.badFor = 0;
        }
        State next = course.state;
        if (course.badFor >= limit.badSeconds()) {
            next = State.BAD;
        } else if (course.badFor >= limit.warnSeconds()) {
            next = course.state == State.BAD ? State.BAD : State.WARN;
        } else if (course.badFor == 0) {
            next = State.OK;
        }
        double factor = unit.equals("%") ? 100 : 1;
        MediaHealth reading = new MediaHealth(
                event,
                probe.id(),
                next,
                Double.isInfinite(value) ? -120 : Math.round(value * factor * 100) / 100.0,
                limit.threshold() * factor,
                unit,
                sentence(probe, next, course.badFor),
                next == State.OK ? "" : "media/" + probe.id());
        readings.put(probe, reading);
        if (next != course.state) {
            course.state = next;
            changes.add(reading);
        }
    }

    private static String sentence(Probe probe, State state, int seconds) {
        if (state == State.OK) {
            return switch (probe) {
                case BLACK -> "The picture is no longer black.";
                case FROZEN -> "The picture moves again.";
                case SILENCE -> "There is sound again.";
                case CLIPPING -> "The sound no longer clips.";
                case QUIET -> "The sound is loud enough again.";
                case LOUD -> "The sound is no longer too loud.";
                case OFFSET -> "Picture and sound are together again.";
            };
        }
        return switch (probe) {
            case BLACK -> "The picture has been black for " + seconds + " s: check the scene and the camera's cap.";
            case FROZEN ->
                "The picture has not moved for " + seconds
                        + " s: check the camera and the capture card, or say that this is meant.";
            case SILENCE ->
                "There has been no sound for " + seconds
                        + " s: check that the microphone is not muted and the right device is chosen.";
            case CLIPPING -> "The sound has clipped for " + seconds + " s: lower the microphone's gain.";
            case QUIET -> "The sound has been too quiet for " + seconds + " s: raise the level towards -23 LUFS.";
            case LOUD -> "The sound has been too loud for " + seconds + " s: lower the level towards -23 LUFS.";
            case OFFSET ->
                "Picture and sound have been apart for " + seconds
                        + " s: set the sync offset in the encoder, or restart it.";
        };
    }
}
