package dev.vitrine.media.worker.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.RadialGradientPaint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.GeneralPath;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** The back of the shop: a plastered wall with three lit niches, shelves, curtains and the floor. Painted once. */
final class Interior {
    /** Depth of the wall. */
    static final double WALL_Z = 2.3;

    private static final double LEFT = -4.2;
    private static final double TOP = 2.1;
    private static final double WIDTH = 8.4;
    private static final double HEIGHT = 4.2;
    private static final int PIXELS = 1000;
    /** It lies behind what is presented, out of focus. */
    private static final int BLUR = 2;

    private static final double FLOOR_Y = -1.12;
    private static final double UNIT = PIXELS / WIDTH;

    private final Plate wall =
            Plate.paint(PIXELS, (int) (HEIGHT * UNIT), true, Interior::paint).blurred(BLUR);

    /** Draws it, at so many 256ths of its light. */
    void draw(Canvas canvas, Camera camera, int light) {
        double scale = camera.scale(WALL_Z);
        canvas.plate(wall, camera.screenX(LEFT, WALL_Z), camera.screenY(TOP, WALL_Z), scale / UNIT, light);
    }

    private static double px(double worldX) {
        return (worldX - LEFT) * UNIT;
    }

    private static double py(double worldY) {
        return (TOP - worldY) * UNIT;
    }

    private static Color rgb(int rgb) {
        return new Color(rgb);
    }

    private static Color rgba(int rgb, int alpha) {
        return new Color(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, alpha);
    }

    private static void paint(Graphics2D g) {
        double h = HEIGHT * UNIT;
        g.setPaint(new GradientPaint(0, 0, rgb(0x2A1418), 0, (float) h, rgb(0x6E3A22)));
        g.fill(new Rectangle2D.Double(0, 0, PIXELS, h));
        warmth(g, 0, 0.35, 3.4, 0xC77A3C, 150);
        for (double[] stand : Choreography.STAND) {
            niche(g, stand[0] * 1.42);
        }
        shelf(g, -3.05, 0.55);
        shelf(g, 2.45, 0.55);
        shelf(g, -3.05, -0.15);
        shelf(g, 2.45, -0.15);
        floor(g);
        curtain(g, -4.2, -3.25, 1);
        curtain(g, 3.25, 4.2, -1);
        ceiling(g);
    }

    private static void warmth(Graphics2D g, double x, double y, double radius, int rgb, int alpha) {
        float r = (float) (radius * UNIT);
        g.setPaint(new RadialGradientPaint((float) px(x), (float) py(y), r, new float[] {0, 0.55f, 1}, new Color[] {
            rgba(rgb, alpha), rgba(rgb, alpha / 3), rgba(rgb, 0)
        }));
        g.fill(new Ellipse2D.Double(px(x) - r, py(y) - r, 2 * r, 2 * r));
    }

    private static void niche(Graphics2D g, double x) {
        double half = 0.74;
        double top = 0.98;
        Path2D arch = arch(x, half, top);
        g.setPaint(new RadialGradientPaint(
                (float) px(x), (float) py(-0.05), (float) (1.5 * UNIT), new float[] {0, 0.35f, 0.75f, 1}, new Color[] {
                    rgb(0xFFD596), rgb(0xE9A457), rgb(0x9A5526), rgb(0x54280F)
                }));
        g.fill(arch);
        g.setStroke(new BasicStroke((float) (0.045 * UNIT)));
        g.setPaint(rgba(0x3A1B12, 170));
        g.draw(arch);
        g.setStroke(new BasicStroke((float) (0.014 * UNIT)));
        g.setPaint(rgba(0xFFC77E, 150));
        g.draw(arch(x, half + 0.055, top + 0.055));
    }

    private static Path2D arch(double x, double half, double top) {
        GeneralPath path = new GeneralPath();
        double spring = top - half;
        path.moveTo(px(x - half), py(FLOOR_Y));
        path.lineTo(px(x - half), py(spring));
        double k = 0.5523 * half;
        path.curveTo(px(x - half), py(spring + k), px(x - k), py(top), px(x), py(top));
        path.curveTo(px(x + k), py(top), px(x + half), py(spring + k), px(x + half), py(spring));
        path.lineTo(px(x + half), py(FLOOR_Y));
        path.closePath();
        return path;
    }

    private static void shelf(Graphics2D g, double x, double y) {
        double width = 0.62;
        int[] colours = {0x8A3B2A, 0xC9A063, 0x2E5A5C, 0x7A5A3A, 0xB9623A, 0x34415C};
        double at = x + 0.03;
        for (int i = 0; i < 5; i++) {
            double w = 0.07 + 0.02 * (i * 7 % 3);
            double tall = 0.16 + 0.06 * (i * 5 % 4);
            g.setPaint(new GradientPaint(
                    (float) px(at),
                    0,
                    rgb(colours[(i + (int) (y * 10 + 20)) % 6]).darker(),
                    (float) px(at + w),
                    0,
                    rgb(colours[(i + (int) (y * 10 + 20)) % 6])));
            g.fill(new RoundRectangle2D.Double(
                    px(at), py(y + tall), w * UNIT, tall * UNIT, w * UNIT * (i % 2), w * UNIT * (i % 2)));
            at += w + 0.03;
        }
        g.setPaint(rgb(0x3B2015));
        g.fill(new Rectangle2D.Double(px(x), py(y), width * UNIT, 0.045 * UNIT));
        g.setPaint(rgba(0xFFBE73, 90));
        g.fill(new Rectangle2D.Double(px(x), py(y), width * UNIT, 0.012 * UNIT));
    }

    private static void floor(Graphics2D g) {
        double top = py(FLOOR_Y);
        double bottom = HEIGHT * UNIT;
        g.setPaint(new GradientPaint(0, (float) top, rgb(0x9A5A2C), 0, (float) bottom, rgb(0x2A130C)));
        g.fill(new Rectangle2D.Double(0, top, PIXELS, bottom - top));
        g.setStroke(new BasicStroke(1.6f));
        g.setPaint(rgba(0x2A120A, 150));
        for (int i = -16; i <= 16; i++) {
            g.draw(new java.awt.geom.Line2D.Double(px(i * 0.30), top, px(i * 0.62), bottom));
        }
        g.setPaint(rgba(0xFFC27A, 120));
        g.fill(new Rectangle2D.Double(0, top - 2, PIXELS, 2.5));
        for (double[] stand : Choreography.STAND) {
            g.setPaint(rgba(0xFFC27A, 60));
            g.fill(new Ellipse2D.Double(px(stand[0] * 1.42 - 0.7), top + 2, 1.4 * UNIT, 0.30 * UNIT));
        }
    }

    private static void curtain(Graphics2D g, double from, double to, int side) {
        int folds = 7;
        for (int i = 0; i < folds; i++) {
            double a = from + (to - from) * i / folds;
            double b = from + (to - from) * (i + 1) / folds;
            double lit = side > 0 ? (i + 1.0) / folds : 1 - (double) i / folds;
            int bright = Textures.mix(0x3A0E18, 0x9E2A34, lit);
            int dark = Textures.mix(0x16060C, 0x3C0E18, lit);
            g.setPaint(
                    new LinearGradientPaint((float) px(a), 0, (float) px(b), 0, new float[] {0, 0.35f, 1}, new Color[] {
                        rgb(dark), rgb(bright), rgb(dark)
                    }));
            GeneralPath fold = new GeneralPath();
            double flare = 0.05 * (i + 1) * -side;
            fold.moveTo(px(a), 0);
            fold.lineTo(px(b) + 1, 0);
            fold.curveTo(px(b), py(0.8), px(b + flare), py(-0.3), px(b + flare * 0.6) + 1, py(-1.3));
            fold.lineTo(px(a + flare * 0.6), py(-1.3));
            fold.curveTo(px(a + flare), py(-0.3), px(a), py(0.8), px(a), 0);
            g.fill(fold);
        }
    }

    private static void ceiling(Graphics2D g) {
        g.setPaint(new GradientPaint(0, 0, rgba(0x0C0609, 235), 0, (float) py(0.9), rgba(0x0C0609, 0)));
        g.fill(new Rectangle2D.Double(0, 0, PIXELS, py(0.9)));
    }
}
