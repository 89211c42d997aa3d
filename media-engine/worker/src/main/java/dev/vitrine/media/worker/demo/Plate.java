package dev.vitrine.media.worker.demo;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.function.Consumer;

/**
 * A painted image.
 *
 * @param pixels premultiplied {@code 0xAARRGGBB}, row by row
 * @param opaque whether no pixel lets anything through
 */
record Plate(int width, int height, int[] pixels, boolean opaque) {

    /** Paints one with Java2D. The painter must use no text: fonts are not everywhere. */
    static Plate paint(int width, int height, boolean opaque, Consumer<Graphics2D> painter) {
        BufferedImage image =
                new BufferedImage(width, height, opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        try {
            painter.accept(graphics);
        } finally {
            graphics.dispose();
        }
        return new Plate(width, height, ((DataBufferInt) image.getRaster().getDataBuffer()).getData(), opaque);
    }

    /** Blurs it in place: three box passes each way come close to a Gaussian. */
    Plate blurred(int radius) {
        int[] spare = new int[pixels.length];
        for (int pass = 0; pass < 3; pass++) {
            boxes(pixels, spare, width, height, radius);
            boxes(spare, pixels, height, width, radius);
        }
        return this;
    }

    /** Blurs rows and turns the image, so that the next call blurs columns and turns it back. */
    private static void boxes(int[] from, int[] to, int width, int height, int radius) {
        int size = 2 * radius + 1;
        for (int y = 0; y < height; y++) {
            int row = y * width;
            int a = 0;
            int r = 0;
            int g = 0;
            int b = 0;
            for (int x = -radius; x <= radius; x++) {
                int p = from[row + Math.clamp(x, 0, width - 1)];
                a += p >>> 24;
                r += p >> 16 & 255;
                g += p >> 8 & 255;
                b += p & 255;
            }
            for (int x = 0; x < width; x++) {
                to[x * height + y] = a / size << 24 | r / size << 16 | g / size << 8 | b / size;
                int in = from[row + Math.min(x + radius + 1, width - 1)];
                int out = from[row + Math.max(x - radius, 0)];
                a += (in >>> 24) - (out >>> 24);
                r += (in >> 16 & 255) - (out >> 16 & 255);
                g += (in >> 8 & 255) - (out >> 8 & 255);
                b += (in & 255) - (out & 255);
            }
        }
    }
}
