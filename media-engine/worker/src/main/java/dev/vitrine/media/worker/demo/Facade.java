package dev.vitrine.media.worker.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The shop's front around the glass: painted wood, the sign, the sill with snow on it. Painted once. */
final class Facade {
    /** Half the width of the glass, and where it begins and ends. */
    static final double GLASS_HALF = 2.06;

    static final double GLASS_TOP = 0.98;
    static final double GLASS_BOTTOM = -0.98;

    /** How much of the paint's light the street leaves, in 256ths; the sign has a lamp of its own. */
    private static final int NIGHT = 178;

    private static final int SIGN = 216;
    private static final double UNIT = 220;
    private static final double SIDE = 1.6;
    private static final double ABOVE = 0.9;
    private static final double BELOW = 0.9;

    private final Plate top;
    private final Plate bottom;
    private final Plate post;

    Facade(Lettering serif) {
        int width = (int) ((2 * GLASS_HALF + 2 * SIDE) * UNIT);
        top = Plate.paint(width, (int) (ABOVE * UNIT), true, g -> sign(g, width, serif));
        bottom = Plate.paint(width, (int) (BELOW * UNIT), true, g -> sill(g, width));
        post = Plate.paint((int) (SIDE * UNIT), (int) ((GLASS_TOP - GLASS_BOTTOM) * UNIT), true, Facade::post);
    }

    void draw(Canvas canvas, Camera camera) {
        double scale = camera.scale(0) / UNIT;
        double left = camera.screenX(-GLASS_HALF - SIDE, 0);
        canvas.plate(post, left, camera.screenY(GLASS_TOP, 0), scale, NIGHT);
        canvas.plate(post, camera.screenX(GLASS_HALF, 0), camera.screenY(GLASS_TOP, 0), scale, NIGHT);
        canvas.plate(top, left, camera.screenY(GLASS_TOP + ABOVE, 0), scale, SIGN);
        canvas.plate(bottom, left, camera.screenY(GLASS_BOTTOM, 0), scale, NIGHT);
    }

    private static void sign(Graphics2D g, int width, Lettering serif) {
        double h = ABOVE * UNIT;
        g.setPaint(new GradientPaint(0, 0, new Color(0x0A1416), 0, (float) h, new Color(0x16302F)));
        g.fill(new Rectangle2D.Double(0, 0, width, h));
        double board = 0.30 * UNIT;
        g.setPaint(
                new LinearGradientPaint(0, (float) (h - board), 0, (float) h, new float[] {0, 0.25f, 1}, new Color[] {
                    new Color(0x0D2020), new Color(0x1C3F3D), new Color(0x2B5450)
                }));
        g.fill(new Rectangle2D.Double(0, h - board, width, board - 0.045 * UNIT));
        Path2D name = serif.line("VITRINE", 0.20 * UNIT, 0.34);
        double x = (width - name.getBounds2D().getWidth()) / 2;
        double y = h - 0.105 * UNIT;
        g.setPaint(new Color(4, 10, 10, 170));
        g.fill(AffineTransform.getTranslateInstance(x + 2, y + 2.5).createTransformedShape(name));
        g.setPaint(new LinearGradientPaint(
                0, (float) (y - 0.15 * UNIT), 0, (float) y, new float[] {0, 0.5f, 1}, new Color[] {
                    new Color(0xB98A3E), new Color(0xE9C477), new Color(0xFFE9B4)
                }));
        g.fill(AffineTransform.getTranslateInstance(x, y).createTransformedShape(name));
        moulding(g, 0, h - board, width, 0x2F5F5A, 0x081414);
        moulding(g, 0, h - 0.045 * UNIT, width, 0x8A6B3A, 0x1A120A);
    }

    private static void moulding(Graphics2D g, double x, double y, double width, int light, int dark) {
        g.setStroke(new BasicStroke(3));
        g.setPaint(new Color(light));
        g.draw(new Line2D.Double(x, y, x + width, y));
        g.setPaint(new Color(dark));
        g.draw(new Line2D.Double(x, y + 3, x + width, y + 3));
    }

    private static void post(Graphics2D g) {
        double w = SIDE * UNIT;
        double h = (GLASS_TOP - GLASS_BOTTOM) * UNIT;
        g.setPaint(new GradientPaint(0, 0, new Color(0x0C1A1B), (float) w, 0, new Color(0x12292A)));
        g.fill(new Rectangle2D.Double(0, 0, w, h));
        for (double edge : new double[] {0, w}) {
            double inner = edge == 0 ? 0 : w - 0.10 * UNIT;
            g.setPaint(new LinearGradientPaint(
                    (float) inner,
                    0,
                    (float) (inner + 0.10 * UNIT),
                    0,
                    new float[] {0, 0.3f, 0.7f, 1},
                    edge == 0
                            ? new Color[] {
                                new Color(0xC98B45), new Color(0x4A6A5C), new Color(0x1D3B3A), new Color(0x0B1717)
                            }
                            : new Color[] {
                                new Color(0x0B1717), new Color(0x1D3B3A), new Color(0x4A6A5C), new Color(0xC98B45)
                            }));
            g.fill(new Rectangle2D.Double(inner, 0, 0.10 * UNIT, h));
        }
        g.setStroke(new BasicStroke(2.5f));
        for (double[] panel : new double[][] {{0.10, 0.62}, {0.70, 0.95}}) {
            double y = panel[0] * h - 0.04 * h;
            double tall = (panel[1] - panel[0]) * h;
            for (double x : new double[] {0.22 * UNIT, w / 2 + 0.10 * UNIT}) {
                Rectangle2D box = new Rectangle2D.Double(x, y, w / 2 - 0.34 * UNIT, tall);
                g.setPaint(new Color(0x071011));
                g.draw(box);
                g.setPaint(new Color(0x21403F));
                g.draw(new Rectangle2D.Double(x + 2.5, y + 2.5, box.getWidth(), box.getHeight()));
            }
        }
    }

    private static void sill(Graphics2D g, int width) {
        double h = BELOW * UNIT;
        g.setPaint(new GradientPaint(0, 0, new Color(0x1A3230), 0, (float) h, new Color(0x080F14)));
        g.fill(new Rectangle2D.Double(0, 0, width, h));
        g.setPaint(new GradientPaint(0, 0, new Color(0xE7B36C), 0, (float) (0.05 * UNIT), new Color(0x4B3A26)));
        g.fill(new Rectangle2D.Double(0, 0, width, 0.05 * UNIT));
        Path2D snow = new Path2D.Double();
        snow.moveTo(0, 0.02 * UNIT);
        for (int x = 0; x <= width; x += 12) {
            snow.lineTo(x, (0.018 + 0.012 * Math.sin(x * 0.013) + 0.008 * Math.sin(x * 0.041)) * UNIT);
        }
        for (int x = width; x >= 0; x -= 12) {
            snow.lineTo(x, (0.062 + 0.014 * Math.sin(x * 0.017 + 2) + 0.01 * Math.sin(x * 0.05)) * UNIT);
        }
        snow.closePath();
        g.setPaint(new LinearGradientPaint(0, 0, 0, (float) (0.08 * UNIT), new float[] {0, 0.5f, 1}, new Color[] {
            new Color(0xFFE6C2), new Color(0xD9D3DC), new Color(0x7C88A4)
        }));
        g.fill(snow);
        g.setStroke(new BasicStroke(2.5f));
        double panel = 0.9 * UNIT;
        for (double x = 0.1 * UNIT; x < width; x += panel + 0.12 * UNIT) {
            g.setPaint(new Color(0x0A1617));
            g.draw(new Rectangle2D.Double(x, 0.17 * UNIT, panel, 0.42 * UNIT));
            g.setPaint(new Color(0x2A4A47));
            g.draw(new Rectangle2D.Double(x + 2.5, 0.17 * UNIT + 2.5, panel, 0.42 * UNIT));
        }
    }
}
