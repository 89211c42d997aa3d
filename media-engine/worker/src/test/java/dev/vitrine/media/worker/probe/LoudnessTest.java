package dev.vitrine.media.worker.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoudnessTest {
    /** ITU-R BS.1770-4, annex 1: a 997 Hz sine at full scale in one front channel reads -3.01 LKFS. */
    @ParameterizedTest
    @ValueSource(ints = {44_100, 48_000, 96_000})
    void fullScaleSine_inOneChannel_readsMinusThree(int rate) {
        Loudness loudness = new Loudness(rate, 2);
        for (int i = 0; i < rate * 3; i++) {
            loudness.add(0, Math.sin(2 * Math.PI * 997 * i / rate));
            loudness.add(1, 0);
        }
        assertThat(loudness.take()).isCloseTo(-3.01, within(0.05));
    }

    /** EBU Tech 3341, test signal 1: stereo sine of 1000 Hz, -23.0 dBFS peak in both channels, reads -23.0 LUFS. */
    @ParameterizedTest
    @ValueSource(ints = {44_100, 48_000})
    void ebuTestSignal_readsMinusTwentyThree(int rate) {
        Loudness loudness = new Loudness(rate, 2);
        double level = Math.pow(10, -23 / 20.0);
        for (int i = 0; i < rate * 3; i++) {
            double sample = level * Math.sin(2 * Math.PI * 1_000 * i / rate);
            loudness.add(0, sample);
            loudness.add(1, sample);
        }
        assertThat(loudness.take()).isCloseTo(-23.0, within(0.1));
    }
}
