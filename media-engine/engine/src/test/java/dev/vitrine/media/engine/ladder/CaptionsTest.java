package dev.vitrine.media.engine.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaptionsTest {
    private static final byte[] FIRST = {4, 1, 1};
    private static final byte[] SECOND = {4, 2, 2};
    private final Captions captions = new Captions();

    @Test
    void captionsOfPicturesThatARungLeavesOut_goWithTheNext_onceForEachRung() {
        captions.keep(40_000, FIRST);
        captions.keep(80_000, SECOND);
        assertThat(captions.until("480p", Long.MIN_VALUE, 0)).isEmpty();
        assertThat(captions.until("480p", 0, 80_000)).containsExactly(4, 1, 1, 4, 2, 2);
        assertThat(captions.until("480p", 80_000, 120_000)).isEmpty();
        assertThat(captions.until("240p", 40_000, 80_000))
                .as("what another encoder has shown is not shown again")
                .isEqualTo(SECOND);
    }

    @Test
    void framesThatNobodyTakes_areForgotten() {
        for (int i = 0; i < 2 * Captions.MAX_FRAMES; i++) {
            captions.keep(i, FIRST);
        }
        assertThat(captions.until("480p", Long.MIN_VALUE, Long.MAX_VALUE)).hasSize(Captions.MAX_FRAMES * FIRST.length);
    }
}
