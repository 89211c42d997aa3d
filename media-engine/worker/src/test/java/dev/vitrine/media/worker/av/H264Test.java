package dev.vitrine.media.worker.av;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
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

    @Test
    void isPlayable_isTrueOfEightBits420_andOfNothingElse() {
        // profile_idc, then seq_parameter_set_id 0, chroma_format_idc, bit depths less 8: Exp-Golomb codes
        assertThat(H264.isPlayable(configuration(66, 0b1000_0000)))
                .as("Baseline")
                .isTrue();
        assertThat(H264.isPlayable(configuration(100, 0b1_010_1_1_00)))
                .as("High")
                .isTrue();
        assertThat(H264.isPlayable(configuration(110, 0b1_010_1_1_00)))
                .as("High 10 with 8 bits")
                .isTrue();
        assertThat(H264.isPlayable(configuration(110, 0b1_010_011_0, 0b1100_0000)))
                .as("10 bits")
                .isFalse();
        assertThat(H264.isPlayable(configuration(122, 0b1_011_1_1_00)))
                .as("4:2:2")
                .isFalse();
        assertThat(H264.isPlayable(configuration(100, 0b1_1_1_1_0000)))
                .as("grey")
                .isFalse();
        assertThat(H264.isPlayable(new byte[0])).isFalse();
        assertThat(H264.isPlayable(new byte[64])).isFalse();
    }

    @Test
    void isPlayable_ofAnything_isAnAnswer() {
        Random random = new Random(6);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 1;
            }
            assertThat(H264.isPlayable(bytes)).isIn(true, false);
        }
    }

    private static byte[] configuration(int profile, int... rest) {
        byte[] avcC = new byte[20];
        byte[] head = {1, (byte) profile, 0, 30, (byte) 0xFF, (byte) 0xE1, 0, 8, 0x67, (byte) profile, 0, 30};
        System.arraycopy(head, 0, avcC, 0, head.length);
        for (int i = 0; i < rest.length; i++) {
            avcC[head.length + i] = (byte) rest[i];
        }
        return avcC;
    }
}
