package dev.vitrine.media.worker.demo;

import java.util.Random;

/** What is between the glass and the viewer: snow, the street's lights mirrored in the glass, people walking by. */
final class Street {
    private static final int FLAKES = 300;
    private static final int LIGHTS = 16;
    private static final int[] LIGHT_COLOURS = {0xFFB35C, 0xFF7A4A, 0x7FB4FF, 0xFFD9A0, 0xE9556A, 0x9AD0C8};

    private final double[][] flakes = new double[FLAKES][];
    private final double[][] lights = new double[LIGHTS][];

    Street() {
        Random random = new Random(24);
        for (int i = 0; i < FLAKES; i++) {
            double near = Math.pow(random.nextDouble(), 3);
            flakes[i] = new double[] {
                random.nextDouble(),
                random.nextDouble(),
                near,
                // Whole falls within the loop, so that none jumps where it starts over.
                Math.round(3 + 7 * near + 2 * random.nextDouble()),
                random.nextDouble() * 2 * Math.PI,
                1 + random.nextInt(5),
                random.nextInt(3) - 1
            };
        }
        for (int i = 0; i < LIGHTS; i++) {
            lights[i] = new double[] {
                random.nextDouble() * 4.6 - 2.3,
                random.nextDouble() * 1.1 - 0.1,
                0.05 + random.nextDouble() * 0.09,
                LIGHT_COLOURS[random.nextInt(LIGHT_COLOURS.length)],
                random.nextDouble() * 2 * Math.PI,
                1 + random.nextInt(3)
            };
        }
    }

    /** The street in the glass; it moves against the shop, for it is as far behind the viewer. */
    void mirrored(Canvas canvas, Camera camera, double t) {
        double depth = 3.4;
        for (double[] light : lights) {
            double x = camera.screenX(light[0] * 1.5 + camera.x() * 0.9, depth);
            double y = camera.screenY(light[1] * 1.3 + 0.25, depth);
            double breath = 0.75 + 0.25 * Choreography.wave(t, (int) light[5] * 3, light[4]);
            canvas.bokeh(x, y, light[2] * camera.scale(depth), (int) light[3], 0.075 * breath);
        }
        car(canvas, camera, t, 3.0, 1, 0xFFE7B8);
        car(canvas, camera, t, 19.5, -1, 0xFF5A4A);
        car(canvas, camera, t, 33.0, 1, 0xFFE7B8);
    }

    /** Two lights that pass within five seconds. */
    private static void car(Canvas canvas, Camera camera, double t, double start, int direction, int rgb) {
        double share = (t - start) / 5;
        if (share <= 0 || share >= 1) {
            return;
        }
        double x = (share * 2 - 1) * 4.4 * direction;
        double strength = 0.20 * Math.sin(Math.PI * share);
        for (double offset : new double[] {0, 0.42}) {
            double cx = camera.screenX(x + offset, 3.4);
            double cy = camera.screenY(-0.62, 3.4);
            double radius = 0.12 * camera.scale(3.4);
            canvas.bokeh(cx, cy, radius, rgb, strength);
            canvas.glow(cx, cy, radius * 6, radius * 1.2, rgb, strength * 0.8);
        }
    }

    /** Snow, in front of everything; what is near is large, fast and out of focus. */
    void snow(Canvas canvas, Camera camera, double t) {
        double turn = t / Show.LOOP_SECONDS;
        double size = camera.focal() / 930;
        for (double[] flake : flakes) {
            double fall = (flake[1] + turn * flake[3]) % 1.0;
            double sway = 0.012 * Choreography.wave(t, (int) flake[5] * 2, flake[4])
                    + 0.006 * Choreography.wave(t, (int) flake[5] * 5, flake[4] * 2);
            double drift = flake[0] + sway + flake[6] * turn - camera.x() * (0.02 + 0.05 * flake[2]);
            double x = (drift - Math.floor(drift)) * (canvas.width + 60) - 30;
            double y = fall * (canvas.height + 60) - 30;
            double radius = (1.1 + 6.5 * flake[2] * flake[2]) * size;
            double strength = 0.75 - 0.55 * Math.sqrt(flake[2]);
            canvas.glow(x, y, radius * 1.5, radius * 1.5, 0xF4F1FF, strength);
        }
    }
}
