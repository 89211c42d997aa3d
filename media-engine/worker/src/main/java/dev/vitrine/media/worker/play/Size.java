package dev.vitrine.media.worker.play;

/**
 * The size in which a picture is encoded anew: square samples, even numbers, at most 1920×1080 or, upright, 1080×1920.
 */
record Size(int width, int height) {
    private static final int LONGEST = 1_920;
    private static final int SHORTEST = 1_080;

    /** One macroblock. */
    private static final int LEAST = 16;

    /** A sample that is longer than this is a mistake of the file. */
    private static final int MAX_ASPECT = 4;

    private static final double DEFAULT_FPS = 30;
    private static final double MAX_FPS = 60;

    /** At 1920×1080 and 30 pictures a second. Smaller ones need more for each point. */
    private static final double FULL_KBPS = 5_000;

    private static final double FULL_POINTS = 1_920.0 * 1_080 * 30;
    private static final double EXPONENT = 0.75;
    private static final double MIN_KBPS = 300;
    private static final double MAX_KBPS = 8_000;

    /**
     * The size for a picture.
     *
     * @param aspectWidth width of a sample in units of which it is {@code aspectHeight} high; 0 if unknown
     */
    static Size of(int width, int height, int aspectWidth, int aspectHeight) {
        double shown = width;
        if (aspectWidth > 0
                && aspectHeight > 0
                && aspectWidth <= (long) MAX_ASPECT * aspectHeight
                && aspectHeight <= (long) MAX_ASPECT * aspectWidth) {
            shown = (double) width * aspectWidth / aspectHeight;
        }
        boolean wide = shown >= height;
        double scale = Math.min(
                1, Math.min((wide ? LONGEST : SHORTEST) / shown, (wide ? SHORTEST : LONGEST) / (double) height));
        return new Size(even(shown * scale), even(height * scale));
    }

    private static int even(double side) {
        return Math.max(LEAST, (int) Math.round(side / 2) * 2);
    }

    /** What a file says of its pictures a second, or what is usual if that cannot be. */
    static double fps(double declared) {
        return declared >= 1 ? Math.min(declared, MAX_FPS) : DEFAULT_FPS;
    }

    /** A bitrate that does not show. */
    int kbps(double fps) {
        double points = width * height * fps / FULL_POINTS;
        return (int) Math.clamp(FULL_KBPS * Math.pow(points, EXPONENT), MIN_KBPS, MAX_KBPS);
    }
}
