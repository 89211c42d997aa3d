package dev.vitrine.media.worker.demo;

import dev.vitrine.media.worker.demo.Surface.Profile;
import java.util.List;

/** The three things on show, each about one unit high, standing at y = 0. */
final class Things {
    private static final int BRASS = 0xC79A4E;

    private final Mesh scarfLeft;
    private final Mesh scarfRight;
    private final List<Mesh> lamp = lamp();
    private final List<Mesh> teapot = teapot();
    private final List<Mesh> scarf;

    Things() {
        Mesh.Material wool = new Mesh.Material(Textures.stripes(1), 0.04, 2, 0, 0);
        scarfLeft = new Mesh(wool, true, 24, 10, tail(-1, 0));
        scarfRight = new Mesh(wool, true, 24, 10, tail(1, 0));
        scarf = bust(wool);
    }

    /** Returns a thing: lamp, teapot, scarf. */
    List<Mesh> thing(int number) {
        return switch (number) {
            case 0 -> lamp;
            case 1 -> teapot;
            default -> scarf;
        };
    }

    /** Lets the scarf's ends hang as they do at a moment. */
    void flutter(double t) {
        scarfLeft.shape(tail(-1, t));
        scarfRight.shape(tail(1, t));
    }

    private static List<Mesh> lamp() {
        Mesh.Material brass = new Mesh.Material(Textures.slope(0x8A6430, BRASS), 0.9, 5, 0.35, 0);
        Mesh.Material glass = new Mesh.Material(Textures.ribs(26, 3.2, 0xFFF2D8, 0xE9A65A), 0.25, 4, 0.10, 1.05);
        Mesh base = new Mesh(
                brass,
                false,
                32,
                34,
                Surface.turned(
                        Profile.through(0, 0.235, 0.24, 0.215, 0.10, 0.045, 0.032, 0.028, 0.028, 0.03, 0.05, 0.02),
                        Profile.through(0, 0.0, 0.022, 0.045, 0.07, 0.12, 0.22, 0.34, 0.46, 0.58, 0.66, 0.70)));
        Mesh shade = new Mesh(glass, false, 104, 24, (s, t, xyz) -> {
            double angle = 2 * Math.PI * s;
            double rib = 1 + 0.022 * Math.sin(2 * Math.PI * (26 * s + 3.2 * t));
            double r = SHADE_RADIUS.at(t) * rib;
            xyz[0] = r * Math.cos(angle);
            xyz[1] = SHADE_HEIGHT.at(t);
            xyz[2] = r * Math.sin(angle);
        });
        Mesh finial = new Mesh(
                brass,
                false,
                20,
                12,
                Surface.turned(
                        Profile.through(0.0, 0.04, 0.02, 0.03, 0.02, 0),
                        Profile.through(1.0, 1.01, 1.03, 1.06, 1.09, 1.1)));
        return List.of(base, shade, finial);
    }

    private static final Profile SHADE_RADIUS =
            Profile.through(0.10, 0.30, 0.415, 0.44, 0.425, 0.385, 0.32, 0.22, 0.11, 0.0);
    private static final Profile SHADE_HEIGHT =
            Profile.through(0.60, 0.585, 0.60, 0.66, 0.735, 0.815, 0.885, 0.95, 0.99, 1.005);

    private static List<Mesh> teapot() {
        Mesh.Material glaze = new Mesh.Material(Textures.glaze(0xB07A56, 0x1C6670, 0xD8E6DA, 7), 0.75, 5, 0.42, 0);
        Mesh.Material plainGlaze = new Mesh.Material(Textures.slope(0x1C6670, 0x5FA6A4), 0.75, 5, 0.42, 0);
        Mesh.Material lidGlaze = new Mesh.Material(Textures.slope(0xC7DCD2, 0xDDE9DE), 0.75, 5, 0.35, 0);
        Mesh.Material brass = new Mesh.Material(Textures.plain(BRASS), 0.8, 5, 0.3, 0);
        Mesh body = new Mesh(
                glaze,
                false,
                56,
                30,
                Surface.turned(
                        Profile.through(0, 0.24, 0.27, 0.36, 0.435, 0.465, 0.455, 0.40, 0.31, 0.205, 0.17),
                        Profile.through(0.0, 0.0, 0.025, 0.08, 0.17, 0.28, 0.39, 0.485, 0.55, 0.585, 0.585)));
        Mesh lid = new Mesh(
                lidGlaze,
                false,
                32,
                16,
                Surface.turned(
                        Profile.through(0.205, 0.215, 0.19, 0.12, 0.05, 0.028, 0.05, 0.062, 0.04, 0),
                        Profile.through(0.575, 0.595, 0.625, 0.65, 0.662, 0.685, 0.71, 0.735, 0.76, 0.765)));
        Mesh spout = new Mesh(
                plainGlaze,
                false,
                16,
                18,
                Surface.tube(
                        Profile.through(0.36, 0.50, 0.585, 0.64, 0.72),
                        Profile.through(0.17, 0.22, 0.34, 0.47, 0.57),
                        Profile.through(0.115, 0.095, 0.066, 0.05, 0.052)));
        Mesh handle = new Mesh(
                brass,
                false,
                10,
                32,
                Surface.tube(
                        t -> -0.33 * Math.cos(Math.PI * t) * (1 + 0.10 * Math.sin(Math.PI * t)),
                        t -> 0.50 + 0.50 * Math.pow(Math.max(0, Math.sin(Math.PI * t)), 0.75),
                        t -> 0.021 + 0.012 * Math.exp(-60 * (t - 0.5) * (t - 0.5))));
        return List.of(body, lid, spout, handle);
    }

    private List<Mesh> bust(Mesh.Material wool) {
        Mesh.Material linen = new Mesh.Material(Textures.linen(0xD9C7A6), 0.05, 2, 0, 0);
        Mesh.Material brass = new Mesh.Material(Textures.slope(0x8A6430, BRASS), 0.8, 5, 0.3, 0);
        Mesh torso = new Mesh(linen, false, 40, 30, (s, t, xyz) -> {
            double angle = 2 * Math.PI * s;
            double r = TORSO_RADIUS.at(t);
            double flat = t < 0.72 ? 0.66 : 0.66 + 0.34 * Math.min(1, (t - 0.72) / 0.12);
            xyz[0] = r * Math.cos(angle);
            xyz[1] = TORSO_HEIGHT.at(t);
            xyz[2] = r * flat * Math.sin(angle);
        });
        Mesh foot = new Mesh(
                brass,
                false,
                28,
                18,
                Surface.turned(
                        Profile.through(0, 0.21, 0.215, 0.12, 0.035, 0.028, 0.028),
                        Profile.through(0, 0.0, 0.02, 0.04, 0.07, 0.2, 0.36)));
        Mesh knob = new Mesh(
                brass,
                false,
                24,
                14,
                Surface.turned(
                        Profile.through(0.09, 0.10, 0.05, 0.035, 0.06, 0.05, 0),
                        Profile.through(0.955, 0.97, 0.985, 1.01, 1.04, 1.075, 1.09)));
        Mesh loop = new Mesh(wool, true, 84, 20, Things::loop);
        return List.of(torso, foot, knob, loop, scarfLeft, scarfRight);
    }

    private static final Profile TORSO_RADIUS =
            Profile.through(0, 0.20, 0.245, 0.255, 0.26, 0.28, 0.31, 0.325, 0.305, 0.245, 0.165, 0.11, 0.10, 0.10, 0);
    private static final Profile TORSO_HEIGHT = Profile.through(
            0.20, 0.205, 0.23, 0.31, 0.39, 0.47, 0.54, 0.60, 0.665, 0.725, 0.775, 0.83, 0.90, 0.955, 0.96);

    /** The scarf's turn around the neck: a thick ring that leans forward, with folds. s goes round the neck. */
    private static void loop(double s, double t, double[] xyz) {
        double around = 2 * Math.PI * s;
        double across = 2 * Math.PI * t + 0.8 * Math.sin(2 * around);
        double fold = 1 + 0.09 * Math.sin(4 * around + 3 * across) + 0.06 * Math.sin(7 * around - 4 * across);
        double thick = 0.095 * fold * (1 + 0.18 * Math.sin(around));
        double ring = 0.195 + thick * Math.cos(across);
        xyz[0] = ring * 1.08 * Math.cos(around);
        xyz[2] = ring * 0.96 * Math.sin(around) - 0.02;
        xyz[1] = 0.815 + thick * 1.3 * Math.sin(across) + 0.055 * Math.sin(around);
    }

    /** One hanging end, which comes out from under the turn; s goes down its length, t across. */
    private static Surface tail(int side, double t) {
        return (s, across, xyz) -> {
            double down = s;
            double width = (0.115 + 0.045 * down) * (0.3 + 0.7 * Choreography.ease(down * 4));
            double sway =
                    down * down * (0.035 * Choreography.wave(t, 9, side) + 0.02 * Choreography.wave(t, 14, 2 * side));
            double ripple = 0.026 * Math.sin(11 * down - 2 * Math.PI * 14 * t / Show.LOOP_SECONDS + side) * down
                    + 0.03 * Math.cos(2.4 * Math.PI * across + side) * (0.25 + down);
            double length = side < 0 ? 0.66 : 0.56;
            double out = Choreography.ease(down * 3.6);
            xyz[0] = (0.03 + 0.045 * out) * side + (across - 0.5) * 2 * width * 0.74 + side * 0.055 * down + sway;
            xyz[1] = 0.80 - length * down;
            xyz[2] = -0.17 - 0.13 * out + 0.05 * down + ripple + (side < 0 ? -0.03 : 0);
        };
    }
}
