package dev.vitrine.media.engine.codec;

import static dev.vitrine.media.engine.codec.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HevcConfigTest {

    @Test
    void record_ofX265_isRead() throws Exception {
        HevcConfig config = HevcConfig.parse(Samples.HEVC_90P);

        assertThat(config.codec()).isEqualTo("hvc1.1.6.L30.90");
        assertThat(config.fourCc()).isEqualTo("hvc1");
        assertThat(config.width()).isEqualTo(160);
        assertThat(config.height()).isEqualTo(90);
        assertThat(config.nalLengthBytes()).isEqualTo(4);
        assertThat(config.description()).hasValue(config.configRecord());
    }

    @Test
    void parameterSets_areMarkedAsComplete_asTheSampleEntryWants() throws Exception {
        byte[] record = HevcConfig.parse(Samples.HEVC_90P).configRecord();

        assertThat(Samples.HEVC_90P[23]).as("as ffmpeg sends it").isEqualTo((byte) 0x20);
        assertThat(record[23]).isEqualTo((byte) 0xA0);
        assertThat(HevcConfig.parse(record).configRecord()).isEqualTo(record);
    }

    @ParameterizedTest
    @CsvSource({
        "01, 60000000, 900000000000, 5d, hvc1.1.6.L93.90",
        "02, 20000000, b00000000000, 7b, hvc1.2.4.L123.B0",
        "21, 60000000, 000000000000, 99, hvc1.1.6.H153",
        "41, 60000000, b00000000001, 5d, hvc1.A1.6.L93.B0.0.0.0.0.1"
    })
    void codecString_followsTheStandard(
            String profile, String compatibility, String constraints, String level, String codec) throws Exception {
        byte[] record = Samples.HEVC_90P.clone();
        System.arraycopy(hex(profile + compatibility + constraints + level), 0, record, 1, 12);

        assertThat(HevcConfig.parse(record).codec()).isEqualTo(codec);
    }

    @Test
    void inspect_tellsRandomAccessPicturesFromOthers_whateverThePublisherSays() throws Exception {
        HevcConfig config = HevcConfig.parse(Samples.HEVC_90P);

        assertThat(config.inspect(false, nal(19), 0).key()).as("IDR_W_RADL").isTrue();
        assertThat(config.inspect(false, nal(21), 0).key()).as("CRA").isTrue();
        assertThat(config.inspect(true, nal(1), 0).key()).as("TRAIL_R").isFalse();
    }

    @Test
    void inspect_ofLengthsThatDoNotAddUp_isAnError() throws Exception {
        HevcConfig config = HevcConfig.parse(Samples.HEVC_90P);

        assertThatThrownBy(() -> config.inspect(false, hex("00000009260000"), 0))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> config.inspect(false, new byte[0], 0)).isInstanceOf(IOException.class);
    }

    @Test
    void recordCutAnywhere_isAnError() {
        for (int length = 0; length < Samples.HEVC_90P.length - 11; length++) {
            byte[] cut = Arrays.copyOf(Samples.HEVC_90P, length);
            assertThatThrownBy(() -> HevcConfig.parse(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void damagedRecord_isRefusedOrHasASize() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] record = Samples.HEVC_90P.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(HevcConfig.parse(record).width()).isPositive();
            } catch (IOException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    private static byte[] nal(int type) {
        return new byte[] {0, 0, 0, 3, (byte) (type << 1), 1, 0};
    }
}
