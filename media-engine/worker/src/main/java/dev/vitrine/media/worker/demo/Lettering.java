package dev.vitrine.media.worker.demo;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Letters as outlines, from files beside this class: a server often has no fonts, and without any Java draws no text at
 * all. Western European letters only; others lose their accents, or are left out.
 */
public final class Lettering {
    private final Map<Integer, String> glyphs = new HashMap<>();
    private double em = 1000;

    private Lettering() {}

    /** Returns the face for titles. */
    public static Lettering serif() {
        return load("dm-serif-display.txt");
    }

    /** Returns the face for small lines. */
    public static Lettering sans() {
        return load("inter-medium.txt");
    }

    private static Lettering load(String name) {
        Lettering lettering = new Lettering();
        try (InputStream in = Lettering.class.getResourceAsStream("lettering/" + name)) {
            if (in == null) {
                throw new IllegalStateException("\"lettering/" + name + "\" is missing from the worker's jar.");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("em ")) {
                    lettering.em = Double.parseDouble(line.substring(3));
                } else if (!line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    lettering.glyphs.put(Integer.parseInt(line.substring(0, space), 16), line.substring(space + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lettering;
    }

    /**
     * Returns a line's outline, its baseline's start at the origin, y down.
     *
     * @param size of an em in pixels
     * @param spacing more room after each letter, in ems
     */
    public Path2D line(String text, double size, double spacing) {
        Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        double x = 0;
        double scale = size / em;
        for (int codePoint : text.codePoints().toArray()) {
            String glyph = glyph(codePoint);
            if (glyph == null) {
                continue;
            }
            String[] parts = glyph.split(" ");
            path.append(new AffineTransform(scale, 0, 0, -scale, x, 0).createTransformedShape(outline(parts)), false);
            x += Double.parseDouble(parts[0]) * scale + spacing * size;
        }
        return path;
    }

    private @org.jspecify.annotations.Nullable String glyph(int codePoint) {
        String glyph = glyphs.get(codePoint);
        if (glyph == null) {
            String plain = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD);
            glyph = glyphs.get(plain.codePointAt(0));
        }
        return glyph;
    }

    private static Path2D outline(String[] parts) {
        Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        double[] n = new double[6];
        int at = 1;
        while (at < parts.length) {
            char command = parts[at].isEmpty() ? ' ' : parts[at].charAt(0);
            int count = switch (command) {
                case 'M', 'L' -> 2;
                case 'Q' -> 4;
                case 'C' -> 6;
                default -> 0;
            };
            for (int i = 0; i < count; i++) {
                n[i] = Double.parseDouble(i == 0 ? parts[at].substring(1) : parts[at + i]);
            }
            switch (command) {
                case 'M' -> path.moveTo(n[0], n[1]);
                case 'L' -> path.lineTo(n[0], n[1]);
                case 'Q' -> path.quadTo(n[0], n[1], n[2], n[3]);
                case 'C' -> path.curveTo(n[0], n[1], n[2], n[3], n[4], n[5]);
                case 'Z' -> path.closePath();
                default -> {}
            }
            at += Math.max(1, count);
        }
        return path;
    }
}
