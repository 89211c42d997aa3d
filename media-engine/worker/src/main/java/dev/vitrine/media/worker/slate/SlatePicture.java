package dev.vitrine.media.worker.slate;

import dev.vitrine.media.worker.demo.Lettering;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * A calm picture: the title, a line below it, and three lights that breathe one after another, so that a viewer sees
 * that nothing hangs. One thread.
 */
final class SlatePicture {
    private static final Color TOP = new Color(0x1B2233);
    private static final Color BOTTOM = new Color(0x0E1119);
    private static final Color TITLE = new Color(0xF4EFE6);
    private static final Color LINE = new Color(0xB9BFCC);
    private static final Color LIGHT = new Color(0xE8B26A);
    private static final int LIGHTS = 3;

    /** Part of the width that letters may take. */
    private static final double LETTERS_WIDE = 0.84;

    private final int width;
    private final int height;
    private final BufferedImage still;
    private final BufferedImage now;

    SlatePicture(int width, int height, String title, String line) {
        this.width = width;
        this.height = height;
        this.still = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        this.now = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = graphics(still);
        g.setPaint(new GradientPaint(0, 0, TOP, 0, height, BOTTOM));
        g.fillRect(0, 0, width, height);
        g.setPaint(TITLE);
        g.fill(centred(Lettering.serif().line(title, height * 0.095, 0), height * 0.46));
        g.setPaint(LINE);
        g.fill(centred(Lettering.sans().line(line, height * 0.042, 0.01), height * 0.56));
        g.dispose();
    }

    /** The pixels at a moment of the loop, 0 to 1; valid until the next call. */
    int[] at(double moment) {
        Graphics2D g = graphics(now);
        g.drawImage(still, 0, 0, null);
        double radius = height * 0.009;
        for (int i = 0; i < LIGHTS; i++) {
            double swell = 0.5 + 0.5 * Math.cos(2 * Math.PI * (moment - (double) i / LIGHTS));
            g.setPaint(new Color(LIGHT.getRed(), LIGHT.getGreen(), LIGHT.getBlue(), (int) (70 + 185 * swell)));
            double x = width / 2.0 + (i - (LIGHTS - 1) / 2.0) * radius * 5;
            g.fill(new Ellipse2D.Double(x - radius, height * 0.66 - radius, 2 * radius, 2 * radius));
        }
        g.dispose();
        return ((DataBufferInt) now.getRaster().getDataBuffer()).getData();
    }

    /** In the middle, and smaller if it would be too wide. */
    private Shape centred(Path2D letters, double baseline) {
        Rectangle2D bounds = letters.getBounds2D();
        double scale = bounds.getWidth() == 0 ? 1 : Math.min(1, width * LETTERS_WIDE / bounds.getWidth());
        AffineTransform place = AffineTransform.getTranslateInstance(width / 2.0, baseline);
        place.scale(scale, scale);
        place.translate(-bounds.getCenterX(), 0);
        return place.createTransformedShape(letters);
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        return g;
    }
}
