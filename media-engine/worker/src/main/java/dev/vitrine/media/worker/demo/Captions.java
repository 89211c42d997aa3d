package dev.vitrine.media.worker.demo;

import java.awt.Color;
import java.awt.LinearGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;

/** The lower thirds: which thing is presented. One is painted for each chapter, and comes in from the left. */
final class Captions {
    private static final double LEFT = 64;
    private static final double BASE = 640;

    private final List<Plate> captions = new ArrayList<>();
    private final double size;

    Captions(Show.Format format, Lettering serif, Lettering sans) {
        size = Math.min(format.width() / 1280.0, format.height() / 720.0);
        for (int i = 0; i < Show.CHAPTERS.size(); i++) {
            Show.Chapter chapter = Show.CHAPTERS.get(i);
            String title = i == 0 && !format.title().isBlank() ? format.title() : chapter.title();
            captions.add(paint(serif.line(title, 50 * size, 0.005), sans.line(chapter.line(), 20 * size, 0.012)));
        }
    }

    private Plate paint(Path2D title, Path2D line) {
        double text = Math.max(title.getBounds2D().getMaxX(), line.getBounds2D().getMaxX());
        int width = (int) (text + 130 * size);
        int height = (int) (124 * size);
        return Plate.paint(width, height, false, g -> {
            g.setPaint(new LinearGradientPaint(0, 0, width, 0, new float[] {0, 0.6f, 1}, new Color[] {
                new Color(10, 7, 12, 205), new Color(10, 7, 12, 150), new Color(10, 7, 12, 0)
            }));
            g.fill(new RoundRectangle2D.Double(0, 0, width + 20, height, 12 * size, 12 * size));
            g.setPaint(new LinearGradientPaint(
                    0, 0, 0, height, new float[] {0, 1}, new Color[] {new Color(0xFFE2A6), new Color(0xC58A3B)}));
            g.fill(new Rectangle2D.Double(0, 0, 4 * size, height));
            g.setPaint(new Color(0xFFF4E0));
            g.fill(AffineTransform.getTranslateInstance(28 * size, 62 * size).createTransformedShape(title));
            g.setPaint(new Color(0xE2C79C));
            g.fill(AffineTransform.getTranslateInstance(29 * size, 98 * size).createTransformedShape(line));
        });
    }

    void draw(Canvas canvas, double t) {
        for (int chapter = 0; chapter < captions.size(); chapter++) {
            double in = Choreography.caption(t, chapter);
            if (in > 0) {
                Plate caption = captions.get(chapter);
                double x = (LEFT - 46 * (1 - in)) * size;
                canvas.stamp(caption, (int) Math.round(x), (int) (BASE * size) - caption.height(), (int) (256 * in));
            }
        }
    }
}
