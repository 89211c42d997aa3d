package dev.vitrine.media.worker.demo;

/** A string of small bulbs along the window's top, each with a flicker of its own. */
final class Garland {
    private static final int BULBS = 21;
    private static final double DEPTH = 0.35;

    void draw(Canvas canvas, Camera camera, double t) {
        double scale = camera.scale(DEPTH);
        for (int i = 0; i < BULBS; i++) {
            double share = (i + 0.5) / BULBS;
            double x = -2.5 + 5 * share;
            double swag = share * 4 % 1;
            double y = 0.98 - 0.20 * 4 * swag * (1 - swag) + 0.008 * Choreography.wave(t, 5, i);
            double on = 0.72 + 0.20 * Choreography.wave(t, 7 + i % 5, i * 1.7) + 0.08 * Choreography.wave(t, 31, i);
            double cx = camera.screenX(x, DEPTH);
            double cy = camera.screenY(y, DEPTH);
            canvas.glow(cx, cy, 0.22 * scale, 0.22 * scale, 0xFFB765, 0.34 * on);
            canvas.glow(cx, cy, 0.055 * scale, 0.055 * scale, 0xFFF0CE, 1.3 * on);
        }
    }
}
