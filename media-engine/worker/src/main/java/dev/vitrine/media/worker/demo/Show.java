package dev.vitrine.media.worker.demo;

import java.util.List;
import java.util.Locale;

/**
 * The show's timeline, which whoever scripts offers around it may rely on. It repeats every {@link #LOOP_SECONDS}
 * seconds without a seam, starting over at 0 with each start of the demonstration:
 *
 * <table>
 * <caption>Chapters</caption>
 * <tr><th>from</th><th>to</th><th>chapter</th></tr>
 * <tr><td>0 s</td><td>12 s</td><td>the whole window</td></tr>
 * <tr><td>12 s</td><td>24 s</td><td>{@code lamp}: Ember, the table lamp</td></tr>
 * <tr><td>24 s</td><td>36 s</td><td>{@code teapot}: Fjord, the teapot</td></tr>
 * <tr><td>36 s</td><td>48 s</td><td>{@code scarf}: Drift, the scarf</td></tr>
 * </table>
 *
 * <p>The lower third of a chapter stands from one second after the chapter's start to one second before its end. No
 * price is in the picture: prices change, pictures do not.
 */
public final class Show {
    /** Length of the loop: a whole number of pictures at any whole rate, and of AAC frames (2250) at 48 kHz. */
    public static final int LOOP_SECONDS = 48;

    /** Length of each chapter. */
    public static final int CHAPTER_SECONDS = 12;

    /** Samples a second of the sound. */
    public static final int SAMPLE_RATE = 48_000;

    /** The chapters in order. */
    public static final List<Chapter> CHAPTERS = List.of(
            new Chapter("window", "Tonight in the window", "Three things made slowly"),
            new Chapter("lamp", "Ember", "Table lamp · ribbed opal glass, brass"),
            new Chapter("teapot", "Fjord", "Teapot · stoneware, reactive glaze"),
            new Chapter("scarf", "Drift", "Scarf · lambswool, woven in stripes"));

    private Show() {}

    /**
     * One chapter.
     *
     * @param id product id, or {@code window}
     * @param title first line of the lower third
     * @param line second line
     */
    public record Chapter(String id, String title, String line) {}

    /**
     * How the show is to be encoded, and what its first lower third says.
     *
     * @param title replaces the first chapter's title unless blank
     */
    public record Format(String title, int width, int height, int fps, int gopFrames, int videoKbps, int audioKbps) {
        private static final int MAX_TITLE = 48;

        /** A format within the limits. */
        public Format {
            check("width", width, 160, 1920);
            check("height", height, 90, 1080);
            check("rate", fps, 5, 60);
            check("key frame distance", gopFrames, 1, 600);
            check("video bit rate", videoKbps, 50, 20_000);
            check("audio bit rate", audioKbps, 32, 320);
            if ((width | height) % 2 != 0) {
                throw new IllegalArgumentException(
                        "A picture of %d×%d has an odd side; both have to be even.".formatted(width, height));
            }
            title = title.length() > MAX_TITLE ? title.substring(0, MAX_TITLE) : title;
        }

        /** Returns how many pictures the loop has. */
        public int frames() {
            return fps * LOOP_SECONDS;
        }

        private static void check(String name, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "The demonstration's %s is %d; it has to be %d to %d.", name, value, min, max));
            }
        }
    }
}
