package dev.vitrine.media.worker.demo;

/**
 * The show's picture: a shop window on a winter night. Behind the glass a lamp, a teapot and a scarf turn slowly; the
 * camera visits each. Everything is a function of the loop's time, so the last picture leads into the first.
 */
final class ShopWindow {
    private static final int LAMP = 0;
    private static final int TEAPOT = 1;
    private static final int SCARF = 2;
    private static final double LAMP_SHADE = 0.88;
    private static final double[] SIZE = {1.16, 1.16, 1.06};

    private static final double SPOUT_X = 0.73;
    private static final double SPOUT_Y = 0.60;
    private static final int PUFFS = 8;
    /** A puff's life; the loop is a whole number of them. */
    private static final double PUFF_SECONDS = 4;

    private final Show.Format format;
    private final Canvas canvas;
    private final Rasteriser rasteriser;
    private final Interior interior = new Interior();
    private final Pedestals pedestals = new Pedestals();
    private final Things things = new Things();
    private final Garland garland = new Garland();
    private final Street street = new Street();
    private final Facade facade;
    private final Captions captions;

    ShopWindow(Show.Format format) {
        this.format = format;
        canvas = new Canvas(format.width(), format.height());
        rasteriser = new Rasteriser(canvas);
        Lettering serif = Lettering.serif();
        facade = new Facade(serif);
        captions = new Captions(format, serif, Lettering.sans());
    }

    /**
     * Returns the picture of a frame as {@code 0x..RRGGBB}, row by row; the array is reused by the next call.
     *
     * @param fine whether the edges of what is in focus are smoothed, which takes half the time
     */
    int[] paint(int frame, boolean fine) {
        double t = (double) frame / format.fps();
        Camera camera = Choreography.camera(t, format.width(), format.height());
        double wide = Choreography.wide(t);
        canvas.fill(0x07090F);
        interior.draw(canvas, camera, (int) (150 + 90 * wide));
        for (int thing = 0; thing < 3; thing++) {
            halo(camera, thing, Choreography.presented(t, thing));
        }
        things.flutter(t);
        present(camera, LAMP, t, fine);
        present(camera, SCARF, t, fine);
        present(camera, TEAPOT, t, fine);
        steam(camera, t);
        garland.draw(canvas, camera, t);
        street.mirrored(canvas, camera, t);
        facade.draw(canvas, camera);
        street.snow(canvas, camera, t);
        captions.draw(canvas, t);
        return canvas.pixels;
    }

    private void halo(Camera camera, int thing, double presented) {
        double[] stand = Choreography.STAND[thing];
        double z = stand[2] + 0.5;
        double scale = camera.scale(z);
        if (presented < 0.05) {
            return;
        }
        canvas.glow(
                camera.screenX(stand[0], z),
                camera.screenY(stand[1] + 0.6, z),
                1.1 * scale,
                1.1 * scale,
                0xFFB662,
                0.42 * presented);
    }

    private void present(Camera camera, int thing, double t, boolean fine) {
        double[] stand = Choreography.STAND[thing];
        double presented = Choreography.presented(t, thing);
        boolean sharp = fine && presented > 0.3;
        double[] lamp = Choreography.STAND[LAMP];
        double lampOn = 0.55 + 0.45 * Choreography.presented(t, LAMP) + 0.03 * Choreography.wave(t, 24, 0);
        pedestals.draw(canvas, rasteriser, camera, stand, 0.45 + 0.55 * presented);
        double scale = camera.scale(stand[2]);
        canvas.shade(
                camera.screenX(stand[0], stand[2]),
                camera.screenY(stand[1] + 0.005, stand[2]),
                0.40 * scale,
                0.07 * scale,
                0.75);
        Lights lights = new Lights(
                0.34 + 0.72 * presented,
                thing == LAMP ? 0 : 0.42 * lampOn,
                lamp[0] - stand[0],
                lamp[1] + LAMP_SHADE - stand[1],
                lamp[2] - stand[2] - 0.15,
                0.62 + 0.42 * lampOn);
        rasteriser.draw(things.thing(thing), camera, stand, angle(thing, t), SIZE[thing], sharp, lights);
        if (thing == LAMP) {
            shine(camera, stand, lampOn);
        }
    }

    private static double angle(int thing, double t) {
        return switch (thing) {
            case LAMP -> -2 * Math.PI * 2 * t / Show.LOOP_SECONDS;
            case SCARF -> 0.55 * Choreography.wave(t, 3, 0.4);
            default -> 2 * Math.PI * 3 * t / Show.LOOP_SECONDS;
        };
    }

    /** What rises from the teapot's spout, wherever that points. */
    private void steam(Camera camera, double t) {
        double presented = Choreography.presented(t, TEAPOT);
        double[] stand = Choreography.STAND[TEAPOT];
        double angle = angle(TEAPOT, t);
        double x = stand[0] + SPOUT_X * SIZE[TEAPOT] * Math.cos(angle);
        double z = stand[2] - SPOUT_X * SIZE[TEAPOT] * Math.sin(angle);
        double scale = camera.scale(z);
        for (int puff = 0; puff < PUFFS; puff++) {
            double life = (PUFFS * t / PUFF_SECONDS + puff) / PUFFS % 1;
            double curl = 0.05 * Math.sin(5 * life + puff) + 0.03 * Choreography.wave(t, 11, puff);
            double size = (0.05 + 0.16 * life) * scale;
            canvas.glow(
                    camera.screenX(x + curl * (0.3 + life), z),
                    camera.screenY(stand[1] + SPOUT_Y * SIZE[TEAPOT] + 0.62 * life, z),
                    size,
                    size * 1.35,
                    0xE8E0DA,
                    (0.05 + 0.12 * presented) * Math.sin(Math.PI * life));
        }
    }

    private void shine(Camera camera, double[] stand, double on) {
        double scale = camera.scale(stand[2]);
        double x = camera.screenX(stand[0], stand[2]);
        double y = camera.screenY(stand[1] + LAMP_SHADE, stand[2]);
        canvas.glow(x, y, 1.2 * scale, 1.05 * scale, 0xFFB25A, 0.32 * on);
        canvas.glow(x, y, 0.62 * scale, 0.5 * scale, 0xFFD79A, 0.30 * on);
        canvas.glow(x, camera.screenY(stand[1] + 0.02, stand[2]), 0.55 * scale, 0.10 * scale, 0xFFC27A, 0.5 * on);
    }
}
