package dev.vitrine.media.worker.play;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeTest {
    @Test
    void of_keepsTheShape_withinFullHd_inEvenNumbers() {
        assertThat(Size.of(1_280, 720, 0, 1)).isEqualTo(new Size(1_280, 720));
        assertThat(Size.of(3_840, 2_160, 1, 1)).isEqualTo(new Size(1_920, 1_080));
        assertThat(Size.of(2_160, 3_840, 1, 1)).as("upright").isEqualTo(new Size(1_080, 1_920));
        assertThat(Size.of(4_096, 1_716, 1, 1)).as("wide").isEqualTo(new Size(1_920, 804));
        assertThat(Size.of(721, 575, 1, 1)).as("odd").isEqualTo(new Size(722, 576));
        assertThat(Size.of(720, 576, 64, 45)).as("anamorphic").isEqualTo(new Size(1_024, 576));
        assertThat(Size.of(720, 576, 1_000, 1)).as("an aspect that cannot be").isEqualTo(new Size(720, 576));
        assertThat(Size.of(4_000, 8, 1, 1)).as("a line").isEqualTo(new Size(1_920, 16));
    }

    @Test
    void kbps_growsWithSizeAndSpeed_withinBounds() {
        assertThat(new Size(1_920, 1_080).kbps(30)).isEqualTo(5_000);
        assertThat(new Size(1_280, 720).kbps(30)).isBetween(2_500, 3_000);
        assertThat(new Size(1_920, 1_080).kbps(Size.fps(240))).isEqualTo(8_000);
        assertThat(new Size(64, 64).kbps(Size.fps(0))).isEqualTo(300);
    }
}
