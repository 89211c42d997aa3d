package dev.vitrine.media.worker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What is seen and heard, before it is encoded. */
class SceneTest {
    private static final double END = Show.LOOP_SECONDS - 1e-6;

    @Test
    void loop_isAWholeNumberOfPicturesSoundFramesAndChapters() {
        assertThat(Show.LOOP_SECONDS * Show.SAMPLE_RATE % 1024).isZero();
        assertThat(Show.CHAPTERS).hasSize(Show.LOOP_SECONDS / Show.CHAPTER_SECONDS);
    }

    @Test
    void everyMovement_meetsItselfAtTheLoopsEnd() {
        DoubleUnaryOperator[] movements = {
            t -> Choreography.camera(t, 1280, 720).x(),
            t -> Choreography.camera(t, 1280, 720).y(),
            t -> Choreography.camera(t, 1280, 720).z(),
            t -> Choreography.presented(t, 0),
            t -> Choreography.presented(t, 2),
            Choreography::wide,
            t -> Choreography.caption(t, 0),
            t -> Choreography.caption(t, 3)
        };
        for (int i = 0; i < movements.length; i++) {
            assertThat(movements[i].applyAsDouble(END))
                    .as("movement %d", i)
                    .isCloseTo(movements[i].applyAsDouble(0), within(1e-3));
        }
    }

    @Test
    void caption_standsInTheMiddleOfItsChapterAlone() {
        for (int chapter = 0; chapter < Show.CHAPTERS.size(); chapter++) {
            double middle = (chapter + 0.5) * Show.CHAPTER_SECONDS;
            for (int other = 0; other < Show.CHAPTERS.size(); other++) {
                assertThat(Choreography.caption(middle, other)).isEqualTo(other == chapter ? 1 : 0);
            }
        }
    }

    @Test
    void pictures_moveFromOneToTheNextAndTheLastLeadsIntoTheFirst() {
        Show.Format format = new Show.Format("", 320, 180, 30, 30, 300, 96);
        ShopWindow window = new ShopWindow(format);
        int[] first = window.paint(0, true).clone();
        int[] second = window.paint(1, true).clone();
        int[] last = window.paint(format.frames() - 1, true).clone();
        int[] elsewhere = window.paint(format.frames() / 2, true).clone();

        double step = difference(first, second);
        assertThat(step).isGreaterThan(0.05);
        assertThat(difference(last, first)).isLessThan(2 * step);
        assertThat(difference(elsewhere, first)).isGreaterThan(5 * step);
    }

    @Test
    void paint_ofAnyShape_fillsThePicture() {
        for (int[] size : new int[][] {{160, 90}, {360, 640}, {640, 360}, {720, 720}}) {
            Show.Format format = new Show.Format("Überraschung – 冬 ✓", size[0], size[1], 25, 50, 300, 96);
            int[] pixels = new ShopWindow(format).paint(25 * 18, true);

            assertThat(pixels).hasSize(size[0] * size[1]);
            assertThat(brightness(pixels)).as("%dx%d", size[0], size[1]).isBetween(20.0, 160.0);
        }
    }

    @Test
    void music_isNeverSilentNeverTooLoudAndHasNoClickAtTheSeam() {
        Music music = Music.compose();
        float[] left = new float[Show.SAMPLE_RATE];
        float[] right = new float[Show.SAMPLE_RATE];
        float steepest = 0;
        for (int second = 0; second < Show.LOOP_SECONDS; second++) {
            music.read((long) second * Show.SAMPLE_RATE, left, right);
            double power = 0;
            for (int i = 0; i < left.length; i++) {
                assertThat(Math.max(Math.abs(left[i]), Math.abs(right[i]))).isLessThan(0.45f);
                power += left[i] * left[i];
                steepest = i == 0 ? steepest : Math.max(steepest, Math.abs(left[i] - left[i - 1]));
            }
            assertThat(Math.sqrt(power / left.length)).as("second %d", second).isGreaterThan(0.01);
        }
        music.read(-Show.SAMPLE_RATE / 2, left, right);
        int seam = Show.SAMPLE_RATE / 2;
        assertThat(Math.abs(left[seam] - left[seam - 1])).isLessThan(steepest);
    }

    private static double difference(int[] a, int[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                sum += Math.abs((a[i] >> shift & 255) - (b[i] >> shift & 255));
            }
        }
        return sum / (3.0 * a.length);
    }

    private static double brightness(int[] pixels) {
        long sum = 0;
        for (int pixel : pixels) {
            sum += pixel >> 8 & 255;
        }
        return (double) sum / pixels.length;
    }
}
