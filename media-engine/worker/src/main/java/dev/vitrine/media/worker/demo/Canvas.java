package dev.vitrine.media.worker.demo;

import java.util.Arrays;

/**
 * The pixels of one picture, and the few ways light gets onto them. Coordinates and sizes are in pixels. One thread.
 */
final class Canvas {
    private static final int FALLOFF_STEPS = 1024;
    /** How a soft light fades from its middle (0) to its rim (last), 0 to 256. */
    private static final int[] FALLOFF = new int[FALLOFF_STEPS + 1];

    static {
        for (int i = 0; i <= FALLOFF_STEPS; i++) {
            double d = (double) i / FALLOFF_STEPS;
            FALLOFF[i] = (int) Math.round(256 * Math.pow(1 - d, 2.2));
        }
    }

    final int width;
    final int height;
    final int[] pixels;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
    }

    void fill(int rgb) {
        Arrays.fill(pixels, rgb);
    }

    /**
     * Lays an opaque image over the picture, scaled without steps.
     *
     * @param left where its left edge comes to lie
     * @param top likewise
     * @param scale picture pixels for one image pixel
     * @param light how bright, 256 as painted
     */
    void plate(Plate image, double left, double top, double scale, int light) {
        int x0 = Math.max(0, (int) Math.ceil(left));
        int y0 = Math.max(0, (int) Math.ceil(top));
        int x1 = Math.min(width, (int) Math.floor(left + image.width() * scale));
        int y1 = Math.min(height, (int) Math.floor(top + image.height() * scale));
        if (x0 >= x1) {
            return;
        }
        int step = (int) (65536 / scale);
        int u = Math.max(0, (int) (((x0 + 0.5 - left) / scale - 0.5) * 65536));
        int first = u >> 16;
        int last = Math.min(image.width() - 1, (int) (u + (long) step * (x1 - x0) >> 16) + 1);
        int[] from = image.pixels();
        int[] row = new int[last - first + 2];
        for (int y = y0; y < y1; y++) {
            int v = (int) (((y + 0.5 - top) / scale - 0.5) * 65536);
            int iy = Math.clamp(v >> 16, 0, image.height() - 2);
            int fy = Math.clamp(v - (iy << 16) >> 8, 0, 255);
            int at = iy * image.width() + first;
            for (int i = 0; i <= last - first; i++) {
                int argb = mix(from[at + i], from[at + i + image.width()], fy);
                row[i] = light == 256 ? argb : scaled(argb, light);
            }
            row[last - first + 1] = row[last - first];
            spread(row, u - (first << 16), step, y * width + x0, x1 - x0);
        }
    }

    private void spread(int[] row, int start, int step, int out, int count) {
        int u = start;
        for (int i = 0; i < count; i++, u += step) {
            int at = u >> 16;
            pixels[out + i] = mix(row[at], row[at + 1], u >> 8 & 255);
        }
    }

    /**
     * Lays an image of premultiplied pixels over the picture, pixel by pixel.
     *
     * @param alpha how solid, 256 as painted
     */
    void stamp(Plate image, int left, int top, int alpha) {
        int x0 = Math.max(0, left);
        int x1 = Math.min(width, left + image.width());
        int y1 = Math.min(height, top + image.height());
        for (int y = Math.max(0, top); y < y1; y++) {
            int from = (y - top) * image.width() - left;
            for (int x = x0; x < x1; x++) {
                int argb = image.pixels()[from + x];
                if (argb != 0) {
                    int at = y * width + x;
                    pixels[at] = over(alpha == 256 ? argb : scaled(argb, alpha), pixels[at]);
                }
            }
        }
    }

    /** Adds soft light in an ellipse: strongest in the middle, nothing at the rim, never beyond white. */
    void glow(double cx, double cy, double rx, double ry, int rgb, double strength) {
        soft(cx, cy, rx, ry, rgb, (int) (strength * 256), true);
    }

    /** Takes light away in an ellipse. */
    void shade(double cx, double cy, double rx, double ry, double strength) {
        soft(cx, cy, rx, ry, 0, (int) (strength * 256), false);
    }

    private void soft(double cx, double cy, double rx, double ry, int rgb, int strength, boolean add) {
        if (strength <= 0 || rx < 0.5 || ry < 0.5) {
            return;
        }
        int x0 = Math.max(0, (int) (cx - rx));
        int x1 = Math.min(width, (int) (cx + rx) + 2);
        int y1 = Math.min(height, (int) (cy + ry) + 2);
        int r = rgb >> 16 & 255;
        int g = rgb >> 8 & 255;
        int b = rgb & 255;
        float kx = (float) (1 / rx);
        for (int y = Math.max(0, (int) (cy - ry)); y < y1; y++) {
            float v = (float) ((y + 0.5 - cy) / ry);
            float v2 = v * v;
            int row = y * width;
            double half = rx * Math.sqrt(Math.max(0, 1 - v2));
            int end = Math.min(x1, (int) (cx + half + 0.5));
            for (int x = Math.max(x0, (int) (cx - half + 0.5)); x < end; x++) {
                float u = (float) (x + 0.5 - cx) * kx;
                float d2 = u * u + v2;
                if (d2 >= 1) {
                    continue;
                }
                int a = FALLOFF[(int) (d2 * FALLOFF_STEPS)] * strength >> 8;
                int p = pixels[row + x];
                pixels[row + x] = add ? lighter(p, r, g, b, a) : scaled(p, 256 - Math.min(256, a));
            }
        }
    }

    /** Adds a disc of even light with a soft rim, like a lamp out of focus. */
    void bokeh(double cx, double cy, double radius, int rgb, double strength) {
        int x0 = Math.max(0, (int) (cx - radius));
        int x1 = Math.min(width, (int) (cx + radius) + 2);
        int y1 = Math.min(height, (int) (cy + radius) + 2);
        int r = rgb >> 16 & 255;
        int g = rgb >> 8 & 255;
        int b = rgb & 255;
        double rim = Math.max(1.2, radius * 0.16);
        for (int y = Math.max(0, (int) (cy - radius)); y < y1; y++) {
            double dy = y + 0.5 - cy;
            for (int x = x0; x < x1; x++) {
                double dx = x + 0.5 - cx;
                double inside = radius - Math.sqrt(dx * dx + dy * dy);
                if (inside > 0) {
                    double level = Math.min(1, inside / rim);
                    // The rim of such a disc is a little brighter than its middle.
                    double edge = inside < 2.5 * rim ? 1.2 : 1;
                    int at = y * width + x;
                    pixels[at] = lighter(pixels[at], r, g, b, (int) (256 * strength * level * edge));
                }
            }
        }
    }

    private static int lighter(int p, int r, int g, int b, int a) {
        int pr = p >> 16 & 255;
        int pg = p >> 8 & 255;
        int pb = p & 255;
        pr += (255 - pr) * (r * a >> 8) >> 8;
        pg += (255 - pg) * (g * a >> 8) >> 8;
        pb += (255 - pb) * (b * a >> 8) >> 8;
        return Math.min(pr, 255) << 16 | Math.min(pg, 255) << 8 | Math.min(pb, 255);
    }

    private static int mix(int a, int b, int f) {
        int odd = a & 0xFF00FF;
        int even = a >>> 8 & 0xFF00FF;
        int oddTo = b & 0xFF00FF;
        int evenTo = b >>> 8 & 0xFF00FF;
        int o = odd + ((oddTo - odd) * f >> 8) & 0xFF00FF;
        int e = even + ((evenTo - even) * f >> 8) & 0xFF00FF;
        return o | e << 8;
    }

    /** All four parts times a factor of 256ths, at most 256. */
    static int scaled(int argb, int factor) {
        int odd = (argb & 0xFF00FF) * factor >>> 8 & 0xFF00FF;
        int even = (argb >>> 8 & 0xFF00FF) * factor & 0xFF00FF00;
        return odd | even;
    }

    /** A premultiplied colour over an opaque one. */
    static int over(int argb, int below) {
        int keep = 256 - (argb >>> 24) - (argb >>> 31);
        return (argb & 0xFFFFFF) + (scaled(below, keep) & 0xFFFFFF);
    }
}
