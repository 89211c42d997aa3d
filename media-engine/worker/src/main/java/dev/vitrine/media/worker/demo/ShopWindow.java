package dev.vitrine.media.worker.demo;

/** The show's picture. */
final class ShopWindow {
    private final Show.Format format;
    private final int[] pixels;

    ShopWindow(Show.Format format) {
        this.format = format;
        this.pixels = new int[format.width() * format.height()];
    }

    /** Returns the picture of a frame, reused by the next call. */
    int[] paint(int frame) {
        int w = format.width();
        int h = format.height();
        double t = 2 * Math.PI * frame / format.frames();
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int r = (int) (120 + 100 * Math.sin(12 * t + x * 0.004));
                int b = (int) (60 + 40 * Math.sin(7 * t + y * 0.006));
                pixels[y * w + x] = r << 16 | (r * 2 / 3) << 8 | b;
            }
        }
        return pixels;
    }
}
