package dev.vitrine.web.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameGuardTest {
    @Test
    void scan_anySplitOfTheBytes_givesTheSameVerdict() {
        byte[] ok = {(byte) 0x81, (byte) 0x83, 1, 2, 3, 4, 'a', 'b', 'c', (byte) 0x88, (byte) 0x80, 0, 0, 0, 0};
        for (int split = 0; split <= ok.length; split++) {
            FrameGuard guard = new FrameGuard(10);
            assertThat(guard.scan(java.util.Arrays.copyOfRange(ok, 0, split))).isZero();
            assertThat(guard.scan(java.util.Arrays.copyOfRange(ok, split, ok.length)))
                    .isZero();
            assertThat(guard.closeSeen()).isTrue();
        }
    }

    @Test
    void scan_unmaskedOversizeOrNegativeLength_isRefusedAtTheHeader() {
        assertThat(new FrameGuard(10).scan(new byte[] {(byte) 0x81, 3})).isEqualTo(1002);
        assertThat(new FrameGuard(10).scan(new byte[] {(byte) 0x81, (byte) 0x8B, 0, 0, 0, 0}))
                .isEqualTo(1009);
        byte[] negative = {(byte) 0x82, (byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
        assertThat(new FrameGuard(10).scan(negative)).isEqualTo(1002);
        byte[] longPing = {(byte) 0x89, (byte) 0xFE, 0, 126, 0, 0, 0, 0};
        assertThat(new FrameGuard(1000).scan(longPing)).isEqualTo(1002);
    }

    @Test
    void scan_noise_neverThrows() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(new FrameGuard(64).scan(noise)).as("seed " + seed).isIn(0, 1002, 1009);
        }
    }
}
