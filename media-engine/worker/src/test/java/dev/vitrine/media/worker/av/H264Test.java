package dev.vitrine.media.worker.av;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class H264Test {
    private static final byte[] SPS = {0x67, 100, 0, 31, 9};
    private static final byte[] PPS = {0x68, 1, 2};
    private static final byte[] IDR = {0x65, 7, 0, 0, 3, 1, 8};

    @Test
    void sample_ofUnitsAfterStartCodes_hasLengthsAndNoParameterSets() {
        byte[] annexB = join(new byte[] {0, 0, 0, 1}, SPS, new byte[] {0, 0, 1}, PPS, new byte[] {0, 0, 0, 1}, IDR);

        assertThat(H264.sample(annexB)).isEqualTo(join(new byte[] {0, 0, 0, 7}, IDR));
    }

    @Test
    void avcC_ofHighProfile_endsWithItsChromaFormat() throws Exception {
        byte[] annexB = join(new byte[] {0, 0, 0, 1}, SPS, new byte[] {0, 0, 0, 1}, PPS);

        assertThat(H264.avcC(annexB))
                .isEqualTo(join(
                        new byte[] {1, 100, 0, 31, (byte) 0xFF, (byte) 0xE1, 0, 5},
                        SPS,
                        new byte[] {1, 0, 3},
                        PPS,
                        new byte[] {(byte) 0xFD, (byte) 0xF8, (byte) 0xF8, 0}));
    }

    @Test
    void avcC_withoutParameterSets_isRefused() {
        assertThatThrownBy(() -> H264.avcC(join(new byte[] {0, 0, 1}, IDR))).isInstanceOf(AvException.class);
    }

    @Test
    void sample_ofNothing_isEmpty() {
        assertThat(H264.sample(new byte[0])).isEmpty();
        assertThat(H264.sample(new byte[] {0, 0, 0, 1})).isEmpty();
        assertThat(H264.sample(new byte[] {1, 2, 3})).isEmpty();
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
