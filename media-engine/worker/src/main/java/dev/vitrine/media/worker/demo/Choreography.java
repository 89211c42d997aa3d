package dev.vitrine.media.worker.demo;

/**
 * Who moves when: camera, light and captions over the loop, as functions of its time in seconds. Everything meets
 * itself.
 */
final class Choreography {
    /** Where the things stand: {@code x, y of the pedestal's top, z}. */
    static final double[][] STAND = {{-1.42, -0.52, 1.05}, {0, -0.68, 0.85}, {1.42, -0.60, 1.05}};

    private static final double MOVE_SECONDS = 2.6;
    private static final double CAPTION_SECONDS = 0.8;
    /** Camera positions of the chapters. */
    private static final double[][] VIEW = {
        {0, 0.06, -3.2}, {-1.16, 0.03, -1.5}, {-0.22, -0.22, -1.55}, {1.12, -0.06, -1.5},
    };

    private Choreography() {}

    /** The camera of a moment, with a breath of movement of its own. */
    static Camera camera(double t, int width, int height) {
        double size = Math.max(width / 1280.0, height / 720.0);
        double[] at = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            at[axis] = between(t, chapter -> VIEW[chapter], axis);
        }
        double drift = wave(t, 2, 0) * 0.05;
        double push = (t % Show.CHAPTER_SECONDS) / Show.CHAPTER_SECONDS;
        // A slow push within each chapter that is undone by the move to the next.
        double undone =
                1 - ease(Math.max(0, (t % Show.CHAPTER_SECONDS) - Show.CHAPTER_SECONDS + MOVE_SECONDS) / MOVE_SECONDS);
        return new Camera(
                at[0] + drift,
                at[1] + wave(t, 3, 1) * 0.015,
                at[2] + 0.16 * push * undone,
                width / 2.0,
                height / 2.0,
                930 * size);
    }

    private interface Value {
        double[] of(int chapter);
    }

    /** Moves start before a chapter does and end after it has begun. */
    private static double between(double t, Value value, int index) {
        int chapters = Show.CHAPTERS.size();
        double shifted = t + MOVE_SECONDS / 2;
        int chapter = (int) Math.floor(shifted / Show.CHAPTER_SECONDS) % chapters;
        double within = shifted % Show.CHAPTER_SECONDS;
        double from = value.of((chapter + chapters - 1) % chapters)[index];
        double to = value.of(chapter)[index];
        return from + (to - from) * ease(Math.min(1, within / MOVE_SECONDS));
    }

    /** How much a thing is the one presented, 0 to 1; in the first chapter all are, a little. */
    static double presented(double t, int thing) {
        return between(t, chapter -> new double[] {chapter == 0 ? 0.35 : chapter == thing + 1 ? 1 : 0}, 0);
    }

    /** How wide the view is: 1 in the first chapter, 0 in the others. */
    static double wide(double t) {
        return between(t, chapter -> new double[] {chapter == 0 ? 1 : 0}, 0);
    }

    /** How far a chapter's caption has come in, 0 to 1. */
    static double caption(double t, int chapter) {
        double within = t - chapter * (double) Show.CHAPTER_SECONDS;
        double in = (within - 1) / CAPTION_SECONDS;
        double out = (Show.CHAPTER_SECONDS - 1 - within) / CAPTION_SECONDS;
        return ease(Math.clamp(Math.min(in, out), 0, 1));
    }

    /** A sine that fits so many times into the loop. */
    static double wave(double t, int times, double phase) {
        return Math.sin(2 * Math.PI * times * t / Show.LOOP_SECONDS + phase);
    }

    /** Perlin's smoother step. */
    static double ease(double x) {
        double c = Math.clamp(x, 0, 1);
        return c * c * c * (c * (c * 6 - 15) + 10);
    }
}
