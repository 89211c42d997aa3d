package dev.vitrine.media.worker.demo;

/** The show's music. */
final class Music {
    private final float[] left;
    private final float[] right;

    private Music(float[] left, float[] right) {
        this.left = left;
        this.right = right;
    }

    static Music compose() {
        int n = Show.LOOP_SECONDS * Show.SAMPLE_RATE;
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) (0.2 * Math.sin(2 * Math.PI * 220 * i / Show.SAMPLE_RATE));
        }
        return new Music(a, a);
    }

    /** Copies samples; the music goes on for ever in both directions. */
    void read(long from, float[] intoLeft, float[] intoRight) {
        int at = (int) Math.floorMod(from, (long) left.length);
        for (int i = 0; i < intoLeft.length; i++) {
            intoLeft[i] = left[at];
            intoRight[i] = right[at];
            at = at + 1 == left.length ? 0 : at + 1;
        }
    }
}
